import { ForgeError } from '@forgepoint/common/forge-error.ts';
import { counterModule } from '@forgepoint/common/admission/counters.ts';
import { isAbiVersion, type AbiVersion } from '../../abi-versions.ts';
import type { CallState } from '../../host-functions/call-state.ts';
import { adapt as adapt020 } from './abi-0.2.0.ts';
import { adapt as adapt030 } from './abi-0.3.0.ts';
import type { CounterGlobals } from './guest-counters.ts';
import type { Instance } from './instance.ts';

/** One adapter for each interface version that the host speaks. */
const adapters: Readonly<Record<AbiVersion, (exports: unknown, state: CallState) => Instance>> = {
  '0.2.0': adapt020,
  '0.3.0': adapt030,
};

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
  state: CallState,
): Promise<(imports: Readonly<Record<string, object>>, counters: CounterGlobals) => Instance> {
  if (!isAbiVersion(abiVersion)) {
    throw new ForgeError(
      'EXTENSION_ABI_UNSUPPORTED',
      `There is no adapter for interface version ${abiVersion}.`,
    );
  }
  const adapt = adapters[abiVersion];
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
      state,
    );
}
