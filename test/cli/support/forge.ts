import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { projectRoot } from '../../support/program.ts';

const binaries = join(projectRoot, 'node_modules/.bin');

export interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The environment of a stranger who has the project's programs on the PATH. */
export function strangersEnvironment(
  home: string,
  more: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  return {
    PATH: `${binaries}${delimiter}${process.env['PATH'] ?? ''}`,
    HOME: home,
    // What is admitted is the same in every test.
    FORGE_CACHE_DIR: join(projectRoot, '.forge/test-cache'),
    FORGE_STORE_DIR: join(projectRoot, '.forge/test-store'),
    ...more,
  };
}

/** Path of the program as npm installs it. */
export const forgeBinary: string = join(binaries, 'forge');

/** Runs the program to its end. @param input what is typed */
export async function runForge(
  dir: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  input = '',
): Promise<Run> {
  const child = spawn(forgeBinary, args, { cwd: dir, env: strangersEnvironment(dir, env) });
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit') as Promise<[number | null]>,
  ]);
  return { code, stdout, stderr };
}

/** A folder of a stranger's, in which the program runs. */
export class Workplace implements Disposable {
  readonly dir = mkdtempSync(join(tmpdir(), 'forge-cli-'));

  path(name: string): string {
    return join(this.dir, name);
  }

  /** Copies a folder of the project here, without what was built there. @returns its path */
  copy(from: string, name: string): string {
    const to = this.path(name);
    cpSync(join(projectRoot, from), to, {
      recursive: true,
      filter: (path) => !/\/(?:dist|\.forge|node_modules)$/.test(path),
    });
    return to;
  }

  /** Changes a file by replacing a text that has to be there. */
  edit(file: string, from: string, to: string): void {
    const path = this.path(file);
    const before = readFileSync(path, 'utf8');
    if (!before.includes(from)) throw new Error(`${file} has no "${from}"`);
    writeFileSync(path, before.replace(from, to));
  }

  write(file: string, content: string | Uint8Array): string {
    const path = this.path(file);
    writeFileSync(path, content);
    return path;
  }

  /** Runs the program to its end. */
  forge(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Run> {
    return runForge(this.dir, args, env);
  }

  [Symbol.dispose](): void {
    rmSync(this.dir, { recursive: true, force: true });
  }
}

/** The example, for a folder of its own: there it is checked by the compiler's strict defaults. */
export function copyIssues(workplace: Workplace, name = 'issues'): string {
  const folder = workplace.copy('examples/issues', name);
  rmSync(join(folder, 'tsconfig.json'));
  return folder;
}
