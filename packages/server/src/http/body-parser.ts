import fastify, { type FastifyInstance } from 'fastify';

const { FST_ERR_CTP_INVALID_MEDIA_TYPE } = fastify.errorCodes;

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
