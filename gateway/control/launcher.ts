import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { noGrants } from '@forgepoint/common/extension-grants.ts';
import { coreSubgraph } from '@forgepoint/common/extension-name.ts';
import { useFolder } from '@forgepoint/common/folder.ts';
import type { Logger } from '@forgepoint/common/logging.ts';
import type { Config } from '../config/config.ts';
import type { GraphObserver } from '../observability/graph-observer.ts';
import { HostUsers } from '../supervisor/host-users.ts';
import { createRunFolder, removeRunFolder } from '../supervisor/run-folder.ts';
import type { WantedExtension } from './extension-folder.ts';
import { coreChild, prepareExtension, type LaunchParts, type PreparedExtension } from './launch.ts';
import { stateFolder } from './needed-folders.ts';
import type { VersionSpec } from './version.ts';

/** All of a version but what is done with it. */
export type LaunchSpec = Omit<VersionSpec, 'replaces' | 'onState'>;

/** How much longer than a guest its process may take to start; milliseconds. */
const processStartMs = 20_000;

/** Knows how processes of this run are started; owns the folder of their sockets. */
export class Launcher implements Disposable {
  readonly #parts: LaunchParts;
  readonly #runFolder: string;
  readonly #observer: GraphObserver;
  readonly #logger: Logger;
  readonly #token = randomBytes(32).toString('base64url');
  #sockets = 0;

  /** @throws ForgeError FOLDER_UNUSABLE, CONFIG_INVALID */
  constructor(config: Config, observer: GraphObserver, logger: Logger) {
    this.#observer = observer;
    this.#logger = logger;
    this.#runFolder = createRunFolder();
    this.#parts = {
      config,
      internalToken: this.#token,
      temporaryDir: config.inMemoryDatabase ? this.#runFolder : undefined,
      users: usersOf(config, this.#runFolder),
    };
  }

  /** @throws ForgeError */
  core(): LaunchSpec {
    const child = coreChild(this.#parts);
    return this.#spec({ name: coreSubgraph, revision: '', digest: '', grants: noGrants, child });
  }

  /** Admits an extension's file. @throws ForgeError */
  prepare({ found, settings }: WantedExtension): Promise<PreparedExtension> {
    return prepareExtension(this.#parts, found, settings);
  }

  /** A socket of its own: whoever speaks with another version goes on doing so. */
  extension({ found, settings }: WantedExtension, prepared: PreparedExtension): LaunchSpec {
    const { child, digest, revision } = prepared;
    return this.#spec({
      name: found.name,
      revision: revision.id,
      digest,
      grants: settings.grants,
      child,
    });
  }

  [Symbol.dispose](): void {
    removeRunFolder(this.#runFolder);
  }

  #spec(spec: Pick<VersionSpec, 'name' | 'revision' | 'digest' | 'grants' | 'child'>): LaunchSpec {
    const { name } = spec;
    this.#sockets += 1;
    const path = join(this.#runFolder, `${this.#sockets}.sock`);
    const labels: Readonly<Record<string, string>> =
      name === coreSubgraph ? { subgraph: name } : { subgraph: name, extension: name };
    return {
      ...spec,
      endpoint: { name, target: { kind: 'socket', path }, internalToken: this.#token },
      startTimeoutMs: this.#parts.config.timeouts.startMs + processStartMs,
      logger: this.#logger.child(labels),
      observer: this.#observer.subgraph(name),
    };
  }
}

function usersOf({ hostUidBase, folders }: Config, runFolder: string): HostUsers | undefined {
  if (hostUidBase === null) return undefined;
  useFolder(stateFolder(folders.state), () => {
    // Its users have to pass what is above their folders.
    mkdirSync(dirname(folders.state), { recursive: true, mode: 0o711 });
    mkdirSync(folders.state, { recursive: true, mode: 0o700 });
  });
  return new HostUsers({ first: hostUidBase, file: join(folders.state, 'users.json'), runFolder });
}
