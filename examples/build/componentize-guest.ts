import { dirname, resolve } from 'node:path';
import { componentize } from 'componentize-qjs';
import { rolldown } from 'rolldown';
import { interfaceFile, interfaceFolder, type InterfaceVersion } from './toolchain.ts';

export interface ComponentizedGuest {
  readonly component: Uint8Array;
  /** Source map of the JavaScript in it, as JSON text with absolute paths. */
  readonly map: string;
  /** Absolute paths of every file that went into it. */
  readonly inputs: readonly string[];
}

/**
 * Bundles a guest's TypeScript and makes a component of it.
 * @param entry absolute path
 * @throws Error of the bundler or of the componentizer, with the place in the source
 */
export async function componentizeGuest(
  entry: string,
  options: {
    readonly interfaceVersion: InterfaceVersion;
    /** Instead of that of the interface. */
    readonly witFolder: string | undefined;
    readonly world: string;
    readonly optSize: boolean;
  },
): Promise<ComponentizedGuest> {
  const { code, map, files } = await bundle(entry);
  const { component } = await componentize({
    witPath: options.witFolder ?? interfaceFolder(options.interfaceVersion),
    world: options.world,
    jsSource: code,
    sync: true,
    optSize: options.optSize,
  });
  return { component, map, inputs: [...files, interfaceFile(options.interfaceVersion)] };
}

async function bundle(entry: string): Promise<{ code: string; map: string; files: readonly string[] }> {
  await using build = await rolldown({
    input: entry,
    platform: 'neutral',
    tsconfig: false,
    external: /^(?:forge|wasi):/,
  });
  const { output } = await build.generate({
    format: 'esm',
    codeSplitting: false,
    sourcemap: true,
    sourcemapPathTransform: (source, file) => resolve(dirname(file), source),
  });
  const [{ code, map, moduleIds }] = output;
  return { code, map: map?.toString() ?? '{}', files: moduleIds };
}
