export { createHttp } from './create-http.ts';
export type { HttpOptions } from './http-options.ts';
export type { UseCases } from './use-cases.ts';
