import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  copyFileSync,
  lchownSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { writeWhole } from '../write-whole.ts';
import { ForgeError, messageOf } from '@forgepoint/common/forge-error.ts';

/** A user of the operating system, that need not have a name; its group has the same number. */
export interface HostUser {
  readonly uid: number;
  readonly gid: number;
}

export interface HostUsersOptions {
  /** The least number that is given; thousands after it should be nobody's. */
  readonly first: number;
  /** Remembers who has which number, because files belong to them. */
  readonly file: string;
  /** Private folder of this run; made passable, but not readable, for the users. */
  readonly runFolder: string;
}

const tableVersion = 1;

/**
 * A user of its own for every subgraph: then the kernel keeps a host from signalling, tracing or reading what
 * belongs to another one or to the gateway, even when its extension has taken it over. Only root can do that.
 */
export class HostUsers {
  readonly #options: HostUsersOptions;
  readonly #numbers: Map<string, number>;
  /** Programs that such users have been found to be able to run. */
  readonly #runnable = new Set<string>();
  #lent = 0;

  /** @throws ForgeError CONFIG_INVALID when this process can't do that, FOLDER_UNUSABLE */
  constructor(options: HostUsersOptions) {
    if (process.getuid?.() !== 0) {
      throw new ForgeError('CONFIG_INVALID', 'Only root can give processes users of their own.', {
        remedy: 'Leave FORGE_HOST_UID_BASE out, or start the gateway as root.',
      });
    }
    this.#options = options;
    this.#numbers = readTable(options.file, options.first);
    chmodSync(options.runFolder, 0o711);
  }

  /**
   * @param entry the program that is to run under the user: it has to be able to read it
   * @throws ForgeError CONFIG_INVALID, FOLDER_UNUSABLE
   */
  userOf(name: string, entry: string): HostUser {
    const known = this.#numbers.get(name);
    const uid = known ?? Math.max(this.#options.first - 1, ...this.#numbers.values()) + 1;
    if (known === undefined) {
      this.#numbers.set(name, uid);
      writeTable(this.#options.file, this.#numbers);
    }
    const user = { uid, gid: uid };
    if (this.#runnable.has(entry)) return user;
    const { status } = spawnSync(process.execPath, ['--check', entry], { ...user, env: {}, stdio: 'ignore' });
    if (status === 0) {
      this.#runnable.add(entry);
      return user;
    }
    throw new ForgeError('CONFIG_INVALID', `The user ${uid} of "${name}" cannot run "${entry}".`, {
      remedy:
        'Install Node and Forgepoint where every user can read them, such as below /opt, or leave FORGE_HOST_UID_BASE out.',
    });
  }

  /** Makes a folder of data, and the files in it, the user's. @throws ForgeError FOLDER_UNUSABLE */
  give(folder: string, { uid, gid }: HostUser): void {
    const barrier = barrierTo(folder);
    if (barrier !== undefined) {
      throw new ForgeError(
        'FOLDER_UNUSABLE',
        `The user ${uid} cannot reach "${folder}": only its owner may pass "${barrier}".`,
        { remedy: `Run chmod o+x "${barrier}", or keep the data somewhere else by FORGE_DATA_DIR.` },
      );
    }
    try {
      chownSync(folder, uid, gid);
      for (const name of readdirSync(folder)) {
        const path = join(folder, name);
        const { nlink, isFile } = statOf(path);
        // Whoever could write here before may have put another's file in; that must not become the user's.
        if (isFile && nlink === 1) lchownSync(path, uid, gid);
      }
    } catch (error) {
      throw new ForgeError(
        'FOLDER_UNUSABLE',
        `"${folder}" cannot be given to the user ${uid}: ${messageOf(error)}.`,
        {
          remedy: 'Put the data on a file system that knows owners, or leave FORGE_HOST_UID_BASE out.',
          cause: error,
        },
      );
    }
  }

  /** @returns a copy of a folder of files that the user can read, and nobody else */
  lend(folder: string, { gid }: HostUser): string {
    this.#lent += 1;
    const copy = join(this.#options.runFolder, `lent-${this.#lent}`);
    mkdirSync(copy, { mode: 0o750 });
    chownSync(copy, 0, gid);
    for (const name of readdirSync(folder)) {
      const path = join(copy, name);
      copyFileSync(join(folder, name), path);
      chownSync(path, 0, gid);
      chmodSync(path, 0o640);
    }
    return copy;
  }
}

/** @returns the outermost folder on the way that not everybody may pass, or `undefined` */
function barrierTo(folder: string): string | undefined {
  const parents: string[] = [];
  for (let path = dirname(folder); ; path = dirname(path)) {
    parents.unshift(path);
    if (path === dirname(path)) break;
  }
  return parents.find((path) => (statSync(path).mode & 0o001) === 0);
}

function statOf(path: string): { readonly nlink: number; readonly isFile: boolean } {
  const stat = lstatSync(path);
  return { nlink: stat.nlink, isFile: stat.isFile() };
}

function readTable(file: string, first: number): Map<string, number> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return new Map();
    throw unusable(file, error);
  }
  try {
    const { version, users } = JSON.parse(text) as { version?: unknown; users?: Record<string, unknown> };
    if (version !== tableVersion || typeof users !== 'object') throw new Error('it holds something else');
    const numbers = Object.entries(users).map(([name, uid]): [string, number] => {
      if (!Number.isSafeInteger(uid) || (uid as number) < 1) throw new Error(`"${name}" has no number`);
      return [name, uid as number];
    });
    // Numbers of another range are given up.
    return new Map(numbers.filter(([, uid]) => uid >= first));
  } catch (error) {
    throw unusable(file, error);
  }
}

function writeTable(file: string, numbers: ReadonlyMap<string, number>): void {
  const table = { version: tableVersion, users: Object.fromEntries(numbers) };
  try {
    writeWhole(file, `${JSON.stringify(table, null, 2)}\n`);
  } catch (error) {
    throw unusable(file, error);
  }
}

function unusable(file: string, error: unknown): ForgeError {
  return new ForgeError(
    'FOLDER_UNUSABLE',
    `The table of users "${file}" cannot be used: ${messageOf(error)}.`,
    {
      remedy: 'Restore the file; or delete it, and every subgraph is given a new user.',
      cause: error,
    },
  );
}
