import { abiVersions, type AbiVersion } from '../abi-versions.ts';
import { readComponentImports } from '../wasm-binary/component.ts';
import { componentSection, sectionsOf } from '../wasm-binary/sections.ts';
import { parseInterfaceName } from './interface-name.ts';
import type { Refuse } from './refusal.ts';

/** What language run-times import; the host answers it without giving anything away. No sockets, no HTTP. */
const wasiInterfaces: ReadonlySet<string> = new Set([
  'wasi:cli/environment',
  'wasi:cli/exit',
  'wasi:cli/stderr',
  'wasi:cli/stdin',
  'wasi:cli/stdout',
  'wasi:cli/terminal-input',
  'wasi:cli/terminal-output',
  'wasi:cli/terminal-stderr',
  'wasi:cli/terminal-stdin',
  'wasi:cli/terminal-stdout',
  'wasi:clocks/monotonic-clock',
  'wasi:clocks/wall-clock',
  'wasi:filesystem/preopens',
  'wasi:filesystem/types',
  'wasi:io/error',
  'wasi:io/poll',
  'wasi:io/streams',
  'wasi:random/insecure',
  'wasi:random/insecure-seed',
  'wasi:random/random',
]);

const wasiVersion = /^0\.2\.[0-9]{1,4}$/;

/**
 * Checks that a component imports only interfaces that the host has.
 * @param abiVersion the version of `forge:extension` that it exports
 * @returns the names of the imported interfaces, without versions, sorted
 * @throws ForgeError EXTENSION_IMPORT_REFUSED
 */
export function checkImports(
  component: Uint8Array,
  abiVersion: AbiVersion,
  refuse: Refuse,
): readonly string[] {
  const imported = new Set<string>();
  for (const { id, payload } of sectionsOf(component)) {
    if (id !== componentSection.import) continue;
    for (const { name: text, kind } of readComponentImports(payload)) {
      if (kind !== 'instance') {
        throw refuse(
          'EXTENSION_IMPORT_REFUSED',
          `The component imports the ${kind} "${text}"; the host offers interfaces alone.`,
          'Build it against the world forge:extension/extension.',
        );
      }
      const { name, version } = parseInterfaceName(text);
      if (!isOffered(name, version, abiVersion)) {
        throw refuse(
          'EXTENSION_IMPORT_REFUSED',
          `The component imports "${text}", which the host does not offer.`,
          remedyFor(name, abiVersion),
        );
      }
      imported.add(name);
    }
  }
  return [...imported].toSorted();
}

function isOffered(name: string, version: string | undefined, abiVersion: AbiVersion): boolean {
  const offered: readonly string[] = abiVersions[abiVersion];
  if (offered.includes(name)) return version === abiVersion;
  return wasiInterfaces.has(name) && version !== undefined && wasiVersion.test(version);
}

function remedyFor(name: string, abiVersion: AbiVersion): string {
  if (name.startsWith('wasi:sockets/') || name.startsWith('wasi:http/')) {
    return 'An extension has no network: build it without the features that use one.';
  }
  if (name.startsWith('wasi:')) return 'Build it for WASI 0.2 without that feature.';
  return `Build it against the world forge:extension/extension@${abiVersion}, which imports ${abiVersions[abiVersion].join(' and ')}.`;
}
