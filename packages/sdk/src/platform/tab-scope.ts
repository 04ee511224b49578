/** A claim of one of the browser's device scopes for this tab. */
export interface TabScope {
  readonly deviceScope: string;
  /** Gives the scope to whichever tab asks next. Closing the tab does the same. */
  release(): void;
}

/** The parts of the browser that tell tabs apart. */
export interface TabPorts {
  /** Undefined where the page is not in a secure context (plain http on a network address). */
  readonly locks: LockManager | undefined;
  /** The tab's own storage, which survives a reload. */
  readonly tabStorage: Pick<globalThis.Storage, 'getItem' | 'setItem'>;
}

/** A reload may ask for its scope a moment before the page that it replaces has let go of it. */
const ownScopeWaitMs = 1_500;

/**
 * Finds the device scope of this tab: the one it had before a reload, else the first free one of `tab0`, `tab1`, ...
 * Two tabs of one browser must not be one device, or the cloud would let only one of them stay; and a new tab takes up
 * what a closed one left, so that a browser is never more devices than it has tabs open.
 */
export async function claimTabScope(name: string, { locks, tabStorage }: TabPorts): Promise<TabScope> {
  const key = `warbler.scope.${name}`;
  const remembered = tabStorage.getItem(key);
  if (!locks) return { deviceScope: remembered ?? remember(tabStorage, key, randomScope()), release: () => undefined };

  const lockOf = (deviceScope: string) => `${key}.${deviceScope}`;
  if (remembered !== null) {
    const release = await hold(locks, lockOf(remembered), { signal: AbortSignal.timeout(ownScopeWaitMs) });
    if (release) return { deviceScope: remembered, release };
  }
  for (let index = 0; ; index += 1) {
    const deviceScope = `tab${index}`;
    const release = await hold(locks, lockOf(deviceScope), { ifAvailable: true });
    if (release) return { deviceScope: remember(tabStorage, key, deviceScope), release };
  }
}

function remember(tabStorage: TabPorts['tabStorage'], key: string, deviceScope: string): string {
  tabStorage.setItem(key, deviceScope);
  return deviceScope;
}

/** Without locks a tab cannot know which scopes are free. */
function randomScope(): string {
  return `tab-${crypto.getRandomValues(new Uint32Array(2)).join('-')}`;
}

/** What lets the lock go, or undefined when it could not be had. */
function hold(locks: LockManager, name: string, options: LockOptions): Promise<(() => void) | undefined> {
  return new Promise((resolve) => {
    const request = locks.request(name, options, (lock) => {
      if (!lock) return resolve(undefined);
      return new Promise<void>((release) => resolve(() => release()));
    });
    // The only rejection is our own time limit: another tab keeps the scope.
    request.catch(() => resolve(undefined));
  });
}
