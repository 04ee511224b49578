export { KeyedRates, type Rate } from './keyed-rates.ts';
