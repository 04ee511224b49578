export { createContractFrames, type Replacements } from './contract-frames.ts';
export { type BodyFields, DeployedClient, type DeployedClientOptions, type ServerFrame } from './deployed-client.ts';
export { connectFrameSocket, type FrameSocket, TRANSPORTS, type Transport } from './frame-socket.ts';
export { type MovableClock, movableClock } from './movable-clock.ts';
export { type Envelope, RestClient } from './rest-client.ts';
export { type Cloud, type CloudOptions, startCloud, type TestUser } from './start-cloud.ts';
export { StockClient, type StockClientOptions } from './stock-client.ts';
export { createStockFrames, type StockIdentity } from './stock-frames.ts';
