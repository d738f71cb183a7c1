import type { FiguresSource } from './figures-source.ts';
import type { ServingFigures } from './serving-counts.ts';

/** Told what becomes of the processes that serve clients. */
export interface FleetObserver {
  began(run: FiguresSource<ServingFigures>): void;
  ended(run: FiguresSource<ServingFigures>): void;
  /** One ended by itself, and another is started. */
  restarting(): void;
}
