import type { Generation, Published, Readiness } from '../generation.ts';
import type { Operated } from '../operated/operated.ts';

/**
 * Hands a generation to what serves clients.
 * @param beforeAccept called when it is loaded and nobody is served by it yet
 * @throws ForgeError COMPOSITION_FAILED, or whatever `beforeAccept` throws: the one before goes on
 */
export type Publish = (generation: Generation, beforeAccept?: () => Promise<void>) => Promise<Published>;

/** What makes generations, wherever its subgraphs run. */
export interface RunningGraph {
  readiness(): Readiness;
  /** What an operator sees and can do; `undefined`: there is nothing but the readiness. */
  readonly operated?: Operated;
  /** Resolves when the first generation is served. @throws ForgeError when none ever will be */
  start(): Promise<void>;
  stop(): Promise<void>;
}
