/** Runs work one piece after the other, in the order of the calls; a piece that fails does not stop the next. */
export class InOrder {
  #last: Promise<unknown> = Promise.resolve();

  run<Result>(work: () => Promise<Result>): Promise<Result> {
    const turn = this.#last.then(work, work);
    this.#last = turn;
    return turn;
  }
}
