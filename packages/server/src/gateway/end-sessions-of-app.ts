import { ImError } from '@warbler/protocol';
import { type App, requireServing } from '../apps/index.ts';
import { refusedFrame } from './frames.ts';
import type { SessionRegistry } from './session-registry.ts';

/**
 * Ends the sessions of an app that is not in normal state, on this node. Clients are told by the status APP_FROZEN, which
 * they know from logins and don't take for a reason to come back at once; logins under way look again.
 */
export function endSessionsOfApp(sessions: SessionRegistry, app: App): void {
  sessions.noteRevocation();
  const refusal = refusalOf(app);
  if (refusal === undefined) return;
  const lastFrame = refusedFrame(refusal);
  for (const session of [...sessions.all()]) if (session.app.appId === app.appId) session.end(lastFrame);
}

function refusalOf(app: App): ImError | undefined {
  try {
    requireServing(app);
    return undefined;
  } catch (error) {
    return ImError.from(error);
  }
}
