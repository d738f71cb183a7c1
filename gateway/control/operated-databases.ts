import { coreSubgraph } from '@forgepoint/common/extension-name.ts';
import { ForgeError } from '@forgepoint/common/forge-error.ts';
import { readClaims, writeClaims } from '../composition/claims-file.ts';
import { withClaimsOf } from '../data/claims-of.ts';
import type { DataKeeper } from '../data/data-keeper.ts';
import { makeBackup } from '../data/make-backup.ts';
import { purgeExtension } from '../data/purge.ts';
import { readBackup, type ReadBackup } from '../data/read-backup.ts';
import {
  dropRestore,
  placeRestore,
  stageRestore,
  undoRestore,
  type StagedRestore,
} from '../data/restore-backup.ts';
import { stampOf } from '../data/stamp.ts';
import type { BackupEntry, BackupManifest, Restored } from '../operated/backup-shapes.ts';
import type { OperatedData } from '../operated/operated.ts';
import type { GraphState } from './graph-state.ts';
import type { RunningExtensions } from './running-extensions.ts';

export interface OperatedDatabasesOptions {
  readonly keeper: DataKeeper;
  readonly extensions: RunningExtensions;
  readonly graph: GraphState;
  /** Does something while nothing else changes what runs. */
  readonly inLoop: <Result>(work: () => Promise<Result>) => Promise<Result>;
  /** Within that: makes what runs what is wanted, with these extensions started once more. */
  readonly become: (names: readonly string[]) => Promise<void>;
}

/** Backup and restore of the databases of extensions that run. One after the other. */
export class OperatedDatabases implements OperatedData {
  readonly #options: OperatedDatabasesOptions;
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: OperatedDatabasesOptions) {
    this.#options = options;
  }

  backup(to: string, names: readonly string[] | undefined): Promise<BackupManifest> {
    const { keeper, graph } = this.#options;
    return this.#afterOthers(() =>
      makeBackup({
        to,
        places: keeper.chosen(names),
        claims: graph.claimsFile,
        runningOf: (name) => this.#runningOf(name),
      }),
    );
  }

  restore(from: string, names: readonly string[] | undefined): Promise<Restored> {
    return this.#afterOthers(async () => {
      const backup = await readBackup(from, names);
      for (const { name } of backup.manifest.entries) this.#mustBeAsItsFile(name);
      const { keeper, inLoop } = this.#options;
      const stamp = stampOf(new Date());
      const places = backup.manifest.entries.map(({ name }) => keeper.place(name));
      const staged = await stageRestore(backup, places, stamp);
      await inLoop(() => this.#exchange(backup, staged));
      return { names: staged.places.map(({ name }) => name), kept: `replaced-${stamp}` };
    });
  }

  purge(name: string): Promise<void> {
    const { keeper, graph, extensions, inLoop } = this.#options;
    return this.#afterOthers(() =>
      inLoop(async () => {
        if (extensions.slots.has(name)) {
          throw new ForgeError('EXTENSION_STATE_UNFIT', `"${name}" is in use.`, {
            extension: name,
            remedy: `Remove ${name}.wasm from the extensions folder, or run "forge disable ${name}"; nothing was removed.`,
          });
        }
        await extensions.halt(new Set([name]));
        purgeExtension(keeper, graph.claimsFile, name);
        graph.claimsChanged();
      }),
    );
  }

  /** Whatever fails, what was there runs again. */
  async #exchange(backup: ReadBackup, staged: StagedRestore): Promise<void> {
    const { graph } = this.#options;
    const names = staged.places.map(({ name }) => name);
    const claims = readClaims(graph.claimsFile);
    await this.#halt(names);
    try {
      await placeRestore(staged);
    } catch (error) {
      await this.#startAgain(names).catch(() => undefined);
      throw error;
    }
    try {
      this.#claim(withClaimsOf(claims, backup.claims, new Set(names)));
      await this.#startAgain(names);
    } catch (error) {
      await this.#halt(names);
      await undoRestore(staged);
      this.#claim(claims);
      await this.#startAgain(names);
      throw restoreFailed(error);
    } finally {
      await dropRestore(staged);
    }
  }

  /** It is started again from its file, so that must not be one that was refused. */
  #mustBeAsItsFile(name: string): void {
    const slot = this.#options.extensions.slots.get(name);
    if (slot?.current === undefined || slot.refusal === undefined) return;
    throw new ForgeError(
      'EXTENSION_STATE_UNFIT',
      `What runs of "${name}" is not what its file holds, which was refused.`,
      {
        extension: name,
        remedy: `Put the file of the version that runs in its place first; "forge list" names its digest.`,
      },
    );
  }

  #claim(claims: ReturnType<typeof readClaims>): void {
    const { graph } = this.#options;
    writeClaims(graph.claimsFile, claims);
    graph.claimsChanged();
  }

  async #halt(names: readonly string[]): Promise<void> {
    await this.#options.extensions.halt(new Set(names));
  }

  /** @throws ForgeError when one of them does not start, or is refused */
  async #startAgain(names: readonly string[]): Promise<void> {
    const { extensions, become } = this.#options;
    if (names.includes(coreSubgraph)) await extensions.startCore();
    await become(names);
    for (const name of names) {
      const refusal = extensions.slots.get(name)?.refusal;
      if (refusal !== undefined) throw ForgeError.fromWire(refusal.error);
    }
  }

  #runningOf(name: string): BackupEntry['running'] {
    const { extensions } = this.#options;
    const version = name === coreSubgraph ? extensions.core : extensions.slots.get(name)?.current;
    if (version === undefined) return null;
    const { info, digest, revision } = version;
    const isExtension = name !== coreSubgraph;
    return {
      version: info?.version ?? null,
      digest: isExtension ? digest : null,
      revision: isExtension ? revision : null,
    };
  }

  async #afterOthers<Result>(work: () => Promise<Result>): Promise<Result> {
    const run = this.#last.then(work);
    this.#last = run.catch(() => undefined);
    return run;
  }
}

function restoreFailed(error: unknown): ForgeError {
  const { code, message, extension } = ForgeError.from(error, 'RESTORE_FAILED');
  return new ForgeError('RESTORE_FAILED', `What runs does not start with the backup: ${code}: ${message}`, {
    extension,
    remedy:
      'What was there before runs again. Put the file there that the backup was made with, and restore again.',
    cause: error,
  });
}
