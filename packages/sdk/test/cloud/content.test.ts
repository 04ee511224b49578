import { describe, expect, test } from 'vitest';
import { forwardMerged, forwardMessage } from '../../src/forward/index.ts';
import type { Client, Message, MessageContent, OutgoingContent } from '../../src/index.ts';
import { until } from '../until.ts';
import { lastingStorage, withPeople } from './people.ts';

const people = withPeople();
const idOf = (client: Client) => client.me!.userId;
const url = 'https://files.example.com/a?x=1';

async function pair(name: string): Promise<readonly [Client, Client]> {
  return [await people.signIn(`c_${name}_ann`), await people.signIn(`c_${name}_ben`)];
}

/** What arrives of something, as the other one's newest message. */
async function arrives(from: Client, to: Client, content: OutgoingContent): Promise<Message> {
  const sent = await from.whenSettled(from.send(idOf(to), content).localId);
  expect(sent.status).toBe('sent');
  return until(to, () => to.messages(idOf(from)).find(({ id }) => id === sent.id));
}

const contents: readonly MessageContent[] = [
  { type: 'text', text: '你好' },
  { type: 'image', url, name: 'a.png', sizeBytes: 12, width: 3, height: 4 },
  { type: 'audio', url, name: 'a.amr', sizeBytes: 12, durationS: 7 },
  { type: 'video', url, name: 'a.mp4', sizeBytes: 1, width: 3, height: 4, durationS: 7, coverUrl: url },
  { type: 'file', url, name: 'a.pdf', sizeBytes: 9, more: { mine: 1 } },
  { type: 'location', latitude: 31.2, longitude: 121.5, address: '外滩' },
  { type: 'unsupported', contentType: 42, text: 'of the app', attachment: '{"k":1}' },
];

describe('content', () => {
  test.each(contents)('$type arrives as it was sent, and is the preview', async (content) => {
    const [ann, ben] = await pair(content.type);
    const ext = '{"mine":1}';
    const config = '{"pushMessage":"p"}';
    const message = await arrives(ann, ben, { ...content, ext, config });
    expect(message).toMatchObject({ content, ext, config, status: 'received' });
    expect(ben.conversations().find(({ id }) => id === idOf(ann))?.lastMessage?.content).toEqual(content);
    // A new device has it from history, as it was.
    const again = await people.signIn(`c_${content.type}_ben`);
    again.messages(idOf(ann));
    await again.history(idOf(ann));
    expect(again.messages(idOf(ann)).at(-1)).toMatchObject({ content, ext, config });
  });

  test('commands and the control of calls are told, and never kept', async () => {
    const [ann, ben] = await pair('command');
    const told: Message[] = [];
    ben.on('command', ({ message }) => told.push(message));
    const command = ann.send(idOf(ben), { type: 'command', text: 'refresh', ext: '{"k":1}' });
    const call = ann.send(idOf(ben), { type: 'rtc', text: '', config: '{"action":"call","callId":"1"}' });
    expect(ann.messages(idOf(ben))).toEqual([]);
    for (const { localId } of [command, call]) expect((await ann.whenSettled(localId)).status).toBe('sent');
    const record = await arrives(ann, ben, { type: 'rtc', text: '1200', config: '{"action":"record","callId":"1"}' });
    expect(told.map(({ content, ext }) => ({ content, ext }))).toEqual([
      { content: { type: 'command', text: 'refresh' }, ext: '{"k":1}' },
      { content: { type: 'rtc', text: '' }, ext: undefined },
    ]);
    expect(ben.messages(idOf(ann))).toEqual([record]);
    // The server counts the command with the record; reading reads both.
    await until(ben, () => ben.totalUnread === 2);
    await ben.markRead(idOf(ann));
    expect(ben.totalUnread).toBe(0);
    await ben.history(idOf(ann));
    expect(ben.messages(idOf(ann)).map(({ content }) => content.type)).toEqual(['rtc']);
  });

  test.each<[string, OutgoingContent, string]>([
    ['an empty text', { type: 'text', text: '' }, 'invalidParameter'],
    ['a text that is too long', { type: 'text', text: '好'.repeat(30_000) }, 'textTooLong'],
    ['a file without an address', { type: 'file', url: '' }, 'invalidParameter'],
    ['a place that is none', { type: 'location', latitude: Number.NaN, longitude: 1 }, 'invalidParameter'],
    ['a forward of nothing', { type: 'forward', title: 't', messages: [] }, 'invalidParameter'],
    ['settings that are no object', { type: 'text', text: 'x', config: 'nonsense' }, 'invalidParameter'],
  ])('%s is refused at once', async (_, content, code) => {
    const ann = await people.signIn('c_refused');
    expect(() => ann.send(idOf(ann), content)).toThrow(expect.objectContaining({ code }));
  });
});

describe('forwarding', () => {
  test('sends a copy of one message', async () => {
    const [ann, ben] = await pair('copy');
    const original = await arrives(ann, ben, { type: 'location', latitude: 1, longitude: 2, ext: '{"a":1}' });
    const copy = await forwardMessage(ben, idOf(ann), original);
    const settled = await ben.whenSettled(copy.localId);
    expect(settled).toMatchObject({ content: original.content, ext: '{"a":1}', status: 'sent' });
    expect(settled.id).not.toBe(original.id);
  });

  test('merges many messages into one, which a reader can open', async () => {
    const [ann, ben] = await pair('merge');
    const first = await arrives(ann, ben, { type: 'text', text: 'one' });
    const second = await arrives(ann, ben, { type: 'image', url, name: 'a.png' });
    const merged = await forwardMerged(ben, idOf(ann), { title: 'Ann', messages: [first, second] });
    const { id } = await ben.whenSettled(merged.localId);
    const received = await until(ann, () => ann.messages(idOf(ben)).find((message) => message.id === id));
    expect(received.content).toEqual({
      type: 'forward',
      title: 'Ann',
      messages: [first, second].map((message) => ({
        id: message.id,
        from: idOf(ann),
        timestampMs: message.timestampMs,
        content: message.content,
      })),
    });
  });

  test('refuses what is not sent yet', async () => {
    const [ann, ben] = await pair('unsent');
    const unsent = ann.send(idOf(ben), { type: 'text', text: 'soon' });
    const merged = forwardMerged(ann, idOf(ben), { title: 't', messages: [unsent] });
    await expect(merged).rejects.toMatchObject({ code: 'invalidParameter' });
  });
});

describe('receipts', () => {
  test('of playing reach the sender and the other devices, and stay', async () => {
    const [ann, ben] = await pair('played');
    const benToo = await people.signIn('c_played_ben');
    const sound = await arrives(ann, ben, { type: 'audio', url, name: 'a.mp3', durationS: 2 });
    const seenBy = (client: Client, peer: Client) => client.messages(idOf(peer)).find(({ id }) => id === sound.id);
    await until(benToo, () => seenBy(benToo, ann));
    await ben.markPlayed(idOf(ann), sound.id!);
    expect(seenBy(ben, ann)?.isPlayed).toBe(true);
    await until(ann, () => seenBy(ann, ben)?.isPlayed === true);
    await until(benToo, () => seenBy(benToo, ann)?.isPlayed === true);
    const page = await ann.receipts(idOf(ben), sound.id!, { which: 'played' });
    expect(page.userIds).toEqual([idOf(ben)]);
    await expect(ann.markPlayed(idOf(ben), sound.id!)).rejects.toMatchObject({ code: 'messageNotFound' });
  });

  test('of playing are kept without a network', async () => {
    const ann = await people.signIn('c_offline_ann');
    const storage = lastingStorage();
    const ben = await people.signIn('c_offline_ben', { storage });
    const sound = await arrives(ann, ben, { type: 'audio', url, name: 'a.mp3' });
    await ben.close();
    const away = people.newClient({ storage, platform: { openWebSocket: () => new WebSocket('ws://127.0.0.1:9/') } });
    await away.resume();
    await until(away, () => away.messages(idOf(ann)).length === 1);
    await away.markPlayed(idOf(ann), sound.id!);
    await away.close();
    const back = await people.resume({ storage });
    await until(ann, () => ann.messages(idOf(back)).find(({ id }) => id === sound.id)?.isPlayed === true);
    await until(back, () => back.messages(idOf(ann)).find(({ id }) => id === sound.id)?.isPlayed === true);
  });

  test('of delivery are sent by themselves, or by the app where it wants that', async () => {
    const [ann, ben] = await pair('delivered');
    const first = await arrives(ann, ben, { type: 'text', text: 'x' });
    const benId = idOf(ben);
    const statusOf = (mid: Message['id']) => ann.messages(benId).find(({ id }) => id === mid)?.status;
    await until(ann, () => statusOf(first.id) === 'delivered');
    await ben.close();
    const quiet = await people.signIn('c_delivered_ben', { acknowledgesDelivery: false });
    const second = await arrives(ann, quiet, { type: 'text', text: 'y' });
    expect(statusOf(second.id)).toBe('sent');
    await quiet.markDelivered(idOf(ann), second.id!);
    await until(ann, () => statusOf(second.id) === 'delivered');
  });
});
