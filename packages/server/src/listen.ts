import { ImError } from '@warbler/protocol';
import type { ServerConfig } from './config/index.ts';
import type { createHttp } from './http/index.ts';

/** Begins to take connections. @returns the address. @throws ImError `portInUse` */
export async function listen(http: ReturnType<typeof createHttp>, { host, port }: ServerConfig): Promise<string> {
  try {
    return await http.listen({ host, port });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw cause;
    throw new ImError('portInUse', {
      message: `port ${port} on ${host} is in use; stop the other program or choose another --port`,
      cause,
    });
  }
}
