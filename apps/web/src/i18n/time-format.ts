/** Times as people write them, in one language and the browser's time zone. All arguments are epoch milliseconds. */
export interface TimeFormat {
  /** `14:05` */
  readonly clock: (atMs: number) => string;
  /** For a list: the clock today, then `Yesterday`, a weekday within six days, a date before. */
  readonly brief: (atMs: number, nowMs: number) => string;
  /** For a separator between days: `Today`, `Yesterday`, a weekday, a full date. */
  readonly day: (atMs: number, nowMs: number) => string;
  /** For an end that is still to come: the clock today, with the date on other days. */
  readonly until: (atMs: number, nowMs: number) => string;
  /** Everything, for a tooltip. */
  readonly full: (atMs: number) => string;
}

/** Builds the formats once for a language: `Intl` objects are expensive to make and cheap to use. */
export function createTimeFormat(languageTag: string): TimeFormat {
  const format = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(languageTag, options);
  const clock = format({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const weekday = format({ weekday: 'long' });
  const weekdayShort = format({ weekday: 'short' });
  const dayOfYear = format({ month: 'long', day: 'numeric', weekday: 'long' });
  const dayOfYearShort = format({ month: 'short', day: 'numeric' });
  const date = format({ year: 'numeric', month: 'long', day: 'numeric' });
  const dateShort = format({ year: 'numeric', month: 'numeric', day: 'numeric' });
  const dayAndClock = format({ month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const full = format({ dateStyle: 'full', timeStyle: 'medium', hourCycle: 'h23' });
  const relative = new Intl.RelativeTimeFormat(languageTag, { numeric: 'auto' });
  const recent = (daysAgo: number) => capitalised(relative.format(-daysAgo, 'day'));

  return {
    clock: (atMs) => clock.format(atMs),
    brief: (atMs, nowMs) => {
      const daysAgo = daysBetween(atMs, nowMs);
      if (daysAgo <= 0) return clock.format(atMs);
      if (daysAgo === 1) return recent(1);
      if (daysAgo < 7) return weekdayShort.format(atMs);
      return (isSameYear(atMs, nowMs) ? dayOfYearShort : dateShort).format(atMs);
    },
    day: (atMs, nowMs) => {
      const daysAgo = daysBetween(atMs, nowMs);
      if (daysAgo <= 1) return recent(Math.max(daysAgo, 0));
      if (daysAgo < 7) return weekday.format(atMs);
      return (isSameYear(atMs, nowMs) ? dayOfYear : date).format(atMs);
    },
    until: (atMs, nowMs) => (daysBetween(nowMs, atMs) <= 0 ? clock : dayAndClock).format(atMs),
    full: (atMs) => full.format(atMs),
  };
}

/** Whole calendar days from one time to a later one, in the browser's time zone: 0 on the same day. */
export function daysBetween(earlierMs: number, laterMs: number): number {
  return dayNumber(laterMs) - dayNumber(earlierMs);
}

/** A number that is equal for times on one calendar day, and one more on the next. */
export function dayNumber(atMs: number): number {
  const day = new Date(atMs);
  return Date.UTC(day.getFullYear(), day.getMonth(), day.getDate()) / 86_400_000;
}

function isSameYear(oneMs: number, otherMs: number): boolean {
  return new Date(oneMs).getFullYear() === new Date(otherMs).getFullYear();
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
