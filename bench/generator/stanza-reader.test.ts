import { expect, test } from 'vitest';
import { StanzaReader } from './stanza-reader.ts';

const STREAM =
  "<?xml version='1.0'?><stream:stream id='1' from='localhost' note='a > b'>" +
  '<stream:features><mechanisms><mechanism>PLAIN</mechanism></mechanisms><bind/></stream:features>\n' +
  "<message id='1' to=\"a'>b\"><body>你好 &lt;x/&gt;</body><delay/></message>" +
  "<presence from='a'/><iq type='result'></iq></stream:stream>";

const PIECES = [
  "open <stream:stream id='1' from='localhost' note='a > b'>",
  '<stream:features><mechanisms><mechanism>PLAIN</mechanism></mechanisms><bind/></stream:features>',
  "<message id='1' to=\"a'>b\"><body>你好 &lt;x/&gt;</body><delay/></message>",
  "<presence from='a'/>",
  "<iq type='result'></iq>",
  'end',
];

function piecesOf(chunks: readonly Uint8Array[]): readonly string[] {
  const pieces: string[] = [];
  const reader = new StanzaReader({
    onOpen: (tag) => pieces.push(`open ${tag}`),
    onStanza: (stanza) => pieces.push(stanza),
    onEnd: () => pieces.push('end'),
  });
  for (const chunk of chunks) reader.take(chunk);
  return pieces;
}

test('a stream is cut into its stanzas, with > in values and elements within elements', () => {
  expect(piecesOf([Buffer.from(STREAM)])).toEqual(PIECES);
});

test.each([1, 2, 3, 7, 64])('it is the same when the network cuts it every %i bytes, within characters too', (size) => {
  const bytes = Buffer.from(STREAM);
  const chunks: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += size) chunks.push(bytes.subarray(at, at + size));
  expect(piecesOf(chunks)).toEqual(PIECES);
});
