import { readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { dirname, join } from 'node:path';
import { componentNew } from '@bytecodealliance/jco-transpile/wasm-tools';
import { readImports } from '../wasm-binary/core-module.ts';
import { withoutCustomSections } from '../wasm-binary/custom-sections.ts';
import { moduleSection, sectionsOf } from '../wasm-binary/sections.ts';
import { isComponentTypeSection, type Classified } from './classify.ts';
import { toolMessage, type Refuse } from './refusal.ts';

const preview1 = 'wasi_snapshot_preview1';

/** Reads the module that turns imports of WASI preview 1 into such of WASI 0.2. */
export function readPreview1Adapter(): Uint8Array {
  const jco = findPackageJSON('@bytecodealliance/jco', import.meta.url);
  if (jco === undefined) throw new Error('the package @bytecodealliance/jco is not installed');
  return readFileSync(join(dirname(jco), 'lib', `${preview1}.reactor.wasm`));
}

/**
 * Makes a component of what was classified, without any custom sections: nothing that runs needs them.
 * @throws ForgeError EXTENSION_FILE_INVALID when a core module can't become the component that it describes
 */
export async function toComponent(
  bytes: Uint8Array,
  kind: Classified,
  adapter: Uint8Array,
  refuse: Refuse,
): Promise<Uint8Array> {
  if (kind === 'component') return withoutCustomSections(bytes);
  const module = withoutCustomSections(bytes, isComponentTypeSection);
  const adapters: [string, Uint8Array][] = importsPreview1(module) ? [[preview1, adapter]] : [];
  try {
    return withoutCustomSections(await componentNew(module, adapters));
  } catch (error) {
    throw refuse(
      'EXTENSION_FILE_INVALID',
      `The core module can't be made a component: ${toolMessage(error)}.`,
      'Build it for wasm32-wasip1 or wasm32-unknown-unknown, with only the imports of the forge:extension world.',
      error,
    );
  }
}

function importsPreview1(module: Uint8Array): boolean {
  for (const { id, payload } of sectionsOf(module)) {
    if (id !== moduleSection.import) continue;
    for (const imported of readImports(payload)) if (imported.module === preview1) return true;
  }
  return false;
}
