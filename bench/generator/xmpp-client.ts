import { connect, type Socket } from 'node:net';
import { StanzaReader } from './stanza-reader.ts';

/** A user's way into an XMPP server. */
export interface XmppLogin {
  readonly host: string;
  readonly port: number;
  readonly domain: string;
  readonly username: string;
  readonly password: string;
}

/** What a client tells. */
export interface XmppEvents {
  /** The text of a message that arrived, chats and rooms alike. */
  onText?(text: string): void;
  onLost?(reason: string): void;
}

const SASL = 'urn:ietf:params:xml:ns:xmpp-sasl';
const BIND = 'urn:ietf:params:xml:ns:xmpp-bind';

/** Speaks XMPP over plain TCP: SASL PLAIN, one resource, presence, messages. Nothing is stored. */
export class XmppClient {
  readonly #login: XmppLogin;
  readonly #events: XmppEvents;
  readonly #socket: Socket;
  #reader: StanzaReader;
  #isClosed = false;
  #isCorked = false;
  #isInside = false;
  #waiter: { readonly test: (stanza: string) => boolean; readonly resolve: (stanza: string) => void } | undefined;
  #onFailed: (error: Error) => void = () => undefined;
  #pingCount = 0;

  private constructor(login: XmppLogin, events: XmppEvents) {
    this.#login = login;
    this.#events = events;
    this.#reader = this.#newReader();
    this.#socket = connect({ host: login.host, port: login.port, noDelay: true });
    this.#socket.on('data', (chunk) => this.#reader.take(chunk));
    this.#socket.on('error', (error) => this.#onClose(error.message));
    this.#socket.on('close', () => this.#onClose('the peer closed it'));
  }

  /** Connects, logs in, and is available; what waits for the user comes from here on. @throws Error when refused */
  static async logIn(login: XmppLogin, events: XmppEvents): Promise<XmppClient> {
    const client = new XmppClient(login, events);
    const failed = new Promise<never>((_, reject) => {
      client.#onFailed = reject;
    });
    await Promise.race([client.#enter(), failed]);
    client.#isInside = true;
    return client;
  }

  /** `kind` is `chat` or `groupchat`. */
  sendText(to: string, kind: 'chat' | 'groupchat', text: string): void {
    this.#write(`<message to='${to}' type='${kind}' id='${text.slice(0, ID_LENGTH)}'><body>${text}</body></message>`);
  }

  /** Enters a room, which is made when it is not there; resolves when the room says so. */
  async join(room: string): Promise<void> {
    const self = `${room}/${this.#login.username}`;
    const entered = this.#next((stanza) => stanza.startsWith('<presence') && stanza.includes(self));
    this.#write(
      `<presence to='${self}'><x xmlns='http://jabber.org/protocol/muc'><history maxstanzas='0'/></x></presence>`,
    );
    const answer = await entered;
    if (/type=.error/.test(answer)) throw new Error(`the room let nobody in: ${answer}`);
  }

  /** Resolves when the server has dealt with everything sent so far. */
  async settle(): Promise<void> {
    this.#pingCount += 1;
    const id = `ping-${this.#pingCount}`;
    const answered = this.#next((stanza) => stanza.startsWith('<iq') && stanza.includes(id));
    this.#write(`<iq type='get' id='${id}' to='${this.#login.domain}'><ping xmlns='urn:xmpp:ping'/></iq>`);
    await answered;
  }

  /** Cuts the connection. */
  close(): void {
    this.#isClosed = true;
    this.#socket.destroy();
  }

  async #enter(): Promise<void> {
    const { username, password } = this.#login;
    const plain = Buffer.from(`\0${username}\0${password}`).toString('base64');
    await this.#openStream();
    await this.#ask(`<auth xmlns='${SASL}' mechanism='PLAIN'>${plain}</auth>`, '<success');
    this.#reader = this.#newReader();
    await this.#openStream();
    await this.#ask(`<iq type='set' id='bind'><bind xmlns='${BIND}'><resource>bench</resource></bind></iq>`, '<iq');
    this.#write('<presence/>');
    await this.settle();
  }

  /** Opens the stream, again after the login, and waits for what the server offers. */
  async #openStream(): Promise<void> {
    const head = `to='${this.#login.domain}' version='1.0' xmlns='jabber:client'`;
    await this.#ask(
      `<?xml version='1.0'?><stream:stream ${head} xmlns:stream='http://etherx.jabber.org/streams'>`,
      '<stream:features',
    );
  }

  async #ask(request: string, answerStart: string): Promise<void> {
    const answered = this.#next((stanza) => !stanza.startsWith('<presence') && !stanza.startsWith('<message'));
    this.#write(request);
    const answer = await answered;
    if (!answer.startsWith(answerStart) || /^<iq[^>]*type=.error/.test(answer)) {
      throw new Error(`${this.#login.username} was refused: ${answer}`);
    }
  }

  #next(test: (stanza: string) => boolean): Promise<string> {
    return new Promise((resolve) => {
      this.#waiter = { test, resolve };
    });
  }

  #write(text: string): void {
    if (!this.#isCorked) {
      this.#isCorked = true;
      this.#socket.cork();
      setImmediate(() => {
        this.#isCorked = false;
        this.#socket.uncork();
      });
    }
    this.#socket.write(text);
  }

  #newReader(): StanzaReader {
    return new StanzaReader({
      onOpen: () => undefined,
      onStanza: (stanza) => this.#onStanza(stanza),
      onEnd: () => this.#onClose('the server ended the stream'),
    });
  }

  #onStanza(stanza: string): void {
    if (stanza.startsWith('<message')) {
      if (/^<message[^>]*type=.error/.test(stanza)) this.#onClose(`a message was refused: ${stanza}`);
      const text = /<body[^>]*>([^<]*)<\/body>/.exec(stanza)?.[1];
      if (text !== undefined) this.#events.onText?.(text);
    } else if (this.#waiter?.test(stanza) === true) {
      const { resolve } = this.#waiter;
      this.#waiter = undefined;
      resolve(stanza);
    }
  }

  #onClose(reason: string): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#socket.destroy();
    if (this.#isInside) this.#events.onLost?.(reason);
    else this.#onFailed(new Error(`closed before ${this.#login.username} was logged in: ${reason}`));
  }
}

/** Characters of a text that make a stanza's id: its serial. */
const ID_LENGTH = 12;
