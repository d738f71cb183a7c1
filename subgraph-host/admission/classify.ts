import { newestVersion } from '../abi-versions.ts';
import { customSections } from '../wasm-binary/custom-sections.ts';
import { kindOf } from '../wasm-binary/sections.ts';
import type { Refuse } from './refusal.ts';

/** A component, or a core module that says in a component-type section which component it becomes. */
export type Classified = 'component' | 'core module';

/** Custom sections that describe the component which a core module becomes; written by wit-bindgen. */
export function isComponentTypeSection(name: string): boolean {
  return name.startsWith('component-type');
}

/** @throws ForgeError EXTENSION_FILE_INVALID with what the file seems to be; MalformedBinary */
export function classify(bytes: Uint8Array, refuse: Refuse): Classified {
  const kind = kindOf(bytes);
  if (kind === 'component') return 'component';
  if (kind === undefined) throw refuse('EXTENSION_FILE_INVALID', ...describeOther(bytes));
  for (const { name } of customSections(bytes)) if (isComponentTypeSection(name)) return 'core module';
  throw refuse(
    'EXTENSION_FILE_INVALID',
    'The file is a core WebAssembly module that does not say which interface it implements.',
    `Build it with wit-bindgen or componentize it against forge:extension@${newestVersion}.`,
  );
}

const startsAs: readonly { readonly bytes: readonly number[]; readonly what: string }[] = [
  { bytes: [0x00, 0x61, 0x73, 0x6d], what: 'a WebAssembly binary of an unknown version' },
  { bytes: [0x1f, 0x8b], what: 'a gzip archive' },
  { bytes: [0x50, 0x4b], what: 'a zip archive' },
  { bytes: [0x7f, 0x45, 0x4c, 0x46], what: 'a native program or library' },
];

function describeOther(bytes: Uint8Array): readonly [message: string, remedy: string] {
  if (bytes.length === 0) return ['The file is empty.', 'Copy the component again.'];
  const known = startsAs.find((start) => start.bytes.every((byte, index) => bytes[index] === byte));
  if (known !== undefined) return [`The file is ${known.what}.`, 'Put a WebAssembly component in its place.'];
  if (
    /^\s*(?:;;|\(;|\((?:module|component)\b)/.test(Buffer.from(bytes.subarray(0, 256)).toString('latin1'))
  ) {
    return [
      'The file is WebAssembly in its text form.',
      'Translate it with "wasm-tools parse" and put the result in its place.',
    ];
  }
  return ['The file is not WebAssembly.', 'Put a WebAssembly component in its place.'];
}
