import type { AbiVersion } from '../abi-versions.ts';
import { abiVersionOf } from './abi-version.ts';
import { withCanonicalNames } from './canonical-names.ts';
import { classify } from './classify.ts';
import { checkExports } from './exports.ts';
import { checkGlue } from './glue/check-glue.ts';
import { finishModules } from './finish-modules.ts';
import { checkImports } from './import-allow-list.ts';
import { checkInstantiations } from './instantiations.ts';
import { checkNames } from './name-gate.ts';
import { readManifest } from './read-manifest.ts';
import type { Refuse } from './refusal.ts';
import { toComponent } from './to-component.ts';
import { transpileComponent } from './transpile-component.ts';

/** What a host needs to run a component. */
export interface AdmittedComponent {
  readonly abiVersion: AbiVersion;
  /** Names of the imported interfaces, without versions. */
  readonly imports: readonly string[];
  /** What it exports: interfaces with their versions, and functions that nobody calls. */
  readonly exports: readonly string[];
  /** JSON text of its manifest, found to be usable; `null`: it has none. */
  readonly extensionManifest: string | null;
  /** Generated JavaScript. */
  readonly glue: Uint8Array;
  /** Core modules, bounded and counting, by the file name that the glue asks for. */
  readonly modules: ReadonlyMap<string, Uint8Array>;
  /** What their memories begin with, all together. */
  readonly initialPages: number;
}

/**
 * From the bytes of an extension's file to what may run: the whole of admission, in its order. No text of the
 * component reaches the transpiler before the name gate has seen it, and what joins core modules never does.
 * @param preview1Adapter for core modules built for wasm32-wasip1
 * @throws ForgeError EXTENSION_…; MalformedBinary
 */
export async function admit(
  bytes: Uint8Array,
  preview1Adapter: Uint8Array,
  refuse: Refuse,
): Promise<AdmittedComponent> {
  const kind = classify(bytes, refuse);
  checkNames(bytes, refuse);
  const extensionManifest = readManifest(bytes, refuse);
  const component = await toComponent(bytes, kind, preview1Adapter, refuse);
  // A core module has become a component just now, with names that come from its component-type section.
  if (kind === 'core module') checkNames(component, refuse);
  const abiVersion = abiVersionOf(component, refuse);
  const imports = checkImports(component, abiVersion, refuse);
  const exported = checkExports(component, refuse);
  const transpiled = await transpileComponent(withCanonicalNames(component), refuse);
  const unexpected = transpiled.imports.find((name) => !imports.includes(name));
  if (unexpected !== undefined)
    throw new Error(`the glue imports ${unexpected}, which the component does not`);
  checkInstantiations(transpiled.glue, refuse);
  checkGlue(transpiled.glue);
  const { modules, initialPages } = finishModules(transpiled.modules, refuse);
  return {
    abiVersion,
    imports,
    exports: exported,
    extensionManifest,
    glue: transpiled.glue,
    modules,
    initialPages,
  };
}
