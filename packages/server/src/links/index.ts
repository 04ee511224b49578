export { createLinks, type Links } from './links.ts';
export type { Link } from './sql/links.ts';
export { createVisitors, type Visitors } from './visitors.ts';
