import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Remembers a server's open connections, upgraded ones too, which `Server.close` waits for but cannot end.
 *
 * @returns a function that ends them all, and from then on every new one
 */
export function trackSockets(server: Server): () => void {
  const sockets = new Set<Socket>();
  let isEnding = false;
  // No closures for each socket: ten thousand that are idle keep what listens to them.
  function forget(this: Socket): void {
    sockets.delete(this);
  }
  server.on('connection', (socket) => {
    if (isEnding) {
      socket.destroy();
      return;
    }
    sockets.add(socket);
    socket.on('error', destroySocket);
    socket.on('close', forget);
  });
  return () => {
    isEnding = true;
    for (const socket of sockets) socket.destroy();
  };
}

function destroySocket(this: Socket): void {
  this.destroy();
}
