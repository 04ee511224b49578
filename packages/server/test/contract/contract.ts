import { Ajv } from 'ajv';
import contract from '../../../../interop/rest-api.json' with { type: 'json' };

/** Who may make a call; as in `http/caller.ts`, and `query` (token in the query) and `signedUrl`. */
export type ContractAuth = 'none' | 'app' | 'user' | 'group' | 'userOrAdmin' | 'admin' | 'query' | 'signedUrl';

/** A schema, as far as tests read it themselves. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly enum?: readonly (string | number)[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly pattern?: string;
}

/** One operation of the contract. */
export interface Operation {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly auth: ContractAuth;
  /** What the headers of an admin token may name. */
  readonly actAs?: readonly ('user' | 'group')[];
  readonly query?: { readonly properties: Readonly<Record<string, Schema>>; readonly required?: readonly string[] };
  readonly body?: Schema;
  readonly queryMayBeBody?: boolean;
  readonly answer: {
    readonly envelope: 'plain' | 'paged' | 'listed' | 'sent' | 'binary' | 'bare';
    readonly data?: Schema;
    readonly body?: Schema;
  };
}

/** Every operation of the contract, in its order. */
export const operations = contract.operations as readonly Operation[];

/** Every `code` of the contract. */
export const codes: ReadonlySet<number> = new Set(contract.codes);

/** How an operation is called in titles and tables. */
export function lineOf({ method, path }: Operation): string {
  return `${method} ${path}`;
}

/** A schema without its reference. */
export function resolve(schema: Schema): Schema {
  if (schema.$ref === undefined) return schema;
  const name = schema.$ref.slice('#/$defs/'.length);
  const found = (contract.$defs as Readonly<Record<string, Schema>>)[name];
  if (found === undefined) throw new Error(`the contract has no ${name}`);
  return found;
}

const ajv = new Ajv({
  strict: true,
  strictRequired: false,
  allowUnionTypes: true,
  allErrors: true,
  formats: {
    int32: { type: 'number', validate: (value) => Number.isInteger(value) && Math.abs(value) <= 0x7fff_ffff },
    // Ids and times must survive JSON.parse in a browser.
    int64: { type: 'number', validate: (value) => Number.isSafeInteger(value) },
    double: { type: 'number', validate: (value) => Number.isFinite(value) },
    binary: true,
  },
});

/**
 * What is wrong with an answer: nothing, when it is the empty list. Fields of ours are allowed, those of the contract
 * must fit. A call that answers something answers it: `data` may not be left out.
 */
export function faultsOf({ answer }: Operation, body: unknown): readonly string[] {
  if (answer.envelope === 'binary') return [];
  if (answer.envelope === 'bare') return answer.body === undefined ? [] : check(answer.body, body);
  const int64 = { type: 'integer', format: 'int64' };
  return check(
    {
      type: 'object',
      properties: {
        code: { type: 'integer', format: 'int32' },
        message: { type: ['string', 'null'] },
        ...(answer.data === undefined ? {} : { data: answer.data }),
        cursor: { type: 'string' },
        version: int64,
        total: int64,
        msg_ids: { type: 'array', items: int64 },
      },
      required: ['code', 'data'],
    },
    body,
  );
}

function check(schema: object, value: unknown): readonly string[] {
  const validate = ajv.compile({ ...schema, $defs: contract.$defs });
  if (validate(value)) return [];
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath || 'the answer'} ${message}`);
}
