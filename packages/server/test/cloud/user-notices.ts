import { decodeUserNotice, MetaNamespace, type UserNotice } from '@warbler/protocol';
import type { DeployedClient } from '@warbler/test-kit';
import { expect, vi } from 'vitest';

/** The notices about the user that a device got, in the order of arrival. */
export function userNoticesAt({ frames }: DeployedClient): readonly UserNotice[] {
  return frames.flatMap((frame) => {
    if (frame.kind !== 'sync') return [];
    const notices = frame.sync.metas.filter(({ ns }) => ns === MetaNamespace.USER_NOTICE);
    return notices.map(({ payload }) => decodeUserNotice(payload));
  });
}

/** Waits until the server has ended a device's session; a notice of this type must be the last that it said. */
export async function wasEnded(device: DeployedClient, type: UserNotice['type']): Promise<void> {
  await vi.waitFor(() => expect(device.isConnected).toBe(false));
  expect(userNoticesAt(device).at(-1)?.type).toBe(type);
}
