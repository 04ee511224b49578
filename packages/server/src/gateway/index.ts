export { createDeviceSessions } from './device-sessions.ts';
export { endSessionsOfApp } from './end-sessions-of-app.ts';
export { createFanOut } from './fan-out.ts';
export { createGateway, type Gateway, type GatewayDependencies } from './gateway.ts';
export { GroupAudiences } from './group-audiences.ts';
export { serveRawWebSocket } from './raw-websocket.ts';
export { SessionRegistry } from './session-registry.ts';
export { serveSocketIo } from './socket-io.ts';
