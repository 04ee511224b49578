// `npm start`: brings the clone up to date, then runs `warbler serve` with the given flags.
import { main, runInPlace } from './run.mjs';
import { serverCommand } from './server-command.mjs';
import { setUp } from './set-up.mjs';

main(() => {
  const node = setUp({ withWebPage: true });
  runInPlace(node, [...serverCommand, 'serve', ...process.argv.slice(2)]);
});
