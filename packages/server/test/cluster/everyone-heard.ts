import type { Cloud } from '@warbler/test-kit';
import { expect, vi } from 'vitest';

/** Waits until every node has heard of all the others and says that the bus is there. */
export async function everyoneHeard(nodes: readonly Cloud[]): Promise<void> {
  await vi.waitFor(
    async () => {
      for (const { url } of nodes) {
        const health = await fetch(`${url}/api/health`).then((response) => response.json());
        expect(health).toEqual({ status: 'ok', bus: 'connected', nodes: nodes.length });
      }
    },
    { timeout: 15_000 },
  );
}
