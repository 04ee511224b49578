import type { UserId } from '@warbler/protocol';
import { displayName, type Profile } from '../profile.ts';
import type { ProfileBook } from './profile-book.ts';

/** The user's friends; those whose profiles are known, by display name. */
export class Friends {
  readonly #book: ProfileBook;
  #ids: readonly UserId[] = [];
  #snapshot: readonly Profile[] | undefined;

  constructor(book: ProfileBook) {
    this.#book = book;
  }

  get ids(): readonly UserId[] {
    return this.#ids;
  }

  set(ids: readonly UserId[]): void {
    this.#ids = ids;
    this.#snapshot = undefined;
  }

  /** Profiles changed. */
  invalidate(): void {
    this.#snapshot = undefined;
  }

  get snapshot(): readonly Profile[] {
    this.#snapshot ??= this.#ids
      .map((id) => this.#book.find(id))
      .filter((profile) => profile !== undefined)
      .sort((one, other) => displayName(one).localeCompare(displayName(other)));
    return this.#snapshot;
  }
}
