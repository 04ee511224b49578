import { StringDecoder } from 'node:string_decoder';

/** What a stream says, piece by piece. */
export interface StanzaListener {
  /** The stream's own opening tag. */
  onOpen(tag: string): void;
  /** A whole element right below the stream. */
  onStanza(stanza: string): void;
  /** The stream's own closing tag. */
  onEnd(): void;
}

/** The stream's root is open: elements at this depth are stanzas. */
const STREAM_DEPTH = 1;

/**
 * Cuts an XMPP stream into stanzas, wherever the network cut it. It takes what RFC 6120 (11.1) allows servers to send: no
 * comments, no CDATA, no processing instructions but the XML declaration.
 */
export class StanzaReader {
  readonly #listener: StanzaListener;
  readonly #decoder = new StringDecoder('utf8');
  #text = '';
  /** Where the next look for a tag begins. */
  #at = 0;
  /** Where the stanza that is being read began. */
  #start = 0;
  #depth = 0;

  constructor(listener: StanzaListener) {
    this.#listener = listener;
  }

  take(chunk: Uint8Array): void {
    this.#text += this.#decoder.write(chunk);
    for (;;) {
      const open = this.#text.indexOf('<', this.#at);
      if (open < 0) break;
      const close = endOfTag(this.#text, open);
      if (close < 0) {
        this.#at = open;
        break;
      }
      this.#at = close + 1;
      this.#onTag(open, close);
    }
    this.#forget();
  }

  #onTag(open: number, close: number): void {
    const second = this.#text[open + 1];
    if (second === '?') return;
    if (this.#depth === STREAM_DEPTH) this.#start = open;
    if (second === '/') this.#depth -= 1;
    else if (this.#text[close - 1] !== '/') this.#depth += 1;
    if (this.#depth === 0) this.#listener.onEnd();
    else if (this.#depth > STREAM_DEPTH) return;
    else if (second !== '/' && this.#text[close - 1] !== '/') this.#listener.onOpen(this.#text.slice(open, close + 1));
    else this.#listener.onStanza(this.#text.slice(this.#start, close + 1));
  }

  /** What is read is let go; a stanza that is not whole yet stays. */
  #forget(): void {
    const done = this.#depth > STREAM_DEPTH ? this.#start : this.#at;
    this.#text = this.#text.slice(done);
    this.#at -= done;
    this.#start = 0;
  }
}

/** Where a tag ends; a `>` in the value of an attribute does not end it. */
function endOfTag(text: string, open: number): number {
  let quote = '';
  for (let at = open + 1; at < text.length; at += 1) {
    const character = text[at] as string;
    if (quote !== '') {
      if (character === quote) quote = '';
    } else if (character === '"' || character === "'") quote = character;
    else if (character === '>') return at;
  }
  return -1;
}
