import type { Generation, Readiness } from '../generation.ts';

/** Hands a generation to what serves clients. @throws ForgeError COMPOSITION_FAILED: the one before goes on */
export type Publish = (generation: Generation) => Promise<void>;

/** What makes generations, wherever its subgraphs run. */
export interface RunningGraph {
  readiness(): Readiness;
  /** Resolves when the first generation is served. @throws ForgeError when none ever will be */
  start(): Promise<void>;
  stop(): Promise<void>;
}
