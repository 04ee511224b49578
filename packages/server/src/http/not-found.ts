import { ImError } from '@warbler/protocol';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { answerError } from './answer-error.ts';

/** First parts of the addresses that belong to calls and sockets, of this server and of the whole contract. */
const CALL_PREFIXES: ReadonlySet<string> = new Set([
  'admin',
  'ai',
  'api',
  'app',
  'docs',
  'file',
  'group',
  'info',
  'message',
  'metrics',
  'push',
  'roster',
  'socket.io',
  'token',
  'user',
  'v2',
  'xsync',
]);

/** What an address without a route asks for. */
export type Missing = 'call' | 'page' | 'file';

/** Tells what was asked for: a call of the contract, a place within the web page, or a file that is not there. */
export function whatIsMissing(method: string, path: string, accept: string): Missing {
  const [first = ''] = path.slice(1).split('/');
  if (CALL_PREFIXES.has(first) || (method !== 'GET' && method !== 'HEAD')) return 'call';
  const isFile = path.slice(path.lastIndexOf('/')).includes('.');
  if (isFile) return 'file';
  return accept.includes('text/html') ? 'page' : 'call';
}

/**
 * Answers an address without a route: calls in the envelope (deployed clients take code 404 as "server too old"), places
 * within the web page with the page.
 */
export function answerNotFound(hasPage: boolean): (request: FastifyRequest, reply: FastifyReply) => FastifyReply {
  return (request, reply) => {
    const [path = '/'] = request.url.split('?');
    const missing = whatIsMissing(request.method, path, request.headers.accept ?? '');
    if (missing === 'page' && hasPage) return reply.sendFile('index.html');
    if (missing === 'file') return reply.code(404).type('text/plain; charset=utf-8').send('not found');
    return answerError(new ImError('unknownCall', { message: 'this server does not know the call' }), request, reply);
  };
}
