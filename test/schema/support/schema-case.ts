import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ExtensionGrants } from '@forgepoint/common/extension-grants.ts';

export const corpusDir: string = fileURLToPath(new URL('../corpus', import.meta.url));

/** One start of the gateway: the SDLs that it finds. */
export interface SchemaStep {
  /** Absolute path of its folder. */
  readonly dir: string;
  readonly extensions: readonly CaseExtension[];
  /** SDL of core; `undefined`: that of the project. */
  readonly core: string | undefined;
}

export interface CaseExtension {
  readonly name: string;
  readonly sdl: string;
  readonly grants: ExtensionGrants;
  readonly capabilities: readonly string[];
  /** It is no component of ours: its SDL reaches the gateway as it is. */
  readonly unwrapped: boolean;
}

export interface SchemaCase {
  /** Path in the corpus, such as `ownership/two-enums-of-one-name`. */
  readonly path: string;
  /** One after the other, with the claims that the one before has left. */
  readonly steps: readonly SchemaStep[];
}

/** Every folder of the corpus that holds SDL files, or folders `1-…`, `2-…` that do. */
export function readCorpus(): readonly SchemaCase[] {
  return foldersIn(corpusDir).flatMap((topic) =>
    foldersIn(join(corpusDir, topic)).map((name) => {
      const dir = join(corpusDir, topic, name);
      const steps = foldersIn(dir);
      const dirs = steps.length === 0 ? [dir] : steps.map((step) => join(dir, step));
      return { path: `${topic}/${name}`, steps: dirs.map(readStep) };
    }),
  );
}

function readStep(dir: string): SchemaStep {
  const files = readdirSync(dir).filter((file) => file.endsWith('.graphql'));
  const core = join(dir, 'core.graphql');
  return {
    dir,
    extensions: files
      .filter((file) => file !== 'core.graphql')
      .map((file) => readExtension(basename(file, '.graphql'), readFileSync(join(dir, file), 'utf8'))),
    core: existsSync(core) ? readFileSync(core, 'utf8') : undefined,
  };
}

/** Lines such as `# grants: federation` at the head of a file say how the extension is configured. */
function readExtension(name: string, sdl: string): CaseExtension {
  const settings = new Map(
    sdl
      .split('\n')
      .map((line) => /^# (grants|requires|capabilities|subgraph): (.*)$/.exec(line))
      .filter((found) => found !== null)
      .map(([, setting = '', values = '']) => [setting, values.split(', ')]),
  );
  return {
    name,
    sdl,
    grants: {
      federation: settings.get('grants')?.includes('federation') === true,
      requires: settings.get('requires') ?? [],
    },
    capabilities: settings.get('capabilities') ?? [],
    unwrapped: settings.get('subgraph')?.includes('of another make') === true,
  };
}

function foldersIn(dir: string): readonly string[] {
  return readdirSync(dir)
    .filter((name) => statSync(join(dir, name)).isDirectory())
    .toSorted();
}
