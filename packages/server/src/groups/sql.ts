export { appendToGroup } from './sql/append-to-group.ts';
