/**
 * Forwarding messages, one by one or several as one.
 * @module
 */
export { forwardMerged, forwardMessage, type MergedForward } from './forward-message.ts';
