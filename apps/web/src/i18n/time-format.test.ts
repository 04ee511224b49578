import { describe, expect, test } from 'vitest';
import { createTimeFormat, daysBetween } from './time-format.ts';

const nowMs = new Date(2026, 4, 15, 9, 30).getTime();
const at = (...parts: [number, number, number, number?, number?]) => new Date(...parts).getTime();

describe('brief', () => {
  const { brief } = createTimeFormat('en');
  test.each([
    [at(2026, 4, 15, 0, 5), '00:05'],
    [at(2026, 4, 14, 23, 59), 'Yesterday'],
    [at(2026, 4, 12, 8), 'Tue'],
    [at(2026, 2, 3), 'Mar 3'],
    [at(2025, 11, 31), '12/31/2025'],
  ])('%o', (timeMs, expected) => expect(brief(timeMs, nowMs)).toBe(expected));

  test('a clock that runs ahead of ours still gives a time', () => {
    expect(brief(at(2026, 4, 16, 1), nowMs)).toBe('01:00');
  });
});

describe('day', () => {
  test('speaks English', () => {
    const { day } = createTimeFormat('en');
    expect(day(nowMs, nowMs)).toBe('Today');
    expect(day(at(2026, 4, 14), nowMs)).toBe('Yesterday');
    expect(day(at(2026, 4, 10), nowMs)).toBe('Sunday');
    expect(day(at(2024, 0, 2), nowMs)).toBe('January 2, 2024');
  });

  test('speaks Chinese', () => {
    const { day, brief } = createTimeFormat('zh-CN');
    expect(day(nowMs, nowMs)).toBe('今天');
    expect(day(at(2026, 4, 14), nowMs)).toBe('昨天');
    expect(day(at(2024, 0, 2), nowMs)).toBe('2024年1月2日');
    expect(brief(at(2026, 2, 3), nowMs)).toBe('3月3日');
  });
});

test('until names the day of an end that is not today', () => {
  const english = createTimeFormat('en');
  expect(english.until(at(2026, 4, 15, 23, 5), nowMs)).toBe('23:05');
  expect(english.until(at(2026, 4, 18, 8, 0), nowMs)).toBe('May 18, 08:00');
  expect(createTimeFormat('zh-CN').until(at(2026, 4, 18, 8, 0), nowMs)).toBe('5月18日 08:00');
});

test('daysBetween counts calendar days, not spans of 24 hours', () => {
  expect(daysBetween(at(2026, 4, 14, 23, 59), at(2026, 4, 15, 0, 1))).toBe(1);
  expect(daysBetween(at(2026, 4, 15, 0, 1), at(2026, 4, 15, 23, 59))).toBe(0);
});
