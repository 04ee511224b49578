import { type BareTarget, openBareLanes } from './bare-lanes.ts';
import { type ColdSyncPlan, measureColdSync } from './cold-sync.ts';
import { type CrowdFigures, type CrowdPlan, entranceOf, measureCrowd } from './crowd.ts';
import { type HistoryFigures, type HistoryPlan, measureHistory } from './history.ts';
import type { LaneEvents, OpenLanes } from './lanes.ts';
import { Load, type LoadFigures, type LoadPlan, type LoadProgress } from './load.ts';
import { openXmppLanes, type XmppTarget } from './xmpp-lanes.ts';
import { openXsyncLanes, type XsyncTarget } from './xsync-lanes.ts';

/** Whoever a load is put on. */
export type Target = XsyncTarget | XmppTarget | BareTarget;

/** What the generator can be asked to do. */
export const jobs = {
  /** Opens the connections, puts a load on them, waits until all has arrived, and closes them. */
  async load(
    { target, plan }: { readonly target: Target; readonly plan: LoadPlan },
    onProgress: (progress: LoadProgress) => void,
  ): Promise<LoadFigures> {
    const load = new Load(plan, onProgress);
    const open = await openLanes(target, load.events);
    try {
      return await load.run(open);
    } finally {
      await open.close();
    }
  },

  /** Lets a crowd come, stay, go, and come back. */
  async crowd({ target, serverPids }: CrowdPlan): Promise<CrowdFigures> {
    return await measureCrowd(entranceOf(target), serverPids);
  },

  /** A new device gets everything of its account. */
  coldSync: (plan: ColdSyncPlan): Promise<number> => measureColdSync(plan),

  /** Pages of history at random places. */
  history: (plan: HistoryPlan): Promise<HistoryFigures> => measureHistory(plan),
};

/** The jobs by name. */
export type Jobs = typeof jobs;

function openLanes(target: Target, events: LaneEvents): Promise<OpenLanes> {
  switch (target.kind) {
    case 'xsync':
      return openXsyncLanes(target, events);
    case 'xmpp':
      return openXmppLanes(target, events);
    case 'bare':
      return openBareLanes(target, events);
    default:
      return target satisfies never;
  }
}
