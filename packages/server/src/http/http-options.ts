import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { LimitsOf } from '../apps/index.ts';
import type { Limits } from '../config/index.ts';
import type { UseCases } from './use-cases.ts';

/** What {@link createHttp} needs. */
export interface HttpOptions {
  readonly useCases: UseCases;
  readonly logger: Logger;
  /** What `/metrics` shows; the time of requests is counted in it too. */
  readonly registry: Registry;
  /** The bounds that an app may have of its own. */
  readonly limitsOf: LimitsOf<'restPerSecondApp' | 'restBurstApp'>;
  readonly now: () => number;
  /** Time that never jumps: see `Clock`. */
  readonly elapsed: () => number;
  readonly limits: Pick<
    Limits,
    | 'restPerSecondToken'
    | 'restBurstToken'
    | 'restPerSecondAddress'
    | 'restBurstAddress'
    | 'adminPage'
    | 'pushTasksAsked'
    | 'conversationPage'
    | 'firstUnread'
    | 'frameBytes'
    | 'historyPage'
    | 'httpBodyBytes'
    | 'receiptsPage'
    | 'secretMs'
    | 'targetsPerSend'
    | 'requestMs'
    | 'uploadMs'
    | 'uploadStallMs'
    | 'usersPerCall'
  >;
  /** The server's own version. */
  readonly version: string;
  /**
   * The address under which clients reach the server, without a slash at its end; the request's own host when absent.
   * When set, the headers of a proxy on this machine or in a private network tell the caller's address.
   */
  readonly publicUrl?: string | undefined;
  /** How the server stands, for load balancers and people. */
  readonly standing: () => Standing;
  /** Folder of the built web page; without it `/` answers with a few facts. */
  readonly webRoot?: string | undefined;
}

/** How a server stands. */
export interface Standing {
  /** It is about to stop: clients should go elsewhere. */
  readonly isDraining: boolean;
  /** `none` for a server that is alone. */
  readonly bus: 'connected' | 'cut' | 'none';
  /** Servers of the cluster that are heard of, with this one. */
  readonly nodeCount: number;
}
