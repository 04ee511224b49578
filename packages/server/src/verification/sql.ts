export { type CodeAttempt, withCode } from './sql/with-code.ts';
