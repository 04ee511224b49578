import fastify, { type FastifyInstance } from 'fastify';

const { FST_ERR_CTP_INVALID_MEDIA_TYPE } = fastify.errorCodes;

/**
 * Takes a body that is one text as a whole, in the scope that it is given: a JSON string where the body says that it is
 * JSON, else the text as it came. What says that it is JSON and is no JSON string is text too (rest-api.md section 6).
 */
export function parseTextBodies(scope: FastifyInstance): void {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser<string>('*', { parseAs: 'string' }, (request, body, done) => {
    const isJson = request.headers['content-type']?.startsWith('application/json') ?? false;
    done(null, body === '' ? undefined : isJson ? unquote(body) : body);
  });
}

function unquote(text: string): string {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'string' ? value : text;
  } catch {
    return text;
  }
}

/**
 * Takes JSON bodies. An empty body counts as none whatever its type, since many callers say `application/json` on calls
 * whose parameters are in the query.
 */
export function parseBodies(http: FastifyInstance): void {
  http.removeAllContentTypeParsers();
  const parseJson = http.getDefaultJsonParser('error', 'error');
  http.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body.trim() === '') done(null, undefined);
    else parseJson(request, body, done);
  });
  http.addContentTypeParser<string>('*', { parseAs: 'string' }, (_request, body, done) => {
    if (body === '') done(null, undefined);
    else done(new FST_ERR_CTP_INVALID_MEDIA_TYPE());
  });
}
