import { fromBase64, toBase64 } from '../outbox/base64.ts';
import type { Kept } from '../store/kept.ts';

/** Bytes of one stored value: storages of mini-programs take a megabyte at most. */
const pieceBytes = 393_216;

/** Files of messages that are not uploaded yet, so that they survive a reload. */
export class KeptFiles {
  readonly #kept: Kept;

  constructor(kept: Kept) {
    this.#kept = kept;
  }

  /** Resolves when the bytes are stored. */
  async put(id: string, bytes: Uint8Array): Promise<void> {
    const pieces = [];
    for (let at = 0, index = 0; at === 0 || at < bytes.length; at += pieceBytes, index += 1) {
      pieces.push({
        key: `${id}/${String(index).padStart(6, '0')}`,
        value: toBase64(bytes.subarray(at, at + pieceBytes)),
      });
    }
    await this.#kept.write(pieces);
  }

  async get(id: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const entries = await this.#kept.list(`${id}/`);
    if (entries.length === 0) return undefined;
    const pieces = entries.map(({ value }) => fromBase64(typeof value === 'string' ? value : ''));
    const bytes = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0));
    let at = 0;
    for (const piece of pieces) {
      bytes.set(piece, at);
      at += piece.length;
    }
    return bytes;
  }

  async remove(id: string): Promise<void> {
    const entries = await this.#kept.list(`${id}/`);
    if (entries.length > 0) await this.#kept.write(entries.map(({ key }) => ({ key })));
  }

  /** The ids of all kept files, and how many bytes they are. */
  async all(): Promise<{ readonly ids: readonly string[]; readonly bytes: number }> {
    const entries = await this.#kept.list('');
    const length = (value: unknown) => (typeof value === 'string' ? (value.length / 4) * 3 : 0);
    return {
      ids: [...new Set(entries.map(({ key }) => key.slice(0, key.indexOf('/'))))],
      bytes: entries.reduce((sum, { value }) => sum + length(value), 0),
    };
  }
}
