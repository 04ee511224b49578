// The smallest server that moves the bytes of messages: no codec, no rules, no sessions. With a folder it commits too.
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { bareFrame, serialOfBare } from '../generator/bare-lanes.ts';
import type { BareServerOptions } from './start-bare-server.ts';
import { type CommitThread, startCommitThread } from './start-commit-thread.ts';

const { sizes, isDurable } = JSON.parse(process.argv[2] ?? '') as BareServerOptions;

interface BareLane {
  sender: WebSocket | undefined;
  readonly receivers: Set<WebSocket>;
}

const lanes = new Map<number, BareLane>();
const laneOfSerial = new Map<number, BareLane>();
let thread: CommitThread | undefined;
if (isDurable) thread = await startCommitThread(sizes.payload, (serial) => deliver(serial));

const server = new WebSocketServer({
  host: '127.0.0.1',
  port: 0,
  perMessageDeflate: false,
  skipUTF8Validation: true,
  clientTracking: false,
});
server.on('connection', (socket: WebSocket, request: IncomingMessage) => {
  const [, role, number] = (request.url ?? '').split('/');
  const lane = laneOf(Number(number));
  socket.on('error', () => socket.terminate());
  if (role === 'sender') {
    lane.sender = socket;
    socket.on('message', (message: Buffer) => onSend(lane, Number(number), serialOfBare(message)));
    return;
  }
  lane.receivers.add(socket);
  socket.on('close', () => lane.receivers.delete(socket));
  // The acknowledgement of a delivery is answered, as a pull is.
  socket.on('message', () => sendCorked(socket, page));
});
server.on('listening', () => process.send?.(server.address()));
process.on('disconnect', () => {
  void (thread?.stop() ?? Promise.resolve()).then(() => process.exit(0));
});

const page = bareFrame(0, sizes.page);

function laneOf(number: number): BareLane {
  const lane = lanes.get(number) ?? { sender: undefined, receivers: new Set() };
  lanes.set(number, lane);
  return lane;
}

function onSend(lane: BareLane, number: number, serial: number): void {
  laneOfSerial.set(serial, lane);
  if (thread === undefined) deliver(serial);
  else thread.commit({ serial, conversation: number });
}

function deliver(serial: number): void {
  const lane = laneOfSerial.get(serial);
  laneOfSerial.delete(serial);
  if (lane?.sender === undefined) return;
  sendCorked(lane.sender, bareFrame(serial, sizes.answer));
  const delivery = bareFrame(serial, sizes.delivery);
  for (const receiver of lane.receivers) sendCorked(receiver, delivery);
}

/** One write to the kernel for what is sent in a tick. */
function sendCorked(socket: WebSocket, frame: Buffer): void {
  const { _socket: stream } = socket as WebSocket & { readonly _socket: Duplex & { isHeld?: boolean } };
  if (stream === null || socket.readyState !== socket.OPEN) return;
  if (stream.isHeld !== true) {
    stream.isHeld = true;
    stream.cork();
    process.nextTick(() => {
      stream.isHeld = false;
      stream.uncork();
    });
  }
  socket.send(frame);
}
