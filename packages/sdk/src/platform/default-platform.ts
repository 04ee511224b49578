import { OsType } from '@warbler/protocol';
import { systemClock } from './clock.ts';
import type { Platform } from './platform.ts';

/** The browser, a worker in it, or Node that the program runs in. */
export function defaultPlatform(): Platform {
  const isPage = typeof document !== 'undefined';
  const isBrowser = isPage || (typeof self !== 'undefined' && 'importScripts' in self);
  return {
    clock: systemClock,
    random: () => Math.random(),
    fetch: (url, init) => fetch(url, init),
    openWebSocket: (url) => new WebSocket(url),
    onWake: isPage ? onPageWake : isBrowser ? onWorkerWake : () => () => undefined,
    osType: isBrowser ? OsType.WEB : osTypeOfNode(),
    deviceInfo: isBrowser ? 'Web' : 'Node',
  };
}

function onPageWake(handler: () => void): () => void {
  const whenVisible = () => {
    if (document.visibilityState === 'visible') handler();
  };
  window.addEventListener('online', handler);
  window.addEventListener('pageshow', handler);
  document.addEventListener('visibilitychange', whenVisible);
  return () => {
    window.removeEventListener('online', handler);
    window.removeEventListener('pageshow', handler);
    document.removeEventListener('visibilitychange', whenVisible);
  };
}

function onWorkerWake(handler: () => void): () => void {
  self.addEventListener('online', handler);
  return () => self.removeEventListener('online', handler);
}

function osTypeOfNode(): OsType {
  const system = typeof process === 'undefined' ? '' : process.platform;
  if (system === 'darwin') return OsType.OSX;
  return system === 'win32' ? OsType.WIN : OsType.LINUX;
}
