import type { Report, Subgraph } from './shapes.ts';

/** What is known of a subgraph where it runs; who counts its calls knows the rest. */
export type SubgraphState = Omit<Subgraph, 'calls'>;

/** What an operator sees of a gateway and can do to it. */
export interface Operated {
  /** The core first, then by name. */
  subgraphs(): readonly SubgraphState[];
  report(): Omit<Report, 'generation' | 'served'>;
  /** `undefined`: somebody else runs the extensions. */
  readonly changes: OperatedChanges | undefined;
}

/** Each resolves when what runs is what is wanted then, and throws ForgeError when it can't be. */
export interface OperatedChanges {
  /** Starts the file that is there in the place of what runs, be it the same. @throws ForgeError */
  reload(name: string): Promise<void>;
  /** Starts what crashed too often. @throws ForgeError */
  release(name: string): Promise<void>;
  /** Takes the version that was refused because clients would lose something. @throws ForgeError */
  acceptBreakingChange(name: string): Promise<void>;
  /** Until {@link enable}, restarts of the gateway included. @throws ForgeError */
  disable(name: string): Promise<void>;
  enable(name: string): Promise<void>;
}
