import './fill-in.ts';

export * from '../mini-program/index.ts';
