import './fill-in.ts';

export * from './script.ts';
