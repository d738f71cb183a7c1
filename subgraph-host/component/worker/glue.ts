import { ForgeError } from '@forgepoint/common/forge-error.ts';
import { counterModule } from '@forgepoint/common/admission/counters.ts';
import { adapt as adapt020 } from './abi-0.2.0.ts';
import type { CounterGlobals } from './guest-counters.ts';
import type { Instance } from './instance.ts';

/** One adapter for each interface version that the host speaks. */
const adapters: ReadonlyMap<string, (exports: unknown) => Instance> = new Map([['0.2.0', adapt020]]);

type Instantiate = (
  getCoreModule: (file: string) => WebAssembly.Module,
  imports: Readonly<Record<string, object>>,
  instantiateCore: (
    module: WebAssembly.Module,
    imports?: Record<string, WebAssembly.ModuleImports>,
  ) => WebAssembly.Instance,
) => unknown;

/**
 * Imports the generated glue of a component.
 * @returns what makes one instance
 */
export async function loadGlue(
  glueUrl: string,
  abiVersion: string,
  modules: ReadonlyMap<string, WebAssembly.Module>,
): Promise<(imports: Readonly<Record<string, object>>, counters: CounterGlobals) => Instance> {
  const adapt = adapters.get(abiVersion);
  if (adapt === undefined) {
    throw new ForgeError(
      'EXTENSION_ABI_UNSUPPORTED',
      `There is no adapter for interface version ${abiVersion}.`,
    );
  }
  const glue = (await import(glueUrl)) as { instantiate: Instantiate };
  const coreModule = (file: string): WebAssembly.Module => {
    const found = modules.get(file);
    if (found === undefined) throw new Error(`the artifact has no ${file}`);
    return found;
  };
  return (imports, counters) =>
    adapt(
      glue.instantiate(
        coreModule,
        imports,
        (module, given) => new WebAssembly.Instance(module, { ...given, [counterModule]: counters }),
      ),
    );
}
