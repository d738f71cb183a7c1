import { admissionPolicy } from '@forgepoint/common/admission/policy.ts';
import { capModule, measureModules } from './memory-cap.ts';
import { meterModule } from './metering/meter-module.ts';
import type { Refuse } from './refusal.ts';

export interface FinishedModules {
  /** By the file name that the glue asks for. */
  readonly modules: ReadonlyMap<string, Uint8Array>;
  /** What all memories together begin with. */
  readonly initialPages: number;
}

/**
 * Makes core modules that may run of those that the transpiler gives: bounded and counting.
 * @throws ForgeError EXTENSION_MEMORY_REFUSED, EXTENSION_FEATURE_REFUSED, EXTENSION_TOO_LARGE,
 * EXTENSION_FILE_INVALID; MalformedBinary
 */
export function finishModules(modules: ReadonlyMap<string, Uint8Array>, refuse: Refuse): FinishedModules {
  const { maxMemories, maxTables, maxCodeBytes } = admissionPolicy;
  const beginning = measureModules(modules.values(), admissionPolicy, refuse);
  const { memories, tables, pages } = beginning;
  if (memories > maxMemories || tables > maxTables) {
    throw refuse(
      'EXTENSION_MEMORY_REFUSED',
      `The component has ${memories} memories and ${tables} tables; it may have ${maxMemories} and ${maxTables}.`,
      'Build it from fewer core modules.',
    );
  }
  const finished = new Map<string, Uint8Array>();
  let room = maxCodeBytes;
  for (const [file, module] of modules) {
    // Also before: what metering adds, such as locals, must not make anything valid that was not.
    if (!WebAssembly.validate(module)) throw invalid(file, refuse);
    const metered = meterModule(capModule(module, beginning, admissionPolicy), room, refuse);
    if (!WebAssembly.validate(metered)) throw invalid(file, refuse);
    room -= metered.length;
    finished.set(file, metered);
  }
  return { modules: finished, initialPages: pages };
}

function invalid(file: string, refuse: Refuse): Error {
  return refuse(
    'EXTENSION_FILE_INVALID',
    `The core module ${file} uses a feature of WebAssembly that this host does not have.`,
    'Build it for a widely supported set of features, such as that of wasm32-wasip1.',
  );
}
