import type { Logger } from 'pino';
import type { Accounts, UserRef } from './accounts/index.ts';
import type { Apps } from './apps/index.ts';
import type { Clock } from './clock.ts';
import type { ServerConfig } from './config/index.ts';
import { createQrLogins, createSecrets } from './handover/index.ts';
import { createIdentities } from './identities/index.ts';
import { createLinks, createVisitors } from './links/index.ts';
import type { Procedures } from './procedures.ts';
import type { Metrics } from './stats/index.ts';
import type { Database, StorageThread } from './storage/index.ts';
import { createSupportStaff } from './support/index.ts';
import { createHttpCodeSender, createLogCodeSender, createVerification } from './verification/index.ts';
import { createHttpWechatClient, createWechat, type WechatApp } from './wechat/index.ts';

/** What the ways to an account beside its password are made from. */
export interface OtherLoginsOptions {
  readonly config: ServerConfig;
  readonly database: Database;
  readonly storage: StorageThread<Procedures>;
  readonly apps: Apps;
  readonly accounts: Accounts;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** Puts together codes, QR logins, hand-overs, WeChat, support and links: a part of the composition root. */
export function createOtherLogins({
  config,
  database,
  storage,
  apps,
  accounts,
  clock,
  logger,
  metrics,
}: OtherLoginsOptions) {
  const { limits, codeSenderUrl: url, codeSenderToken: token } = config;
  const timeoutMs = limits.outsideCallMs;
  const onProblem = (error: unknown) => logger.warn({ err: error }, 'a service outside this server failed');
  const verification = createVerification({
    storage,
    sender: url === undefined ? createLogCodeSender(logger) : createHttpCodeSender({ url, token, timeoutMs }),
    clock,
    limits,
    onSent: (channel, outcome) => metrics.codeSent(channel, outcome),
    onProblem,
  });
  const identities = createIdentities({
    storage,
    accounts,
    verification,
    clock,
    limits,
    onContactBound: (user, { channel, to }) =>
      accounts.contactBound(user, channel === 'sms' ? { mobile: to } : { email: to }),
  });
  const qrLogins = createQrLogins({ storage, clock, limits });
  const wechat = createWechat({
    client: createHttpWechatClient({
      miniProgram: wechatApp(config.wechatAppId, config.wechatSecret),
      officialAccount: wechatApp(config.wechatOfficialAppId, config.wechatOfficialSecret),
      apiUrl: config.wechatApiUrl,
      clock,
      timeoutMs,
    }),
    identities,
    qrLogins,
    eventToken: config.wechatOfficialToken,
    clock,
    limits,
    onProblem,
  });
  const supportStaff = createSupportStaff({ database, accounts, limits });
  return {
    useCases: {
      verification,
      identities,
      secrets: createSecrets({ storage, clock, limits }),
      qrLogins,
      wechat,
      supportStaff,
      links: createLinks({ storage, apps, clock, limits }),
      visitors: createVisitors({ accounts, clock, limits }),
    },
    /** Erases what a deleted user left here. */
    async erase({ appId, userId: user }: UserRef): Promise<void> {
      await storage.call('identities.erase', { appId, user });
      await storage.call('handover.erase', { appId, user });
      await storage.call('links.erase', { appId, user });
      await supportStaff.erase({ appId, userId: user });
    },
  };
}

function wechatApp(appId: string | undefined, secret: string | undefined): WechatApp | undefined {
  return appId === undefined || secret === undefined ? undefined : { appId, secret };
}
