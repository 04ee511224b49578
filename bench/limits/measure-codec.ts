import { decodeMessageBody, decodeSyncUL, readFrame } from '@warbler/protocol';
import { sampleFrames } from '../generator/sample-frames.ts';

/**
 * Messages a second that the codec alone takes on one core: reading the send and the acknowledgement, making the meta,
 * the push, the answer and the empty page.
 */
export function measureCodec(textBytes: number, measureMs: number): number {
  const make = sampleFrames(textBytes);
  const [send, acknowledgement] = [make.send(), make.acknowledgement()];
  let bytes = 0;
  const one = () => {
    const payload = decodeSyncUL(readFrame(send).payload).meta?.payload ?? make.payload;
    bytes += decodeMessageBody(payload).content.length;
    bytes += make.delivery(make.meta(payload)).length;
    bytes += make.answer().length;
    bytes += decodeSyncUL(readFrame(acknowledgement).payload).key;
    bytes += make.page().length;
  };
  for (let count = 0; count < 20_000; count += 1) one();
  const startedMs = performance.now();
  let count = 0;
  while (performance.now() - startedMs < measureMs) {
    for (let batch = 0; batch < 500; batch += 1) one();
    count += 500;
  }
  if (bytes === 0) throw new Error('the codec did nothing');
  return (count / (performance.now() - startedMs)) * 1000;
}
