export { forwardMerged, forwardMessage, type MergedForward } from './forward-message.ts';
