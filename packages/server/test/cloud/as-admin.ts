import type { Cloud } from '@warbler/test-kit';

/** Calls the REST API with the cloud's admin token, as a user where one is named. @throws Error when the code is not 200 */
export async function asAdmin<Data>(
  cloud: Cloud,
  line: string,
  { body, user }: { readonly body?: unknown; readonly user?: number } = {},
): Promise<Data> {
  const [method = '', path] = line.split(' ');
  const response = await fetch(`${cloud.url}${path}`, {
    method,
    headers: {
      app_id: cloud.appId,
      'access-token': cloud.adminToken,
      ...(user === undefined ? {} : { user_id: String(user) }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const { code, message, data } = (await response.json()) as { code: number; message?: string; data: Data };
  if (code !== 200) throw new Error(`code ${code}: ${message}`);
  return data;
}
