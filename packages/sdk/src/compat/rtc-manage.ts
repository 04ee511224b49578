import { ImError } from '@warbler/protocol';
import { send } from './sending.ts';
import type { World } from './world.ts';

/** A signal of a call: a message of type rtc. */
export interface RtcMessage {
  readonly uid: number | string;
  readonly content?: string;
  /** JSON with an `action`: call, pickup, hangup, record. */
  readonly config?: unknown;
  readonly ext?: unknown;
}

/**
 * `im.rtcManage`: calls between two people (sdk-web.md §7). Signals are messages and work. Sound and pictures need a
 * media server, which this cloud does not have yet: whatever is about them rejects with `notSupported`.
 */
export function rtcManage(world: World) {
  const refuse = async (): Promise<never> => {
    throw new ImError('notSupported', { message: 'calls need a media server, and none is configured' });
  };
  return {
    /** Rejects: there is no media server. @throws ImError `notSupported`. */
    initRTCEngine: (_config: object): Promise<never> => refuse(),
    /** Rejects: there is no media server. @throws ImError `notSupported`. */
    joinRoom: (): Promise<never> => refuse(),
    /** Rejects: there is no media server. @throws ImError `notSupported`. */
    leaveRoom: (): Promise<never> => refuse(),
    /** Rejects: there is no media server. @throws ImError `notSupported`. */
    publish: (_type?: string, _hasVideo?: boolean, _hasAudio?: boolean, _width?: number, _height?: number) => refuse(),
    /** Rejects: there is no media server. @throws ImError `notSupported`. */
    unPublish: (): Promise<never> => refuse(),
    /** Rejects: there is no media server. @throws ImError `notSupported`. */
    subscribe: (_sources?: unknown): Promise<never> => refuse(),
    /** Rejects: there is no media server. @throws ImError `notSupported`. */
    unSubscribe: (_id?: unknown): Promise<never> => refuse(),
    /** Rejects: there is no media server. @throws ImError `notSupported`. */
    muteLocalAudio: (_isMuted: boolean): Promise<never> => refuse(),
    /** Rejects: there is no media server. @throws ImError `notSupported`. */
    muteLocalVideo: (_isMuted: boolean): Promise<never> => refuse(),
    /** Rejects: there is no media server. @throws ImError `notSupported`. */
    muteRemoteAudio: (_stream: unknown, _isMuted: boolean): Promise<never> => refuse(),
    /** Rejects: there is no media server. @throws ImError `notSupported`. */
    muteRemoteVideo: (_stream: unknown, _isMuted: boolean): Promise<never> => refuse(),
    /** Sends a signal of a call; returns its id on this device. */
    sendRTCMessage: (message: RtcMessage): number => sendSignal(world, message),
    /** The user is in no call any more. */
    destroy: (): void => world.store.set('key_rtc_in_call', false),
    /** Nothing: there is no media server. */
    getJanusObject: (): undefined => undefined,
    /** Nothing: there is no media server. */
    getPublishHandler: (): undefined => undefined,
    /** Nothing: there is no media server. */
    getSubscribeHandler: (): undefined => undefined,
    /** Whether the user is in a call. */
    getInCallStatus: (): boolean => world.store.get<boolean>('key_rtc_in_call') === true,
  };
}

function sendSignal(world: World, { uid, ...signal }: RtcMessage): number {
  return send(world, uid, { ...signal, type: 'rtc' });
}
