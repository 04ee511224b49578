import type { UserId } from '@warbler/protocol';
import type { Client, ConnectionState, Credentials, Profile, Registration, SignedOutReason } from '@warbler/sdk';
import { createTabsClient } from '@warbler/sdk/tabs';
import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import { initialAppId, rememberAppId } from './app-id.ts';

/** Who is signed in, over which client, and how that client stands to the cloud. */
export const useSession = defineStore('session', () => {
  const phase = ref<'starting' | 'signedOut' | 'signedIn'>('starting');
  const appId = ref(initialAppId(location.search, localStorage));
  const client = shallowRef<Client>();
  const me = shallowRef<Profile>();
  const friends = shallowRef<readonly Profile[]>([]);
  const connection = shallowRef<ConnectionState>({ state: 'signedOut' });
  /** Why the cloud ended the session; undefined after a log-out of the user's own. */
  const endReason = ref<SignedOutReason>();
  /** The last thing that failed in the background. */
  const problem = shallowRef<Error>();
  const profileVersion = ref(0);

  /** Opens the session that is kept from the last visit, if there is one. */
  async function start(): Promise<void> {
    try {
      const opened = openClient();
      if (await opened.resume()) return enter(opened);
    } catch (error) {
      problem.value = asError(error);
    }
    phase.value = 'signedOut';
  }

  async function logIn(credentials: Credentials): Promise<void> {
    const opened = client.value ?? openClient();
    await opened.login(credentials);
    enter(opened);
  }

  async function register(registration: Registration): Promise<void> {
    const opened = client.value ?? openClient();
    await opened.register(registration);
    enter(opened);
  }

  async function logOut(): Promise<void> {
    await client.value?.logout();
    leave(undefined);
  }

  /** Lets somebody else log in in this tab. Whoever was here stays logged in, in other tabs and for the next visit. */
  async function changeUser(): Promise<void> {
    await client.value?.close();
    openClient();
    leave(undefined);
  }

  /** Takes another app for the next log-in. Each app has its own sessions, so one may be open there already. */
  async function changeApp(nextAppId: string): Promise<void> {
    await client.value?.close();
    client.value = undefined;
    appId.value = nextAppId;
    await start();
  }

  async function changeNickName(nickName: string): Promise<void> {
    await requireClient().updateProfile({ nickName });
  }

  /** What is known of a user; reactive, since an unknown one is fetched in the background. */
  function profileOf(userId: UserId): Profile | undefined {
    void profileVersion.value;
    return client.value?.profile(userId);
  }

  /** Tells the user of something that failed in the background; what fails because of the log-out is no news. */
  function report(error: unknown): void {
    if (phase.value === 'signedIn') problem.value = asError(error);
  }

  /** Ends the wait for the next attempt to connect. */
  function reconnectNow(): void {
    client.value?.reconnectNow();
  }

  /** The client of the signed-in user. @throws Error when nobody is signed in. */
  function requireClient(): Client {
    if (!client.value) throw new Error('Nobody is signed in');
    return client.value;
  }

  function openClient(): Client {
    const opened = createTabsClient({ appId: appId.value, dns: new URL('/v2/app_dns', location.href).href });
    opened.on('connection', (state) => {
      connection.value = state;
    });
    opened.on('profiles', () => readProfiles(opened));
    opened.on('signedOut', ({ reason }) => leave(reason));
    opened.on('problem', ({ error }) => {
      problem.value = error;
    });
    client.value = opened;
    return opened;
  }

  function enter(opened: Client): void {
    rememberAppId(appId.value, localStorage);
    connection.value = opened.connection;
    readProfiles(opened);
    endReason.value = undefined;
    phase.value = 'signedIn';
  }

  function leave(reason: SignedOutReason | undefined): void {
    me.value = undefined;
    friends.value = [];
    endReason.value = reason === 'logout' ? undefined : reason;
    phase.value = 'signedOut';
  }

  function readProfiles(opened: Client): void {
    me.value = opened.me;
    friends.value = opened.friends();
    profileVersion.value += 1;
  }

  return {
    phase: computed(() => phase.value),
    appId: computed(() => appId.value),
    client,
    me,
    friends,
    connection,
    endReason,
    problem,
    start,
    logIn,
    register,
    logOut,
    changeUser,
    changeApp,
    changeNickName,
    profileOf,
    report,
    reconnectNow,
    requireClient,
  };
});

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
