import type { FastifySchemaValidationError } from 'fastify';

/**
 * Says in words which parameter broke which rule. The text holds `invalid request parameter`, which deployed clients
 * look for (rest-api.md section 2).
 */
export function describeSchemaError(errors: readonly FastifySchemaValidationError[], place: string): Error {
  const [first] = errors;
  if (first === undefined) return new Error('invalid request parameter');
  return new Error(`invalid request parameter: ${describe(first, PLACES[place] ?? place)}`);
}

/** What the validator calls otherwise. */
const PLACES: Readonly<Record<string, string>> = { querystring: 'query', params: 'address' };

function describe({ keyword, instancePath, params, message }: FastifySchemaValidationError, place: string): string {
  const path = instancePath.slice(1).replaceAll('/', '.');
  const name = path === '' ? `the ${place}` : path;
  if (keyword === 'required') {
    const missing = String(params.missingProperty);
    return `${path === '' ? missing : `${path}.${missing}`} is required in the ${place}`;
  }
  const isInteger =
    keyword === 'format' ||
    keyword === 'minimum' ||
    keyword === 'maximum' ||
    (keyword === 'type' && Array.isArray(params.type) && params.type.includes('integer'));
  if (isInteger) return `${name} must be a whole number from 0 to 2^53 - 1, as a number or as decimal text`;
  if (keyword === 'enum' && Array.isArray(params.allowedValues)) {
    return `${name} must be one of ${params.allowedValues.join(', ')}`;
  }
  return `${name} ${message ?? 'is not valid'}`;
}
