import { ImError } from '@warbler/protocol';

/**
 * A parameter that callers put into the query or into the body (rest-api.md section 1): the query counts first.
 *
 * @throws ImError `invalidParameter` when it is in neither
 */
export function queryOrBody<Name extends string, Value, Other>(
  name: Name,
  query: { readonly [Key in Name]?: Value | undefined },
  body: { readonly [Key in Name]?: Other | undefined } | null | undefined,
): Value | Other {
  const value: Value | Other | undefined = query[name] ?? body?.[name];
  if (value !== undefined) return value;
  throw new ImError('invalidParameter', {
    message: `invalid request parameter: ${name} is required in the query or in the body`,
    details: { parameter: name },
  });
}
