export { MetaKind, pairOf } from './meta.ts';
export { appendMeta, findRepeat } from './sql/append-meta.ts';
export { findLog } from './sql/conversation-log.ts';
export { hasNewsFor } from './sql/pull-metas.ts';
export { advanceReader, type Reader, readerOf, unreadOf } from './sql/reader.ts';
