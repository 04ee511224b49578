import { ImError } from '@warbler/protocol';
import { fetchEnvelope } from '../http/fetch-envelope.ts';
import { FlooError, queryOf } from './floo-rest.ts';
import { fieldIn } from './json-text.ts';
import type { Row, World } from './world.ts';

/** Asks a link server what a link is for. @throws FlooError */
export async function parseLink(world: World, server: string, link: string): Promise<Row> {
  const url = `${server}${server.includes('?') ? '&' : '?'}${queryOf({ link })}`;
  try {
    const { data } = await fetchEnvelope(world.platform, { url, headers: { app_id: world.config.appid } });
    return data as Row;
  } catch (error) {
    throw new FlooError(ImError.from(error), url);
  }
}

/** Asks the link servers that the DNS names, or else the configured one, until one answers. @throws FlooError */
export async function parseLinkV2(world: World, link: string): Promise<Row> {
  const { link_server_list: listed } = world.dns;
  const domains = (Array.isArray(listed) ? listed : []).map((one) => String(fieldIn(one, 'domain')));
  const servers = domains.map((domain) => `${/^https?:/.test(domain) ? domain : `https://${domain}`}/info`);
  const { linkServer = '' } = world.config;
  const asked = [...servers, ...(linkServer === '' ? [] : [linkServer])];
  let failure: unknown = new FlooError(new ImError('notConfigured', { message: 'no link server is known' }), '');
  for (const server of asked) {
    try {
      return await parseLink(world, server, link);
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
}
