export { addWork, finishWork, type WorkInput } from './sql/work.ts';
