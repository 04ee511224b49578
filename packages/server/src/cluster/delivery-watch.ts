/** What may be lost: nothing was confirmed of it when the bus was cut, or it could not be sent at all. */
interface Lost {
  readonly subjects: readonly string[];
  /** It is too much to say: everyone is concerned. */
  readonly isAll: boolean;
}

/** Subjects that are remembered; with more, everyone is told to look into the store. */
const SUBJECTS_MAX = 50_000;

/** Remembers on which subjects something was published that may not have arrived, so that its hearers can be told. */
export class DeliveryWatch {
  readonly #subjectsMax: number;
  #unsure = new Set<string>();
  #lost = new Set<string>();
  #isAllUnsure = false;
  #isAllLost = false;

  constructor(subjectsMax = SUBJECTS_MAX) {
    this.#subjectsMax = subjectsMax;
  }

  /** Whether there is anything to confirm or to tell. */
  get isIdle(): boolean {
    return this.#unsure.size === 0 && this.#lost.size === 0 && !this.#isAllUnsure && !this.#isAllLost;
  }

  /** Something was published, or could not be. */
  note(subject: string, isSent: boolean): void {
    const subjects = isSent ? this.#unsure : this.#lost;
    if (subjects.size < this.#subjectsMax) subjects.add(subject);
    else if (isSent) this.#isAllUnsure = true;
    else this.#isAllLost = true;
  }

  /** What was published until now is about to be confirmed. @returns what to call when it was, or was not */
  confirming(): (isConfirmed: boolean) => void {
    const subjects = this.#unsure;
    const isAll = this.#isAllUnsure;
    this.#unsure = new Set();
    this.#isAllUnsure = false;
    return (isConfirmed) => {
      if (isConfirmed) return;
      for (const subject of subjects) this.note(subject, false);
      this.#isAllLost ||= isAll;
    };
  }

  /** What is lost; whoever takes it tells it, or notes it again. */
  takeLost(): Lost {
    const lost = { subjects: [...this.#lost], isAll: this.#isAllLost };
    this.#lost = new Set();
    this.#isAllLost = false;
    return lost;
  }
}
