/** A process that tells what it has done since it began. */
export interface FiguresSource<Figures> {
  /** As it told last; `undefined`: it has not told anything yet. */
  readonly figures: Figures | undefined;
  /** Resolves when the figures are those of now; never, when the process doesn't answer. */
  ask(): Promise<void>;
}
