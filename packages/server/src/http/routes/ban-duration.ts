import { ImError } from '@warbler/protocol';
import { FOR_EVER } from '../../groups/index.ts';
import { Type } from '../../type.ts';

const MINUTE_MS = 60_000;

/** Ten years of minutes; longer is for ever. */
const MINUTES_MAX = 5_256_000;

/** How long a ban holds, as clients send it: a number or its text; negative means for ever. */
export const DurationInput = Type.Unsafe<number | string>({
  type: ['integer', 'string'],
  description: 'Minutes; negative: for ever',
});

/** When a ban that begins now ends: milliseconds, -1 for ever. @throws ImError `invalidParameter` */
export function banEndOf(duration: number | string, nowMs: number): number {
  const minutes = typeof duration === 'number' || /^-?\d+$/.test(duration) ? Number(duration) : Number.NaN;
  if (!Number.isSafeInteger(minutes) || minutes === 0 || minutes > MINUTES_MAX) {
    throw new ImError('invalidParameter', {
      message: `invalid request parameter: duration is 1 to ${MINUTES_MAX} minutes, or negative for ever`,
    });
  }
  return minutes < 0 ? FOR_EVER : nowMs + minutes * MINUTE_MS;
}
