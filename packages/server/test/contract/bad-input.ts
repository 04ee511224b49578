import { acceptsMore } from './accepts-more.ts';
import { lineOf, type Operation, resolve, type Schema } from './contract.ts';
import type { Sample } from './sample.ts';

/** A call with one thing wrong. */
export interface BadInput {
  /** What is wrong with it, for the report. */
  readonly what: string;
  readonly call: Sample;
}

/** More than any text may have, and less than a body may. */
const LONG_BODY_TEXT = 'x'.repeat(100 * 1024);

/** Node takes 16 KiB of headers, the address among them. */
const LONG_QUERY_TEXT = 'x'.repeat(10_000);

const MANY = 20_000;

const PAST_SAFE = 2 ** 53;
const PAST_INT32 = 2 ** 31;

/** A value, and how to call it in a report. */
type Bad = readonly [name: string, value: unknown];

const ABSENT: unique symbol = Symbol('absent');

/**
 * Calls like a good one, each with one thing wrong: every required parameter missing, of each wrong type, over its limit.
 * What this server takes on purpose although the contract calls it wrong is in `accepts-more.ts`.
 */
export function badInputs(operation: Operation, sample: Sample): readonly BadInput[] {
  const line = lineOf(operation);
  return [...inQuery(operation, sample), ...inBody(operation, sample)].filter(({ what }) => !acceptsMore(line, what));
}

function inQuery({ query, queryMayBeBody }: Operation, sample: Sample): BadInput[] {
  return (query?.required ?? []).flatMap((name) => {
    const schema = query?.properties[name] ?? {};
    // Where a parameter may be in the body too, an empty body stands for none.
    const place = queryMayBeBody === true && sample.query?.[name] === undefined ? 'body' : 'query';
    if (place === 'body') return [];
    const bad: readonly Bad[] = [['missing', ABSENT], ...badTexts(schema)];
    return bad.map(([what, value]) => ({
      what: `query ${name} ${what}`,
      call: { ...sample, query: changed(sample.query ?? {}, name, value) },
    }));
  });
}

function badTexts(schema: Schema): readonly Bad[] {
  switch (schema.type) {
    case 'integer':
      return [
        ['a word', 'x'],
        ['empty', ''],
        ['1.5', '1.5'],
        ['1e3', '1e3'],
        ['a list', '1,2'],
        ['past 2^53', String(PAST_SAFE)],
        ...(schema.format === 'int32' ? [['past int32', String(PAST_INT32)] as const] : []),
        ...outside(schema).map(([what, value]) => [what, String(value)] as const),
      ];
    case 'boolean':
      return [
        ['a word', 'x'],
        ['2', '2'],
        ['empty', ''],
      ];
    default:
      return [['too long', LONG_QUERY_TEXT]];
  }
}

function inBody({ body: declared }: Operation, sample: Sample): BadInput[] {
  if (declared === undefined || sample.body instanceof FormData || sample.body instanceof Uint8Array) return [];
  const schema = resolve(declared);
  const whole = badWholes(schema).map(([what, value]) => ({
    what: `body ${what}`,
    call: value === ABSENT ? without(sample, 'body') : { ...sample, body: value },
  }));
  const { body } = sample;
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return whole;
  const fields = (schema.required ?? []).flatMap((name) => {
    const bad: readonly Bad[] = [['missing', ABSENT], ...badValues(schema.properties?.[name] ?? {})];
    return bad.map(([what, value]) => ({
      what: `${name} ${what}`,
      call: { ...sample, body: changed(body as Record<string, unknown>, name, value) },
    }));
  });
  return [...whole, ...fields];
}

function badWholes(schema: Schema): readonly Bad[] {
  switch (schema.type) {
    case 'array':
      return [['missing', ABSENT], ...badValues(schema)];
    case 'string':
      return [
        ['missing', ABSENT],
        ['a number', 1],
        ['a list', []],
        ['an object', {}],
        ['null', null],
        ['too long', LONG_BODY_TEXT],
      ];
    default:
      // A body without fields is there for callers who can't send none.
      if (schema.properties === undefined) return [];
      return [
        ...((schema.required ?? []).length > 0 ? [['missing', ABSENT] as const, ['null', null] as const] : []),
        ['a list', []],
        ['a text', 'text'],
        ['a number', 1],
        ['true', true],
      ];
  }
}

function badValues(declared: Schema): readonly Bad[] {
  const schema = resolve(declared);
  const never: readonly Bad[] = [['null', null]];
  switch (schema.type) {
    case 'integer':
      return [
        ...never,
        ['a word', 'x'],
        ['empty', ''],
        ['1.5', 1.5],
        ['"1e3"', '1e3'],
        ['true', true],
        ['a list', [1]],
        ['an object', {}],
        ['past 2^53', PAST_SAFE],
        ['past 2^53 as text', String(PAST_SAFE)],
        ...(schema.format === 'int32' ? [['past int32', PAST_INT32] as const] : []),
        ...outside(schema),
      ];
    case 'boolean':
      return [...never, ['a word', 'x'], ['2', 2], ['a list', [true]], ['an object', {}]];
    case 'array':
      return [
        ...never,
        ['a text', 'x'],
        ['a number', 1],
        ['an object', {}],
        ...(isOf(schema.items, 'string')
          ? [['a list of numbers', [1]] as const]
          : [['a list of words', ['x']] as const, ['a list of fractions', [1.5]] as const]),
        ['a list of null', [null]],
        ['a list of lists', [[1]]],
        ['too long', Array.from({ length: MANY }, (_, index) => manyOf(schema.items, index))],
      ];
    case 'object':
      return [...never, ['a text', 'x'], ['a number', 1], ['a list', []]];
    case 'string':
      return [
        ...never,
        ['a number', 1],
        ['true', true],
        ['a list', ['x']],
        ['an object', {}],
        ['too long', LONG_BODY_TEXT],
      ];
    default:
      return never;
  }
}

function outside({ enum: allowed, minimum, maximum }: Schema): readonly Bad[] {
  const numbers = (allowed ?? []).filter((value) => typeof value === 'number');
  const [low, high] = numbers.length > 0 ? [Math.min(...numbers), Math.max(...numbers)] : [minimum, maximum];
  return [
    ...(low === undefined ? [] : [['too small', low - 1] as const]),
    ...(high === undefined ? [] : [['too large', high + 1] as const]),
  ];
}

function isOf(schema: Schema | undefined, type: string): boolean {
  return schema !== undefined && resolve(schema).type === type;
}

/** Items that would all be good. */
function manyOf(items: Schema | undefined, index: number): unknown {
  if (isOf(items, 'string')) return `t${index}`;
  if (!isOf(items, 'object')) return 1_000_000 + index * 2;
  const { required = [], properties = {} } = resolve(items ?? {});
  return Object.fromEntries(required.map((name) => [name, isOf(properties[name], 'string') ? `p${index}` : 2]));
}

function changed(fields: Readonly<Record<string, unknown>>, name: string, value: unknown): Record<string, unknown> {
  return value === ABSENT ? without(fields, name) : { ...fields, [name]: value };
}

function without<Fields extends object>(fields: Fields, name: string): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([key]) => key !== name)) as Fields;
}
