declare module 'socket.io-client' {
  interface ClientSocket {
    on(event: string, listener: (argument: never) => void): this;
    emit(event: string, argument: unknown): this;
    disconnect(): this;
    readonly io: { on(event: 'close', listener: () => void): void };
  }
  export default function io(url: string, options: object): ClientSocket;
}
