export { createHttp } from './create-http.ts';
export type { HttpOptions } from './http-options.ts';
