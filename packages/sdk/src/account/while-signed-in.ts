import { ImError } from '@warbler/protocol';

/** What there is of whoever is signed in. @throws ImError `notLoggedIn` */
export function whileSignedIn<Parts>(parts: Parts | undefined): Parts {
  if (!parts) throw new ImError('notLoggedIn', { message: 'Nobody is signed in' });
  return parts;
}
