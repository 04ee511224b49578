import { OsType } from '@warbler/protocol';
import { systemClock } from '../platform/clock.ts';
import type { Platform } from '../platform/platform.ts';
import type { MiniProgramApi } from './mini-program-api.ts';
import { MiniProgramSocket } from './mini-program-socket.ts';

/** A mini-program as the platform of a client; `api` is `wx`, `uni` or another of that kind. */
export function miniProgramPlatform(api: MiniProgramApi): Platform {
  return {
    clock: systemClock,
    random: () => Math.random(),
    fetch: (url, init) => request(api, url, init),
    openWebSocket: (url) => new MiniProgramSocket(api, url),
    onWake: (handler) => onWake(api, handler),
    osType: OsType.WEB,
    deviceInfo: 'Mini-program',
  };
}

function request(api: MiniProgramApi, url: string, init: RequestInit): ReturnType<Platform['fetch']> {
  return new Promise((resolve, reject) => {
    api.request({
      url,
      method: init.method === 'POST' || init.method === 'DELETE' ? init.method : 'GET',
      header: headersOf(init.headers),
      ...(typeof init.body === 'string' ? { data: init.body } : {}),
      dataType: 'text',
      // Some targets parse JSON whatever they are told.
      success: ({ data, statusCode: status }) =>
        resolve({ status, text: async () => (typeof data === 'string' ? data : JSON.stringify(data)) }),
      fail: ({ errMsg }) => reject(new TypeError(errMsg)),
    });
  });
}

function headersOf(headers: RequestInit['headers']): Record<string, string> {
  const given: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers ?? {})) given[name] = String(value);
  return given;
}

function onWake(api: MiniProgramApi, handler: () => void): () => void {
  // Where the API cannot end it, the handler must not outlive the client.
  let isOver = false;
  const onNetwork = ({ isConnected }: { readonly isConnected: boolean }) => {
    if (isConnected && !isOver) handler();
  };
  const onShow = () => {
    if (!isOver) handler();
  };
  api.onNetworkStatusChange(onNetwork);
  api.onAppShow(onShow);
  return () => {
    isOver = true;
    api.offNetworkStatusChange?.(onNetwork);
    api.offAppShow?.(onShow);
  };
}
