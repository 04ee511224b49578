import { expect, test } from 'vitest';
import { DeliveryLedger, requireExact } from './delivery-ledger.ts';

const exact = { accepted: 1, refused: 0, unanswered: 0, lost: 0, doubled: 0, unexpected: 0 };

test('a send that is answered and reaches each receiver once is accepted, in whatever order that comes', () => {
  const told: string[] = [];
  const ledger = new DeliveryLedger({
    onAnswered: (sinceMs) => told.push(`answered after ${sinceMs}`),
    onDelivered: (sinceMs) => told.push(`delivered after ${sinceMs}`),
    onComplete: (sinceMs, serial) => told.push(`${serial} complete after ${sinceMs}`),
  });
  const serial = ledger.sent([0, 1], 100);
  ledger.delivered(serial, 1, 103);
  ledger.answered(serial, 105);
  expect(ledger.openCount).toBe(1);
  ledger.delivered(serial, 0, 107);
  expect(told).toEqual(['delivered after 3', 'answered after 5', 'delivered after 7', '1 complete after 7']);
  expect(ledger.openCount).toBe(0);
  expect(ledger.accounting()).toEqual(exact);
  expect(() => requireExact('a run', ledger.accounting())).not.toThrow();
});

test('a message that one receiver never got is lost', async () => {
  const ledger = new DeliveryLedger();
  const serial = ledger.sent([0, 1], 0);
  ledger.answered(serial, 1);
  ledger.delivered(serial, 0, 1);
  await ledger.drained(0);
  expect(ledger.accounting()).toEqual({ ...exact, accepted: 0, lost: 1 });
  expect(() => requireExact('a run', ledger.accounting())).toThrow(/a run: .*1 lost/);
});

test('a message that came twice is doubled, whether the first was the last that was missing or not', () => {
  const ledger = new DeliveryLedger();
  const early = ledger.sent([0, 1], 0);
  ledger.delivered(early, 0, 1);
  ledger.delivered(early, 0, 1);
  const late = ledger.sent([0], 0);
  ledger.answered(late, 1);
  ledger.delivered(late, 0, 1);
  ledger.delivered(late, 0, 1);
  expect(ledger.accounting()).toMatchObject({ accepted: 1, doubled: 2 });
  expect(() => requireExact('a run', ledger.accounting())).toThrow(/2 doubled/);
});

test('a send without an answer, a delivery that nobody sent and one of what was refused are told apart', () => {
  const ledger = new DeliveryLedger();
  ledger.sent([0], 0);
  const refused = ledger.sent([0], 0);
  ledger.refused(refused);
  ledger.delivered(refused, 0, 1);
  ledger.delivered(99, 0, 1);
  expect(ledger.accounting()).toEqual({ ...exact, accepted: 0, refused: 1, unanswered: 1, unexpected: 2 });
});

test('a run in which nothing was sent proves nothing', () => {
  expect(() => requireExact('a run', new DeliveryLedger().accounting())).toThrow(/0 accepted/);
});

test('the drain ends when the last delivery comes', async () => {
  const ledger = new DeliveryLedger();
  const serial = ledger.sent([0], 0, true);
  const drained = ledger.drained(60_000);
  ledger.delivered(serial, 0, 1);
  await drained;
  expect(ledger.accounting()).toEqual(exact);
});
