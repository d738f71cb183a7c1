import { componentize } from 'componentize-qjs';
import { rolldown } from 'rolldown';
import { interfaceFile, interfaceFolder, type InterfaceVersion } from './toolchain.ts';

export interface ComponentizedGuest {
  readonly component: Uint8Array;
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
    readonly world: string;
    readonly optSize: boolean;
  },
): Promise<ComponentizedGuest> {
  const { code, files } = await bundle(entry);
  const { component } = await componentize({
    witPath: interfaceFolder(options.interfaceVersion),
    world: options.world,
    jsSource: code,
    sync: true,
    optSize: options.optSize,
  });
  return { component, inputs: [...files, interfaceFile(options.interfaceVersion)] };
}

async function bundle(entry: string): Promise<{ code: string; files: readonly string[] }> {
  await using build = await rolldown({
    input: entry,
    platform: 'neutral',
    tsconfig: false,
    external: /^(?:forge|wasi):/,
  });
  const { output } = await build.generate({ format: 'esm', codeSplitting: false });
  return { code: output[0].code, files: output[0].moduleIds };
}
