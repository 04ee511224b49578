/**
 * One client for all tabs of a browser.
 * @module
 */
export { createTabsClient, type TabsOptions } from './create-tabs-client.ts';
export { browserTabPorts, type SharedTabPorts, type TabChannel } from './tab-ports.ts';
