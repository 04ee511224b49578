export { erasePush } from './sql/erase-push.ts';
export { keepAlias, requireFreeAlias } from './sql/push-alias.ts';
export { dropOwnToken, keepToken, ownerOfPushToken, requireOwnPushToken } from './sql/push-tokens.ts';
