import type { Generator } from '../generator/start-generator.ts';
import type { Line } from '../report/line.ts';

/** What a scenario is run with. */
export interface ScenarioContext {
  readonly generator: Generator;
  /** Seconds instead of minutes, smaller crowds. */
  readonly isQuick: boolean;
  /** Whether other servers are measured too. */
  readonly withPeers: boolean;
  /** How long a load that is to stay steady lasts. */
  readonly minutes: number;
  /** Keeps something beside the results. @returns where */
  readonly save: (name: string, text: string) => Promise<string>;
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
