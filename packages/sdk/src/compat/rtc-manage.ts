import { ContentType, ImError } from '@warbler/protocol';
import { fieldIn, jsonText } from './json-text.ts';
import { type FlooMessage, flooMessage } from './message-shape.ts';
import { sendPassing } from './sending.ts';
import { conversationIdOf, type World } from './world.ts';

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
    initRTCEngine: (_config: object): Promise<never> => refuse(),
    joinRoom: (): Promise<never> => refuse(),
    leaveRoom: (): Promise<never> => refuse(),
    publish: (_type?: string, _hasVideo?: boolean, _hasAudio?: boolean, _width?: number, _height?: number) => refuse(),
    unPublish: (): Promise<never> => refuse(),
    subscribe: (_sources?: unknown): Promise<never> => refuse(),
    unSubscribe: (_id?: unknown): Promise<never> => refuse(),
    muteLocalAudio: (_isMuted: boolean): Promise<never> => refuse(),
    muteLocalVideo: (_isMuted: boolean): Promise<never> => refuse(),
    muteRemoteAudio: (_stream: unknown, _isMuted: boolean): Promise<never> => refuse(),
    muteRemoteVideo: (_stream: unknown, _isMuted: boolean): Promise<never> => refuse(),
    sendRTCMessage: (message: RtcMessage): number => sendSignal(world, message),
    /** The user is in no call any more. */
    destroy: (): void => world.store.set('key_rtc_in_call', false),
    getJanusObject: (): undefined => undefined,
    getPublishHandler: (): undefined => undefined,
    getSubscribeHandler: (): undefined => undefined,
    getInCallStatus: (): boolean => world.store.get<boolean>('key_rtc_in_call') === true,
  };
}

/** The record of a call is a message like others. The rest is of this moment, and of no use after a reload. */
function sendSignal(world: World, { uid, content = '', config, ext }: RtcMessage): number {
  const to = conversationIdOf(uid);
  const body = { ctype: ContentType.RTC, content, config: jsonText(config), ext: jsonText(ext) };
  const action = fieldIn(body.config, 'action');
  if (action === 'hangup' || action === 'record') world.store.set('key_rtc_in_call', false);
  const { sender } = world.parts;
  if (action === 'record') return world.feed.sent(sender.sendBody(to, body));
  const mid = sendPassing(world, to, body);
  const signal = shownSignal(world, mid, { to: String(to), ...body });
  world.bus.fire('onSendingMessageStatusChanged', { status: 'sending', uid: signal.to, mid, message: signal });
  world.feed.await(mid, (failure, serverMid) => {
    const message = failure ? signal : { ...signal, id: String(serverMid) };
    const outcome = failure ? { status: 'failed', errorReason: failure.message } : { status: 'sent' };
    world.bus.fire('onSendingMessageStatusChanged', { ...outcome, mid, message });
    if (failure) return;
    if (action === 'call' || action === 'pickup') world.store.set('key_rtc_in_call', true);
    world.feed.message(to, { ...message, isNative: true });
  });
  return mid;
}

function shownSignal(
  world: World,
  mid: number,
  { to, content, config, ext }: { to: string; content: string; config: string; ext: string },
): FlooMessage {
  const { me, platform } = world.parts;
  const wire = { ctype: ContentType.RTC, content, ...(config === '' ? {} : { config }) };
  return flooMessage(
    {
      ...{ localId: String(mid) as never, conversationId: conversationIdOf(to), from: me, isOwn: true },
      ...{ timestampMs: platform.clock.now(), content: { type: 'unsupported', contentType: ContentType.RTC } },
      ...(ext === '' ? {} : { ext }),
      ...{ isMentioningMe: false, status: 'sending', wire },
    },
    world.viewer,
  );
}
