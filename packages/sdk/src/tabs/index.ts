/**
 * One client for all tabs of a browser.
 * @module
 */
export { createTabsClient, type TabsOptions } from './create-tabs-client.ts';
export type { SharedTabPorts, TabChannel } from './tab-ports.ts';
