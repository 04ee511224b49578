export * from '../files/index.ts';
export * from '../forward/index.ts';
export * from '../index.ts';
export * from '../push/index.ts';
