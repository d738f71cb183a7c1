import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as Bindgen from '@bytecodealliance/jco-transpile/component';

const versions = ['0.2.0', '0.3.0'] as const;
const world = 'extension';
const interfaceFile = /^interfaces\/forge-extension-(.+)\.d\.ts$/;

/**
 * The TypeScript declarations of the guest interface in each version, for guests and for the host.
 * @returns texts by path from the project's folder
 */
export async function generatedTypes(): Promise<ReadonlyMap<string, string>> {
  const root = join(import.meta.dirname, '..');
  const { $init, generateTypes } = await loadBindgen(root);
  await $init;
  return new Map(
    versions.flatMap((version) => {
      const wit = `wit/${version}/forge-extension.wit`;
      const source = { tag: 'source' as const, val: readFileSync(join(root, wit), 'utf8') };
      const header = `// Generated from ${wit} by "npm run generate"; not to be edited.\n`;
      const guest = interfacesIn(generateTypes(world, { wit: source, world, guest: true }));
      const host = interfacesIn(generateTypes(world, { wit: source, world, instantiation: { tag: 'sync' } }));
      return [
        [`wit/types/${version}/guest.generated.d.ts`, [header, ...guest.values()].join('\n')] as const,
        ...[...host].map(
          ([name, text]) =>
            [`subgraph-host/component/abi-${version}/${name}.generated.d.ts`, `${header}\n${text}`] as const,
        ),
      ];
    }),
  );
}

/** The transpiler is a dependency of the host alone. */
async function loadBindgen(root: string): Promise<typeof Bindgen> {
  const { resolve } = createRequire(join(root, 'subgraph-host', 'package.json'));
  const module = pathToFileURL(resolve('@bytecodealliance/jco-transpile/component'));
  return (await import(module.href)) as typeof Bindgen;
}

/** @returns declarations by interface, without trailing spaces */
function interfacesIn(files: readonly (readonly [string, Uint8Array])[]): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const [path, bytes] of files) {
    const name = interfaceFile.exec(path)?.[1];
    if (name !== undefined) {
      texts.set(
        name,
        `${Buffer.from(bytes)
          .toString('utf8')
          .replaceAll(/[ \t]+$/gm, '')
          .trim()}\n`,
      );
    }
  }
  return texts;
}
