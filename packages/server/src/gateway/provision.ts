import { decodeProvision, ImError, type Provision, type UserId, UserNoticeType } from '@warbler/protocol';
import type { SocketUser } from '../accounts/index.ts';
import { PUSH_TEXT_MAX, type PushTarget } from '../devices/index.ts';
import type { ClientConnection } from './client-connection.ts';
import { provisionedFrame, userNoticeFrame } from './frames.ts';
import type { GatewayDependencies } from './gateway.ts';
import { LiveSession } from './live-session.ts';

/** Bytes of the texts that a device says of itself. */
const DEVICE_TEXT_MAX = 256;

/**
 * The socket's login: checks the token, finds the device's serial number, ends an older session of the same device,
 * and answers.
 *
 * @throws ImError `invalidToken`, `userFrozen`, `appFrozen`, `tooManyDevices`, `invalidParameter`
 */
export async function provision(client: ClientConnection, payload: Uint8Array): Promise<void> {
  const { accounts, devices, elsewhere, limitsOf } = client.dependencies;
  const request = decodeProvision(payload);
  const deviceGuid = request.deviceGuid;
  if (deviceGuid === '' || deviceGuid.length > DEVICE_TEXT_MAX) {
    throw new ImError('invalidParameter', { message: `device_guid must have 1 to ${DEVICE_TEXT_MAX} characters` });
  }
  const found = await accounts.authenticateSocket(request.token);
  const { app, userId: user, tokenId, tokenExpiresAtMs, tokenVersion } = found;
  if (user !== request.xid?.uid) throw new ImError('invalidToken', { message: 'the token belongs to another user' });
  const { devicesPerUser } = await limitsOf(app.appId);
  const checkCount = (elsewhereCount: number) =>
    checkDeviceCount(client.dependencies, { user, deviceGuid, devicesPerUser, elsewhereCount });
  checkCount(0);
  const facts = { platform: request.osType, deviceInfo: request.deviceInfo.slice(0, DEVICE_TEXT_MAX) };
  const login = { appId: app.appId, user, deviceGuid, tokenId, tokenExpiresAtMs, ...facts };
  const {
    deviceSn,
    login: loginCount,
    movedFrom,
    onlineElsewhere,
  } = await devices.provision({
    ...login,
    sdkVersion: request.sdkVsn.slice(0, DEVICE_TEXT_MAX),
    ...pushOf(request),
  });
  const session = new LiveSession(client, { ...login, app, tokenVersion, deviceSn, login: loginCount });
  try {
    await stillValid(client.dependencies, request.token, found);
    // From here to the registration nothing is waited for, so no revocation and no other login comes between.
    checkCount(onlineElsewhere);
  } catch (error) {
    // The store has it as online already.
    devices.left(app.appId, session);
    throw error;
  }
  // The device waits here no more, and may have logged in elsewhere by now: nothing of that is to end.
  if (client.isClosed) return devices.left(app.appId, session);
  client.endSession();
  endOlderSession(client.dependencies, user, deviceGuid);
  if (movedFrom !== undefined) elsewhere?.moved(movedFrom, session);
  client.startSession(session);
  client.send(provisionedFrame(user, deviceSn));
}

/** Native clients name the place of their pushes as they log in. */
function pushOf({ deviceToken, deviceNotifier }: Provision): { readonly push?: PushTarget } {
  if (deviceToken === '') return {};
  if (deviceToken.length > PUSH_TEXT_MAX || deviceNotifier.length > PUSH_TEXT_MAX) {
    throw new ImError('invalidParameter', {
      message: `device_token and device_notifier have at most ${PUSH_TEXT_MAX} characters`,
    });
  }
  return { push: { deviceToken, notifierName: deviceNotifier } };
}

/** A token may be revoked while its device is being registered; a change meanwhile means that it is asked again. */
async function stillValid(
  { accounts, sessions }: GatewayDependencies,
  token: string,
  found: SocketUser,
): Promise<void> {
  for (let seen = -1; seen !== sessions.revocationCount; ) {
    seen = sessions.revocationCount;
    await accounts.authenticateAgain(token, found);
  }
}

function checkDeviceCount(
  { sessions }: GatewayDependencies,
  login: {
    readonly user: UserId;
    readonly deviceGuid: string;
    readonly devicesPerUser: number;
    readonly elsewhereCount: number;
  },
): void {
  const { user, deviceGuid, devicesPerUser, elsewhereCount } = login;
  const others = sessions.of(user).filter((session) => session.deviceGuid !== deviceGuid);
  if (others.length + elsewhereCount < devicesPerUser) return;
  throw new ImError('tooManyDevices', { message: `at most ${devicesPerUser} devices may be online` });
}

/** The same device twice: the newer connection is the living one. */
function endOlderSession({ sessions, transientIds, now }: GatewayDependencies, user: UserId, deviceGuid: string): void {
  const older = sessions.of(user).find((session) => session.deviceGuid === deviceGuid);
  if (older === undefined) return;
  const nowMs = now();
  const notice = { type: UserNoticeType.KICK_BY_SAME_DEVICE, content: '', mid: transientIds.next(nowMs), nowMs };
  older.end(userNoticeFrame(user, notice));
}
