/** The app that a fresh server has. */
export const demoAppId = 'demo';

const storageKey = 'warbler.app';

/** The app from the address (`?app=`), else the one used last, else the demo. */
export function initialAppId(search: string, storage: Storage): string {
  const asked = new URLSearchParams(search).get('app')?.replaceAll(/\s/g, '');
  return asked || storage.getItem(storageKey) || demoAppId;
}

/** Keeps the app for the next visit. */
export function rememberAppId(appId: string, storage: Storage): void {
  storage.setItem(storageKey, appId);
}
