import { requireExact } from '../generator/delivery-ledger.ts';
import type { Target } from '../generator/jobs.ts';
import type { LoadFigures, LoadPlan } from '../generator/load.ts';
import type { ScenarioContext } from './scenario.ts';

/** Who is loaded, and how. */
export interface MeasuredLoad {
  readonly name: string;
  readonly target: Target;
  readonly serverPids: readonly number[];
  readonly pace: LoadPlan['pace'];
}

/** What one server came to. */
export interface SaturatedAndHalf {
  readonly saturated: LoadFigures;
  /** At half of the rate that saturated it. */
  readonly half: LoadFigures;
}

/** How long a load lasts. */
export function durations({ isQuick }: ScenarioContext): { readonly warmUpMs: number; readonly measureMs: number } {
  return isQuick ? { warmUpMs: 1000, measureMs: 2000 } : { warmUpMs: 4000, measureMs: 10_000 };
}

/** Puts a load on a server. @throws Error unless everything arrived exactly once */
export async function measureLoad(context: ScenarioContext, load: MeasuredLoad): Promise<LoadFigures> {
  const { name, target, serverPids, pace } = load;
  const told = 'perSecond' in pace ? `at ${Math.round(pace.perSecond)} a second` : 'as fast as it goes';
  context.progress(`${name}: ${told}`);
  const figures = await context.generator.run('load', { target, plan: { ...durations(context), serverPids, pace } });
  requireExact(name, figures.accounting);
  return figures;
}

/** First as fast as it goes, then at half of that. */
export async function measureSaturatedAndHalf(context: ScenarioContext, load: MeasuredLoad): Promise<SaturatedAndHalf> {
  const saturated = await measureLoad(context, load);
  const pace = { perSecond: saturated.messagesPerSecond / 2 };
  return { saturated, half: await measureLoad(context, { ...load, pace }) };
}
