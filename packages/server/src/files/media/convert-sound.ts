import type { Ffmpeg } from './ffmpeg.ts';

/** The forms of sound that the contract knows. */
export const SoundFormat = { mp3: 'mp3', amr: 'amr' } as const;

/** One of {@link SoundFormat}. */
export type SoundFormat = (typeof SoundFormat)[keyof typeof SoundFormat];

/** What is converted, into what, and its bounds. */
export interface ConvertSoundRequest {
  readonly path: string;
  readonly contentType: string;
  readonly format: SoundFormat;
  readonly timeMs: number;
  readonly bytesMax: number;
}

const FORMATS = {
  mp3: {
    contentType: 'audio/mpeg',
    encoder: 'libmp3lame',
    // A stream cannot be gone back to, where the note of its length would be.
    options: ['-c:a', 'libmp3lame', '-q:a', '5', '-write_xing', '0', '-f', 'mp3'],
  },
  amr: {
    contentType: 'audio/amr',
    encoder: 'libopencore_amrnb',
    // AMR is 8 kHz, one channel; 12.2 kbit/s is the best it has.
    options: ['-c:a', 'libopencore_amrnb', '-ar', '8000', '-ac', '1', '-b:a', '12.2k', '-f', 'amr'],
  },
} as const;

/** The content type of a form of sound. */
export function contentTypeOf(format: SoundFormat): string {
  return FORMATS[format].contentType;
}

/** Writes sound in another form, of films their sound. @throws ImError as {@link Ffmpeg.run} */
export function convertSound(ffmpeg: Ffmpeg, request: ConvertSoundRequest): Promise<AsyncIterable<Uint8Array>> {
  const { path, contentType, format, timeMs, bytesMax } = request;
  const { encoder, options } = FORMATS[format];
  return ffmpeg.run({ path, contentType, output: ['-map', '0:a:0', '-vn', ...options], timeMs, bytesMax }, encoder);
}
