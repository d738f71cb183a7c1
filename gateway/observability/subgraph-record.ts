import type { ProcessFigures } from '@forgepoint/common/metrics/process-figures.ts';
import {
  addGuestFigures,
  type GuestFigures,
  type SubgraphFigures,
} from '@forgepoint/common/metrics/subgraph-figures.ts';
import type { FiguresSource } from './figures-source.ts';
import { Ledger } from './ledger.ts';
import type { SubgraphObserver } from './subgraph-observer.ts';

/** What the processes of one subgraph have done since the gateway began. */
export class SubgraphRecord implements SubgraphObserver {
  readonly #ledger = new Ledger<SubgraphFigures, GuestFigures | undefined>(undefined, (sum, { guest }) =>
    guest === null || sum === undefined ? (guest ?? sum) : addGuestFigures(sum, guest),
  );
  #restarts = 0;
  #quarantines = 0;

  get restarts(): number {
    return this.#restarts;
  }

  get quarantines(): number {
    return this.#quarantines;
  }

  began(run: FiguresSource<SubgraphFigures>): void {
    this.#ledger.began(run);
  }

  ended(run: FiguresSource<SubgraphFigures>): void {
    this.#ledger.ended(run);
  }

  restarting(): void {
    this.#restarts += 1;
  }

  quarantined(): void {
    this.#quarantines += 1;
  }

  /** @see Ledger.ask */
  ask(): Promise<void> {
    return this.#ledger.ask();
  }

  /** `undefined` when none of its processes ever told of a guest. */
  guest(): GuestFigures | undefined {
    return this.#ledger.total();
  }

  /** Of those that run. */
  processes(): readonly ProcessFigures[] {
    return this.#ledger.running().map(({ process }) => process);
  }
}
