export { type Clock, systemClock } from './clock.ts';
export {
  type Bus,
  createInProcessHub,
  createNatsBus,
  type InProcessHub,
} from './cluster/index.ts';
export {
  defaultConfig,
  environmentNameOf,
  flagOf,
  type Limits,
  type PartialConfig,
  readConfig,
  resolveConfig,
  ruleOf,
  type ServerConfig,
  type Setting,
  type SettingKey,
  settings,
} from './config/index.ts';
export { createServer } from './create-server.ts';
export { openStorage, type Storage } from './open-storage.ts';
export type { DemoLogin, StartInfo } from './seed-new-data.ts';
export type { RunningServer, ServerPorts } from './server-ports.ts';
export { SqliteBinding } from './storage/index.ts';
