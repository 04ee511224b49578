export { type Retention, startRetention } from './retention.ts';
export { sweepApp } from './sweep-app.ts';
