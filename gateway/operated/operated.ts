import type { BackupManifest, Restored } from './backup-shapes.ts';
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
  readonly data: OperatedData;
}

/** The databases of the core and of extensions, and who owns which name of the schema. */
export interface OperatedData {
  /**
   * Copies databases while they are in use.
   * @param to absolute path of a folder that is not there yet
   * @param names of extensions, or `core`; `undefined`: all @throws ForgeError
   */
  backup(to: string, names: readonly string[] | undefined): Promise<BackupManifest>;
  /**
   * Ends what uses them, puts the databases of a backup in their place, and starts it again. @throws ForgeError: all is
   * as it was
   */
  restore(from: string, names: readonly string[] | undefined): Promise<Restored>;
  /** Removes an extension's data and its names of the schema. @throws ForgeError when it runs */
  purge(name: string): Promise<void>;
}
