import { ImError } from '@warbler/protocol';
import type { FastifyRequest } from 'fastify';
import { Counter } from 'prom-client';
import { networkOf } from '../accounts/index.ts';
import { KeyedRates, type Rate } from '../rates/index.ts';
import { type Caller, headerOrQueryOf } from './caller.ts';
import type { HttpOptions } from './http-options.ts';

/** Far more than call within a few seconds; a key takes about 100 bytes. */
const KEYS_MAX = 200_000;

/** Characters of an HS256 signature: they tell a token from every other one. */
const SIGNATURE_LENGTH = 43;

/** How fast REST calls may come. */
export interface RestRates {
  /**
   * Lets a call through and tells who makes it. A call with a token that counts goes on the token's account and on its
   * app's; any other on that of the network address, so that guessing and garbage hold back nobody else.
   *
   * @throws ImError `rateLimited`, and whatever `identify` throws
   */
  admit(request: FastifyRequest, identify: () => Promise<Caller>): Promise<Caller>;
}

type Kind = 'address' | 'app' | 'token';

/** Makes the buckets, which are in memory and bounded, and counts what they refuse. */
export function createRestRates({
  limits,
  limitsOf,
  elapsed,
  registry,
}: Pick<HttpOptions, 'limits' | 'limitsOf' | 'elapsed' | 'registry'>): RestRates {
  const refusals = new Counter({
    name: 'warbler_rest_limited_total',
    help: 'REST calls refused because they came too fast, by whose limit it was',
    labelNames: ['kind'],
    registers: [registry],
  });
  const rates = { address: new KeyedRates(KEYS_MAX), app: new KeyedRates(KEYS_MAX), token: new KeyedRates(KEYS_MAX) };
  const ofAddress = { perSecond: limits.restPerSecondAddress, burst: limits.restBurstAddress };
  const ofToken = { perSecond: limits.restPerSecondToken, burst: limits.restBurstToken };

  const take = (kind: Kind, key: string, rate: Rate) => {
    if (rates[kind].take(key, rate, elapsed())) return;
    refusals.labels(kind).inc();
    throw new ImError('rateLimited', { message: `too many calls for one ${kind}, slow down` });
  };
  const takeOfAddress = (request: FastifyRequest) => take('address', networkOf(request.ip), ofAddress);
  const takeOfApp = async (caller: Caller) => {
    if (!('app' in caller)) return;
    const { appId } = caller.app;
    const { restPerSecondApp: perSecond, restBurstApp: burst } = await limitsOf(appId);
    take('app', appId, { perSecond, burst });
  };

  return {
    async admit(request, identify) {
      // Some calls take it from the query; to the others one that is there is none, and the address pays.
      const token = headerOrQueryOf(request, 'access-token');
      // Who shows none pays before anything is looked up for them, the others once it is known what theirs is worth.
      if (token === undefined) takeOfAddress(request);
      const caller = await identify().catch((error) => {
        if (token !== undefined) takeOfAddress(request);
        throw error;
      });
      if (token !== undefined && isByToken(caller)) take('token', token.slice(-SIGNATURE_LENGTH), ofToken);
      else if (token !== undefined) takeOfAddress(request);
      await takeOfApp(caller);
      return caller;
    },
  };
}

/** Whether a token that counts said who calls: calls that need none do not look at it. */
function isByToken(caller: Caller): boolean {
  switch (caller.auth) {
    case 'none':
    case 'app':
      return false;
    case 'maybeUser':
      return caller.userId !== undefined;
    default:
      return true;
  }
}

declare module 'fastify' {
  interface FastifyInstance {
    readonly restRates: RestRates;
  }
}
