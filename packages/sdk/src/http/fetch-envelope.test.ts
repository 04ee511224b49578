import { ImError } from '@warbler/protocol';
import { describe, expect, test } from 'vitest';
import { defaultPlatform } from '../platform/default-platform.ts';
import { fetchEnvelope } from './fetch-envelope.ts';

const url = 'http://server/call';
const page = '<html><body><h1>502 Bad Gateway</h1></body></html>';

/** What a call comes to that is answered so. */
async function outcomeOf(body: string, status: number): Promise<unknown> {
  const platform = { ...defaultPlatform(), fetch: async () => new Response(body, { status }) };
  return fetchEnvelope(platform, { url }).catch((error: unknown) => ImError.from(error).code);
}

describe('an answer', () => {
  test.each([
    408, 429, 500, 502, 503, 504, 599,
  ])('of status %i that is no envelope: nobody could be reached', async (status) => {
    for (const body of [page, '', '{"error":"Request Timeout","statusCode":408}', '{"code":"502"}', '[]', 'null']) {
      expect(await outcomeOf(body, status), body).toBe('serverUnreachable');
    }
  });

  test.each([200, 400, 404, 413, 431])('of status %i that is no envelope is not valid', async (status) => {
    expect(await outcomeOf(page, status)).toBe('responseInvalid');
    expect(await outcomeOf('', status)).toBe('responseInvalid');
  });

  test('that is an envelope says what it says, whatever its status', async () => {
    for (const status of [200, 400, 408, 429, 503]) {
      expect(await outcomeOf('{"code":11001}', status)).toBe('wrongPassword');
      expect(await outcomeOf('{"code":200,"data":7}', status)).toEqual({ data: 7, cursor: '' });
    }
  });

  test('that did not come is that of a server that cannot be reached, and its reason is kept', async () => {
    const cause = new TypeError('connection reset');
    const platform = { ...defaultPlatform(), fetch: () => Promise.reject(cause) };
    await expect(fetchEnvelope(platform, { url })).rejects.toMatchObject({ code: 'serverUnreachable', cause });
  });
});
