import type { SubgraphFigures } from '@forgepoint/common/metrics/subgraph-figures.ts';
import type { FiguresSource } from './figures-source.ts';

/** Told what becomes of the processes of one subgraph. */
export interface SubgraphObserver {
  began(run: FiguresSource<SubgraphFigures>): void;
  ended(run: FiguresSource<SubgraphFigures>): void;
  /** A process ended by itself, and another is started. */
  restarting(): void;
  /** It did so too often: no other is started. */
  quarantined(): void;
}
