/** An OpenAPI 3.1 page, as far as a client is made of it. */
export interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, OpenApiOperation>>>>;
}

interface OpenApiOperation {
  readonly summary?: string;
  readonly parameters?: readonly {
    readonly in: string;
    readonly name: string;
    readonly required?: boolean;
    readonly schema?: JsonSchema;
  }[];
  readonly requestBody?: { readonly required?: boolean; readonly content?: Content };
  readonly responses?: Readonly<Record<string, { readonly content?: Content }>>;
}

type Content = Readonly<Record<string, { readonly schema?: JsonSchema }>>;

interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly patternProperties?: Readonly<Record<string, JsonSchema>>;
}

const JSON_TYPE = 'application/json';

/**
 * Writes a TypeScript client from the OpenAPI page: a class with a method for each call, named after method and path
 * (`postMessageSend`). It needs nothing but `fetch`.
 *
 * @throws Error naming the call and what of it the page does not describe
 */
export function generateClient({ paths }: OpenApi): string {
  const methods = Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => methodOf(method, path, operation)),
  );
  return `${RUNTIME}\nexport class Client extends Caller {\n${methods.join('\n\n')}\n}\n`;
}

/** How the method of a call is named. */
export function nameOf(method: string, path: string): string {
  const words = path.split(/[^a-zA-Z0-9]+/).filter((word) => word !== '');
  return method.toLowerCase() + words.map((word) => word[0]!.toUpperCase() + word.slice(1)).join('');
}

function methodOf(method: string, path: string, operation: OpenApiOperation): string {
  const line = `${method.toUpperCase()} ${path}`;
  const fail = (what: string) => new Error(`the OpenAPI page does not say ${what} of ${line}`);
  const input = inputOf(operation, fail);
  const answer = answerOf(operation, fail);
  const isOptional = !input.isRequired;
  return [
    `  /** ${operation.summary?.replaceAll('*/', '') ?? line} */`,
    `  ${nameOf(method, path)}(input: ${input.type}${isOptional ? ' = {}' : ''}): Promise<${answer.type}> {`,
    `    return this.${answer.isJson ? 'json' : 'raw'}('${method.toUpperCase()}', '${path}', input);`,
    '  }',
  ].join('\n');
}

function inputOf(
  { parameters = [], requestBody }: OpenApiOperation,
  fail: (what: string) => Error,
): { readonly type: string; readonly isRequired: boolean } {
  const parts: { readonly name: string; readonly type: string; readonly isRequired: boolean }[] = [];
  for (const place of ['path', 'query']) {
    const placed = parameters.filter((parameter) => parameter.in === place);
    if (placed.length === 0) continue;
    const fields = placed.map(({ name, required = false, schema }) => {
      if (schema === undefined) throw fail(`what ${name} is`);
      return `${JSON.stringify(name)}${required ? '' : '?'}: ${typeOf(schema)}`;
    });
    const isRequired = placed.some(({ required }) => required === true);
    parts.push({ name: place, type: `{ ${fields.join('; ')} }`, isRequired });
  }
  if (requestBody !== undefined) {
    const schema = requestBody.content?.[JSON_TYPE]?.schema;
    const isForm = requestBody.content !== undefined && schema === undefined;
    if (schema === undefined && !isForm) throw fail('what its body is');
    const isRequired = requestBody.required === true;
    parts.push({ name: 'body', type: schema === undefined ? 'BodyInit' : typeOf(schema), isRequired });
  }
  const fields = parts.map(({ name, type, isRequired }) => `${name}${isRequired ? '' : '?'}: ${type}`);
  return {
    type: `{ ${[...fields, 'headers?: Record<string, string>'].join('; ')} }`,
    isRequired: parts.some(({ isRequired }) => isRequired),
  };
}

function answerOf(
  { responses }: OpenApiOperation,
  fail: (what: string) => Error,
): { readonly type: string; readonly isJson: boolean } {
  const content = responses?.['200']?.content;
  if (content === undefined || Object.keys(content).length === 0) throw fail('what is answered');
  const schema = content[JSON_TYPE]?.schema;
  return schema === undefined ? { type: 'Response', isJson: false } : { type: typeOf(schema), isJson: true };
}

function typeOf(schema: JsonSchema): string {
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) return choices.map(typeOf).join(' | ');
  if (typeof schema.type === 'object') return schema.type.map((type) => typeOf({ ...schema, type })).join(' | ');
  switch (schema.type) {
    case 'integer':
    case 'number':
      return 'number';
    case 'string':
    case 'boolean':
    case 'null':
      return schema.type;
    case 'array':
      return `(${typeOf(schema.items ?? {})})[]`;
    case 'object':
      return objectOf(schema);
    default:
      return 'unknown';
  }
}

function objectOf({ properties, required = [], additionalProperties, patternProperties = {} }: JsonSchema): string {
  const values = [
    ...(typeof additionalProperties === 'object' ? [additionalProperties] : []),
    ...Object.values(patternProperties),
  ];
  if (properties === undefined) return `Record<string, ${values.map(typeOf).join(' | ') || 'unknown'}>`;
  const fields = Object.entries(properties).map(
    ([name, schema]) => `${JSON.stringify(name)}${required.includes(name) ? '' : '?'}: ${typeOf(schema)}`,
  );
  return `{ ${fields.join('; ')} }`;
}

const RUNTIME = `interface Input {
  path?: object;
  query?: object;
  body?: unknown;
  headers?: Record<string, string>;
}

class Caller {
  readonly url: string;
  readonly headers: Record<string, string>;

  constructor(url: string, headers: Record<string, string>) {
    this.url = url;
    this.headers = headers;
  }

  protected async raw(method: string, path: string, { path: named = {}, query = {}, body, headers }: Input): Promise<Response> {
    let filled = path;
    for (const [name, value] of Object.entries(named)) filled = filled.replace('{' + name + '}', encodeURIComponent(String(value)));
    const url = new URL(filled, this.url);
    for (const [name, value] of Object.entries(query)) if (value !== undefined) url.searchParams.set(name, String(value));
    const isJson = body !== undefined && !(body instanceof FormData) && !(body instanceof Uint8Array);
    return fetch(url, {
      method,
      headers: { ...this.headers, ...(isJson ? { 'content-type': 'application/json' } : {}), ...headers },
      ...(body === undefined ? {} : { body: isJson ? JSON.stringify(body) : (body as BodyInit) }),
    });
  }

  protected async json<Answer>(method: string, path: string, input: Input): Promise<Answer> {
    return (await (await this.raw(method, path, input)).json()) as Answer;
  }
}
`;
