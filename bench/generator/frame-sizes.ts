import { sampleFrames } from './sample-frames.ts';

/** Bytes of the frames that one message takes on the wire, with ids as large as real ones. */
export interface FrameSizes {
  readonly send: number;
  readonly answer: number;
  /** The push to a receiver. */
  readonly delivery: number;
  /** The receiver's acknowledgement, a pull. */
  readonly acknowledgement: number;
  /** The empty page that answers it. */
  readonly page: number;
  /** The message body, as it is stored. */
  readonly payload: number;
}

/** The sizes for a text of so many bytes. */
export function frameSizes(textBytes: number): FrameSizes {
  const { payload, ...make } = sampleFrames(textBytes);
  return {
    send: make.send().length,
    answer: make.answer().length,
    delivery: make.delivery(make.meta(payload)).length,
    acknowledgement: make.acknowledgement().length,
    page: make.page().length,
    payload: payload.length,
  };
}
