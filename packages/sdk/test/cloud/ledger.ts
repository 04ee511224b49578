/** How something that a device was told to do came out. What the program's end interrupted may be done, or not. */
export type Outcome = 'under way' | 'done' | 'refused' | 'interrupted';

/** An edit: of whom nobody else edits, so that edits have one order. */
interface Edit {
  readonly text: string;
  readonly isAppended: boolean;
  outcome: Outcome;
}

/** Something that somebody said, and what was done to it. */
export interface Saying {
  /** Starts the text, whatever becomes of the rest. */
  readonly tag: string;
  readonly text: string;
  readonly conversation: string;
  readonly device: string;
  outcome: Outcome;
  readonly edits: Edit[];
  readonly recalls: Outcome[];
  /** By user. */
  readonly deletions: Map<number, Outcome[]>;
}

/** A message as a client or the server shows it. */
export interface Shown {
  readonly mid: number;
  readonly text: string;
}

/**
 * What was said and done in a run, whose devices do things while others are under way: it knows what must be there, what
 * must not, and what may. What was read and cleared, where that depends on who was first, it leaves to the server.
 */
export class Ledger {
  readonly #sayings = new Map<string, Saying>();

  say(conversation: string, device: string): Saying {
    const tag = `#${this.#sayings.size + 1}`;
    const text = `${tag} says`;
    const saying: Saying = {
      ...{ tag, text, conversation, device, outcome: 'under way' },
      ...{ edits: [], recalls: [], deletions: new Map() },
    };
    this.#sayings.set(tag, saying);
    return saying;
  }

  of(text: string): Saying | undefined {
    return this.#sayings.get(tagOf(text));
  }

  all(): readonly Saying[] {
    return [...this.#sayings.values()];
  }

  /** What is wrong with what a user sees of a conversation; empty when nothing is. `mayLack`: cleared, or not always in. */
  faults({ conversation, user, shown, mayLack }: View): readonly string[] {
    const seen = new Map<string, Shown>();
    const faults: string[] = [];
    for (const message of shown) {
      const saying = this.of(message.text);
      const tag = tagOf(message.text);
      if (seen.has(tag)) faults.push(`${tag} is there twice`);
      seen.set(tag, message);
      if (saying?.conversation !== conversation) faults.push(`${message.text} was not said here`);
      else faults.push(...faultsOf(saying, message, user));
    }
    for (const saying of this.#sayings.values()) {
      if (saying.conversation === conversation && !seen.has(saying.tag) && !mayLack && !mayBeGone(saying, user)) {
        faults.push(`${saying.tag} is lost`);
      }
    }
    return [...faults, ...this.#disorder(shown)];
  }

  /** Each device's messages stand in the order in which it was told to send them. */
  #disorder(shown: readonly Shown[]): readonly string[] {
    const last = new Map<string, number>();
    return shown.flatMap(({ text }) => {
      const device = this.of(text)?.device ?? '';
      const number = Number(tagOf(text).slice(1));
      const before = last.get(device) ?? 0;
      last.set(device, number);
      return number > before ? [] : [`#${number} stands after #${before}`];
    });
  }
}

/** Whose view of which conversation. */
export interface View {
  readonly conversation: string;
  readonly user: number;
  readonly shown: readonly Shown[];
  readonly mayLack: boolean;
}

function tagOf(text: string): string {
  return text.split(' ', 1)[0] ?? '';
}

function faultsOf(saying: Saying, { text }: Shown, user: number): readonly string[] {
  const { tag } = saying;
  const faults: string[] = [];
  if (saying.outcome === 'refused') faults.push(`${tag} was refused and is there`);
  if (saying.recalls.includes('done')) faults.push(`${tag} was recalled and is there`);
  if (saying.deletions.get(user)?.includes('done')) faults.push(`${tag} was deleted by ${user} and is there`);
  if (!possibleTexts(saying).has(text))
    faults.push(`${tag} says ${text}, of ${[...possibleTexts(saying)].join(' | ')}`);
  return faults;
}

function mayBeGone({ outcome, recalls, deletions }: Saying, user: number): boolean {
  const mayHaveHappened = (one: Outcome) => one !== 'refused';
  if (outcome !== 'done') return true;
  return recalls.some(mayHaveHappened) || (deletions.get(user) ?? []).some(mayHaveHappened);
}

function possibleTexts({ text, edits }: Saying): ReadonlySet<string> {
  let texts = [text];
  for (const edit of edits) {
    const edited = texts.map((before) => (edit.isAppended ? before + edit.text : edit.text));
    if (edit.outcome === 'done') texts = edited;
    else if (edit.outcome !== 'refused') texts.push(...edited);
  }
  return new Set(texts);
}
