import type { AddressInfo } from 'node:net';
import { createServer, connect as openSocket, type Server, type Socket } from 'node:net';

/** Which way bytes go: to the server, to the client, or both ways. */
export type Direction = 'up' | 'down' | 'both';

/** What a bad network does. It concerns what passes from then on, on open connections and new ones. */
export type Fault =
  | { readonly kind: 'none' }
  /** New connections are closed at once. */
  | { readonly kind: 'refuse' }
  /** Nothing arrives any more, and nobody is told. What was swallowed stays so: the connection is dead from then on. */
  | { readonly kind: 'swallow'; readonly direction: Direction }
  /** Everything comes so much later, in its order. */
  | { readonly kind: 'delay'; readonly ms: number }
  /** No more than this gets through. */
  | { readonly kind: 'throttle'; readonly bytesPerSecond: number }
  /** So many more bytes of each connection get through in that direction, then it breaks: in the middle of a frame. */
  | { readonly kind: 'cut'; readonly direction: Exclude<Direction, 'both'>; readonly afterBytes: number };

/** A network between clients and the cloud that a test can spoil. */
export interface FaultProxy {
  /** Stands for the server: everything it says of itself by its host leads here too. */
  readonly url: string;
  /** What the network does from now on. */
  fault(fault: Fault): void;
  /** Breaks every connection. */
  breakAll(): void;
  /** The network is good again; connections that lost bytes are broken. */
  heal(): void;
  /** New connections go to another server of the same cloud, an http address; open ones stay where they are. */
  lead(target: string): void;
  stop(): Promise<void>;
}

/** Throttled bytes go in pieces of this length in ms. */
const throttleTickMs = 10;

/** Starts a proxy on a free port in front of `target`, an http address. */
export async function startFaultProxy(target: string): Promise<FaultProxy> {
  let to = new URL(target);
  const lines = new Set<Line>();
  let fault: Fault = { kind: 'none' };
  const server: Server = createServer((client) => {
    if (fault.kind === 'refuse') return void client.resetAndDestroy();
    const line = new Line(client, openSocket(Number(to.port), to.hostname), fault, () => lines.delete(line));
    lines.add(line);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const breakAll = () => {
    for (const line of [...lines]) line.break();
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    fault(next) {
      fault = next;
      for (const line of lines) line.fault = next;
    },
    breakAll,
    heal() {
      fault = { kind: 'none' };
      for (const line of [...lines]) {
        line.fault = fault;
        if (line.isDead) line.break();
      }
    },
    lead(next) {
      to = new URL(next);
    },
    stop() {
      breakAll();
      return new Promise((resolve, reject) => server.close((error) => (error ? reject(error) : resolve())));
    },
  };
}

/** One connection: a socket to the client, one to the server, and what the network does between them. */
class Line {
  isDead = false;
  readonly #client: Socket;
  readonly #server: Socket;
  readonly #pipes: Readonly<Record<'up' | 'down', Pipe>>;
  readonly #ended: () => void;
  #isOver = false;

  constructor(client: Socket, server: Socket, fault: Fault, ended: () => void) {
    this.#client = client;
    this.#server = server;
    this.#ended = ended;
    const breakLine = () => this.break();
    const swallowed = () => {
      this.isDead = true;
    };
    this.#pipes = {
      up: new Pipe('up', server, { breakLine, swallowed }),
      down: new Pipe('down', client, { breakLine, swallowed }),
    };
    this.fault = fault;
    client.setNoDelay(true);
    server.setNoDelay(true);
    client.on('data', (bytes: Buffer) => this.#pipes.up.take(bytes));
    server.on('data', (bytes: Buffer) => this.#pipes.down.take(bytes));
    for (const [socket, pipe] of [
      [client, this.#pipes.up],
      [server, this.#pipes.down],
    ] as const) {
      // An end is news as any other: a network that swallows everything swallows it too.
      socket.on('end', () => pipe.take(undefined));
      socket.on('error', () => this.break());
      socket.on('close', () => (this.isDead ? undefined : pipe.take(undefined)));
    }
    client.on('close', () => this.#forgetIfDead());
  }

  set fault(fault: Fault) {
    this.#pipes.up.fault = fault;
    this.#pipes.down.fault = fault;
  }

  break(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#pipes.up.stop();
    this.#pipes.down.stop();
    this.#client.resetAndDestroy();
    this.#server.resetAndDestroy();
    this.#ended();
  }

  /** The client has given up on a dead line: nobody needs it any more. */
  #forgetIfDead(): void {
    if (this.isDead) this.break();
  }
}

/** What a pipe tells its line. */
interface PipeEvents {
  breakLine(): void;
  swallowed(): void;
}

/** One direction of a connection. */
class Pipe {
  readonly #direction: 'up' | 'down';
  readonly #to: Socket;
  readonly #events: PipeEvents;
  /** What waits for its time, oldest first; undefined is the end. */
  readonly #waiting: { readonly bytes: Buffer | undefined; readonly dueMs: number }[] = [];
  #fault: Fault = { kind: 'none' };
  #bytesLeft = 0;
  #freeAtMs = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(direction: 'up' | 'down', to: Socket, events: PipeEvents) {
    this.#direction = direction;
    this.#to = to;
    this.#events = events;
  }

  set fault(fault: Fault) {
    this.#fault = fault;
    if (fault.kind === 'cut') this.#bytesLeft = fault.afterBytes;
  }

  /** Bytes came, or the end. */
  take(bytes: Buffer | undefined): void {
    const fault = this.#fault;
    const nowMs = performance.now();
    switch (fault.kind) {
      case 'swallow':
        if (fault.direction === 'both' || fault.direction === this.#direction) return this.#events.swallowed();
        return this.#pass(bytes, nowMs);
      case 'delay':
        return this.#pass(bytes, nowMs + fault.ms);
      case 'throttle':
        return this.#trickle(bytes, fault.bytesPerSecond);
      case 'cut':
        return this.#cut(bytes, fault.direction);
      default:
        return this.#pass(bytes, nowMs);
    }
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#waiting.length = 0;
  }

  #trickle(bytes: Buffer | undefined, bytesPerSecond: number): void {
    const pieceBytes = Math.max(1, Math.floor((bytesPerSecond * throttleTickMs) / 1_000));
    this.#freeAtMs = Math.max(this.#freeAtMs, performance.now());
    for (let from = 0; bytes && from < bytes.length; from += pieceBytes) {
      const piece = bytes.subarray(from, from + pieceBytes);
      this.#freeAtMs += (piece.length * 1_000) / bytesPerSecond;
      this.#pass(piece, this.#freeAtMs);
    }
    if (!bytes) this.#pass(bytes, this.#freeAtMs);
  }

  #cut(bytes: Buffer | undefined, direction: 'up' | 'down'): void {
    if (direction !== this.#direction || !bytes || bytes.length < this.#bytesLeft) {
      if (direction === this.#direction) this.#bytesLeft -= bytes?.length ?? 0;
      return this.#pass(bytes, 0);
    }
    const half = bytes.subarray(0, this.#bytesLeft);
    // The half must be on its way before the break, or it would be lost with it.
    this.#to.end(half, () => this.#events.breakLine());
    this.#fault = { kind: 'swallow', direction: 'both' };
  }

  /** Sends at its time, behind everything that came before. */
  #pass(bytes: Buffer | undefined, dueMs: number): void {
    if (this.#waiting.length === 0 && dueMs <= performance.now()) return this.#send(bytes);
    const before = this.#waiting.at(-1)?.dueMs ?? 0;
    this.#waiting.push({ bytes, dueMs: Math.max(dueMs, before) });
    if (this.#waiting.length === 1) this.#wait();
  }

  #wait(): void {
    const [next] = this.#waiting;
    if (!next) return;
    this.#timer = setTimeout(
      () => {
        while (this.#waiting[0] && this.#waiting[0].dueMs <= performance.now()) {
          this.#send(this.#waiting.shift()?.bytes);
        }
        this.#wait();
      },
      Math.max(0, next.dueMs - performance.now()),
    );
  }

  #send(bytes: Buffer | undefined): void {
    if (this.#to.destroyed) return;
    if (bytes) this.#to.write(bytes);
    else this.#to.end();
  }
}
