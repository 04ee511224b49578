import type { AppId, DeviceSn, UserId } from '@warbler/protocol';
import { expect, test } from 'vitest';
import { DepartureBook } from './departure-book.ts';
import type { Departure } from './sql/save-departures.ts';

const departure = (deviceSn: number, leftAtMs: number): Departure => ({
  appId: 'app' as AppId,
  user: 2 as UserId,
  deviceSn: deviceSn as DeviceSn,
  leftAtMs,
  login: 1,
});
const nobodyIsOnline = () => false;

test('departures are handed over once, the last one of each device, and none of a device that is back', async () => {
  const saved: (readonly Departure[])[] = [];
  const book = new DepartureBook({ saveDepartures: async (departures) => void saved.push(departures) });
  for (const [deviceSn, leftAtMs] of [
    [1, 10],
    [2, 11],
    [1, 12],
  ] as const) {
    book.note(departure(deviceSn, leftAtMs));
  }
  expect(book.unsavedMs(departure(1, 0))).toBe(12);
  await book.flush(({ deviceSn }) => deviceSn === 2);
  await book.flush(nobodyIsOnline);
  expect(saved).toEqual([[departure(1, 12)]]);
  expect(book.unsavedMs(departure(1, 0))).toBeUndefined();
});

test('what could not be kept is kept the next time, unless the device left again since', async () => {
  const saved: (readonly Departure[])[] = [];
  let isFull = true;
  const book = new DepartureBook({
    async saveDepartures(departures) {
      if (isFull) throw new Error('the disk is full');
      saved.push(departures);
    },
  });
  book.note(departure(1, 10));
  book.note(departure(2, 11));
  const failing = book.flush(nobodyIsOnline);
  book.note(departure(1, 20));
  await expect(failing).rejects.toThrow('full');
  isFull = false;
  await book.flush(nobodyIsOnline);
  expect(saved).toEqual([[departure(1, 20), departure(2, 11)]]);
});
