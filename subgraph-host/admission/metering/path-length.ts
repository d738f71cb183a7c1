import { MalformedBinary } from '../../wasm-binary/malformed-binary.ts';

/** More blocks in blocks than any compiler makes. */
const maxNesting = 65_536;

const unreachable = -1;

interface Label {
  /** A branch to it goes to a loop's header, where there is a charge. */
  readonly isLoop: boolean;
  /** Longest path that branches to its end, or that skips it; `unreachable` when none does. */
  longest: number;
  /** Longest path to the start of an `if`, for what is in its `else`. */
  readonly atStart: number;
}

/**
 * How many units can be run up at most between the last charge and a place in a function's body, over all paths.
 * Code only ever goes forward, but for branches to loops, whose headers are charged: one pass finds it.
 */
export class PathLength {
  readonly #labels: Label[] = [{ isLoop: false, longest: unreachable, atStart: 0 }];
  #length = 0;

  /** Whether all blocks, and so the body, have ended. */
  get ended(): boolean {
    return this.#labels.length === 0;
  }

  /** @returns how many units have been run up at most since the last charge, with those of this instruction */
  step(units: number): number {
    if (this.#length !== unreachable) this.#length += units;
    return this.#length;
  }

  /** There is a charge here: paths begin anew. */
  charged(): void {
    if (this.#length !== unreachable) this.#length = 0;
  }

  enter(kind: 'block' | 'if' | 'loop'): void {
    if (this.#labels.length === maxNesting)
      throw new MalformedBinary(`it nests blocks deeper than ${maxNesting}`);
    this.#labels.push({
      isLoop: kind === 'loop',
      // Without an else, what follows an `if` is also reached past it.
      longest: kind === 'if' ? this.#length : unreachable,
      atStart: this.#length,
    });
  }

  else(): void {
    const label = this.#label(0);
    label.longest = Math.max(label.longest, this.#length);
    this.#length = label.atStart;
  }

  end(): void {
    const { longest } = this.#label(0);
    this.#labels.pop();
    this.#length = Math.max(this.#length, longest);
  }

  /** A branch that may be taken. */
  mayBranch(depth: number): void {
    const label = this.#label(depth);
    if (!label.isLoop) label.longest = Math.max(label.longest, this.#length);
  }

  /** What follows in the same block is not reached. */
  stop(): void {
    this.#length = unreachable;
  }

  #label(depth: number): Label {
    const label = this.#labels[this.#labels.length - 1 - depth];
    if (label === undefined) throw new MalformedBinary('it branches out of a function');
    return label;
  }
}
