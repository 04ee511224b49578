import type { Ffmpeg } from './ffmpeg.ts';
import type { PictureBox } from './make-picture.ts';

/** What a frame is made from, and its bounds. */
export interface CoverRequest {
  readonly path: string;
  readonly contentType: string;
  /** What the frame is made to fit. */
  readonly box: PictureBox;
  readonly timeMs: number;
  /** Pixels of one frame of the video. */
  readonly pixelsMax: number;
  readonly bytesMax: number;
}

/** A video's first seconds are looked at; of so many frames the most usual one is taken, so that it is not black. */
const SECONDS = '10';
const FRAMES = 30;

/** Takes a frame of a video that shows what it is about, as JPEG. @throws ImError as {@link Ffmpeg.run} */
export function takeCover(ffmpeg: Ffmpeg, request: CoverRequest): Promise<AsyncIterable<Uint8Array>> {
  const { path, contentType, box, timeMs, pixelsMax, bytesMax } = request;
  const fit = `scale=w='min(${box.width},iw)':h='min(${box.height},ih)':force_original_aspect_ratio=decrease`;
  return ffmpeg.run({
    path,
    contentType,
    input: ['-max_pixels', String(pixelsMax), '-t', SECONDS],
    output: [
      ...['-map', '0:v:0', '-frames:v', '1', '-vf', `thumbnail=${FRAMES},${fit},format=yuvj420p`],
      ...['-f', 'image2pipe', '-c:v', 'mjpeg', '-q:v', '4'],
    ],
    timeMs,
    bytesMax,
  });
}
