export { createErasure, type ErasePart, type Erasure } from './erasure.ts';
