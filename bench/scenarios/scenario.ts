import type { Generator } from '../generator/start-generator.ts';
import type { Line } from '../report/line.ts';

/** What a scenario is run with. */
export interface ScenarioContext {
  readonly generator: Generator;
  /** Seconds instead of minutes, smaller crowds. */
  readonly isQuick: boolean;
  /** Says how it goes. */
  readonly progress: (text: string) => void;
}

/** Measures some lines of the table. */
export interface Scenario {
  /** What `--only` calls it. */
  readonly name: string;
  readonly title: string;
  run(context: ScenarioContext): Promise<readonly Line[]>;
}
