import type { AppId } from '@warbler/protocol';
import { type Awaitable, andThen } from '../awaitable.ts';
import type { Limits } from '../config/index.ts';
import type { App } from './app.ts';
import type { BoundOfApp } from './app-settings.ts';

/** The bounds that hold in an app: its own where it has some, else the server's. */
export type LimitsOf<Keys extends keyof Limits = keyof Limits> = (appId: AppId) => Awaitable<Pick<Limits, Keys>>;

const BOUNDS_OF_APPS: readonly BoundOfApp[] = [
  'chatroomMembers',
  'devicesPerUser',
  'groupMembers',
  'groupsCreated',
  'groupsJoined',
  'groupsPerApp',
  'restPerSecondApp',
  'sendsPerSecond',
];

/** Puts the bounds of apps in front of the server's. */
export function createLimitsOf(limits: Limits, find: (appId: AppId) => Awaitable<App>): LimitsOf {
  // Keyed by the app's record, which is another one after every change.
  const known = new WeakMap<App, Limits>();
  const within = (app: App) => {
    let own = known.get(app);
    if (own === undefined) {
      own = limitsOfApp(limits, app);
      known.set(app, own);
    }
    return own;
  };
  return (appId) => andThen(find(appId), within);
}

function limitsOfApp(limits: Limits, { settings }: App): Limits {
  const own = BOUNDS_OF_APPS.flatMap((key) => {
    const value = settings[key];
    return value === null ? [] : [[key, value] as const];
  });
  if (own.length === 0) return limits;
  const bounds = { ...limits, ...Object.fromEntries(own) };
  return {
    ...bounds,
    sendBurst: scaled(limits.sendBurst, bounds.sendsPerSecond / limits.sendsPerSecond),
    restBurstApp: scaled(limits.restBurstApp, bounds.restPerSecondApp / limits.restPerSecondApp),
  };
}

/** What may come at once keeps its proportion to the rate. */
function scaled(burst: number, factor: number): number {
  return Math.max(1, Math.round(burst * factor));
}
