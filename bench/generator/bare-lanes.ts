import type { FrameSizes } from './frame-sizes.ts';
import { inTurns } from './in-turns.ts';
import type { Lane, LaneEvents, OpenLanes } from './lanes.ts';
import { connectWebSocket } from './web-socket.ts';

/** The smallest server that moves the same bytes: see `limits/bare-server.ts`, which this speaks with. */
export interface BareTarget {
  readonly kind: 'bare';
  readonly url: string;
  readonly laneCount: number;
  readonly receiversPerLane: number;
  readonly sizes: FrameSizes;
}

/** Opens the same number of sockets as the measured load. */
export async function openBareLanes(target: BareTarget, events: LaneEvents): Promise<OpenLanes> {
  const { sizes, laneCount, receiversPerLane } = target;
  const sockets: { destroy(): void }[] = [];
  const connect = async (path: string, onMessage: (message: Buffer) => void) => {
    const onClose = (reason: string) => events.failed(new Error(`a connection was lost: ${reason}`));
    const listener = { onMessage, onClose: (reason: string) => (isOpen ? onClose(reason) : undefined) };
    const socket = await connectWebSocket(new URL(path, target.url), listener);
    sockets.push(socket);
    return socket;
  };
  let isOpen = true;
  const laneNumbers = Array.from({ length: laneCount }, (_, index) => index);
  const receiverNumbers = Array.from({ length: receiversPerLane }, (_, index) => index);
  const lanes = await inTurns(laneNumbers, async (lane): Promise<Lane> => {
    await inTurns(receiverNumbers, async (receiver) => {
      const socket = await connect(`/receiver/${lane}`, (message) => {
        if (message.length === sizes.page) return;
        socket.send(bareFrame(0, sizes.acknowledgement));
        events.delivered(serialOfBare(message), receiver);
      });
    });
    const sender = await connect(`/sender/${lane}`, (message) => events.answered(serialOfBare(message)));
    return { receiverCount: receiversPerLane, send: (serial) => sender.send(bareFrame(serial, sizes.send)) };
  });
  const close = async () => {
    isOpen = false;
    for (const socket of sockets) socket.destroy();
  };
  return { lanes, answersSends: true, close };
}

/** So many bytes, with a serial at their front. */
export function bareFrame(serial: number, size: number): Buffer {
  const bytes = Buffer.alloc(size);
  bytes.writeDoubleLE(serial, 0);
  return bytes;
}

/** The serial that a frame carries. */
export function serialOfBare(frame: Buffer): number {
  return frame.readDoubleLE(0);
}
