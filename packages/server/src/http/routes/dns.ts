import { ImError } from '@warbler/protocol';
import type { App, Apps } from '../../apps/index.ts';
import { Type } from '../../type.ts';
import { readAppId } from '../caller.ts';
import { defineRoute } from '../define-route.ts';
import { Tag } from '../openapi.ts';
import { type PublicAddress, publicAddress } from '../public-address.ts';
import type { AddRoutes } from './route-context.ts';

/** Clients only log it. It changes when the shape of the answer does. */
const DNS_VERSION = 1;

const Endpoint = Type.Object({
  protocol: Type.String({ description: 'http or https; for sockets it means ws or wss' }),
  host: Type.String({ description: 'host[:port]' }),
  ip_list: Type.Array(Type.String()),
});

const Domains = Type.Array(Type.Object({ domain: Type.String() }));

const DnsInfo = Type.Object({
  version: Type.Integer(),
  dns_list: Type.Array(
    Type.Object({
      group_level: Type.Integer({ description: '0: the public group' }),
      clusters: Type.Array(
        Type.Object({
          ratel: Type.Array(Endpoint, { description: 'REST API' }),
          webim: Type.Array(Endpoint, { description: 'sockets, Socket.IO' }),
          ws: Type.Array(Endpoint, { description: 'sockets, raw WebSocket' }),
          rtc: Type.Array(Endpoint, { description: 'media signalling' }),
          fireplace: Type.Array(Endpoint, { description: 'sockets of native clients' }),
        }),
      ),
    }),
  ),
  app_status: Type.String({ description: 'normal, frozen, banned or revoked; the last three stop the client' }),
  account_verification: Type.Object({ type: Type.String(), name: Type.String(), status: Type.String() }),
  dns_server_list: Domains,
  link_server_list: Domains,
});

const Query = Type.Object({
  app_id: Type.String({ minLength: 1, description: 'The app' }),
  source: Type.Optional(Type.String({ description: 'sdk or app' })),
});

/** Where a client finds everything, given its app id: the first call of every client. */
export const addDnsRoutes: AddRoutes = (http, { useCases, publicUrl }) => {
  defineRoute(http, useCases, {
    method: 'GET',
    url: '/v2/app_dns',
    auth: 'none',
    tag: Tag.start,
    summary: 'Where the app finds this server',
    query: Query,
    data: DnsInfo,
    handle: async ({ query, request }) => {
      const app = await findApp(useCases.apps, query.app_id);
      return { data: toDnsInfo(app, publicAddress(publicUrl, request)) };
    },
  });
};

async function findApp(apps: Apps, appId: string): Promise<App> {
  try {
    return await apps.find(readAppId(appId));
  } catch (error) {
    if (error instanceof ImError && error.code === 'appNotFound') throw new ImError('dnsAppInvalid', { cause: error });
    throw error;
  }
}

function toDnsInfo(app: App, { protocol, host }: PublicAddress) {
  const endpoints = [{ protocol, host, ip_list: [] }];
  return {
    version: DNS_VERSION,
    dns_list: [
      {
        group_level: 0,
        clusters: [{ ratel: endpoints, webim: endpoints, ws: endpoints, rtc: endpoints, fireplace: endpoints }],
      },
    ],
    app_status: app.status,
    account_verification: {
      type: app.settings.verificationType,
      name: app.settings.verificationName || app.name,
      status: app.settings.verificationStatus,
    },
    // Clients would call these over https, which a server without a certificate does not offer: they keep what they have.
    dns_server_list: [],
    link_server_list: [],
  };
}
