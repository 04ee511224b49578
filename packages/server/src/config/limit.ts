import type { IntegerSetting, Unit } from './setting.ts';

/** One bound: what it counts, its default, how far it may be moved, and what it does. */
export function limit(unit: Unit, value: number, min: number, max: number, description: string): IntegerSetting {
  return { kind: 'integer', unit, default: value, min, max, description };
}
