export { noteErasure } from './sql/erasures.ts';
