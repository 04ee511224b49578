// `npm run build`: brings the clone up to date and builds the web page, without starting anything.
import { say } from './repository.mjs';
import { main } from './run.mjs';
import { setUp } from './set-up.mjs';

main(() => {
  setUp({ withWebPage: true });
  say('everything is built.');
});
