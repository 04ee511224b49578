export { createMetrics, type DeliveryWay, type Metrics } from './metrics.ts';
