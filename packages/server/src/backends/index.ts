export type { BackendMessage, MessageContent } from './backend-message.ts';
export { type Backends, createBackends } from './backends.ts';
export { ReplyWatch } from './reply-watch.ts';
