import type { FiguresSource } from './figures-source.ts';

/** What the runs of a process have come to, one after the other or at once: those that have ended count on. */
export class Ledger<Figures, Sum> {
  readonly #add: (sum: Sum, figures: Figures) => Sum;
  readonly #running = new Set<FiguresSource<Figures>>();
  #ended: Sum;

  /** @param add makes a new sum */
  constructor(empty: Sum, add: (sum: Sum, figures: Figures) => Sum) {
    this.#ended = empty;
    this.#add = add;
  }

  began(run: FiguresSource<Figures>): void {
    this.#running.add(run);
  }

  /** What it told last is its last word. */
  ended(run: FiguresSource<Figures>): void {
    if (this.#running.delete(run) && run.figures !== undefined)
      this.#ended = this.#add(this.#ended, run.figures);
  }

  /** Resolves when all that run have told what they have done by now, or never. */
  async ask(): Promise<void> {
    await Promise.all([...this.#running].map((run) => run.ask()));
  }

  /** Of those that run and have told something. */
  running(): readonly Figures[] {
    return [...this.#running].flatMap(({ figures }) => (figures === undefined ? [] : [figures]));
  }

  total(): Sum {
    let sum = this.#ended;
    for (const figures of this.running()) sum = this.#add(sum, figures);
    return sum;
  }
}
