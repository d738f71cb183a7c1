import type { Generation, Published, Readiness } from '../generation.ts';

/**
 * Hands a generation to what serves clients.
 * @param beforeAccept called when it is loaded and nobody is served by it yet
 * @throws ForgeError COMPOSITION_FAILED, or whatever `beforeAccept` throws: the one before goes on
 */
export type Publish = (generation: Generation, beforeAccept?: () => Promise<void>) => Promise<Published>;

/** What makes generations, wherever its subgraphs run. */
export interface RunningGraph {
  readiness(): Readiness;
  /** Resolves when the first generation is served. @throws ForgeError when none ever will be */
  start(): Promise<void>;
  stop(): Promise<void>;
}
