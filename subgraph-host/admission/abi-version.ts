import { newestVersion, spokenVersions, type AbiVersion } from '../abi-versions.ts';
import { readComponentExports } from '../wasm-binary/component.ts';
import { componentSection, sectionsOf } from '../wasm-binary/sections.ts';
import { parseInterfaceName } from './interface-name.ts';
import type { Refuse } from './refusal.ts';

const extensionApi = 'forge:extension/extension-api';
const maxShown = 5;

/**
 * The version of `forge:extension` that a component was built against; the newest, when it exports several.
 * @throws ForgeError EXTENSION_ABI_UNSUPPORTED when it is another interface or a version that isn't spoken here
 */
export function abiVersionOf(component: Uint8Array, refuse: Refuse): AbiVersion {
  const exported = exportedInstances(component);
  const range = spokenVersions.join(' and ');
  const versions = exported
    .map(parseInterfaceName)
    .flatMap(({ name, version }) => (name === extensionApi ? [version ?? '(no version)'] : []));
  const usable = spokenVersions.findLast((version) => versions.includes(version));
  if (usable !== undefined) return usable;
  if (versions.length > 0) {
    throw refuse(
      'EXTENSION_ABI_UNSUPPORTED',
      `The component was built against forge:extension@${versions.join(', ')}; this host speaks ${range}.`,
      versions.some(isNewer)
        ? `Install a newer version of Forgepoint, or build the component against forge:extension@${newestVersion}.`
        : buildIt,
    );
  }
  const shown = exported.slice(0, maxShown).join(', ') + (exported.length > maxShown ? ', …' : '');
  throw refuse(
    'EXTENSION_ABI_UNSUPPORTED',
    `The component does not export ${extensionApi}, which this host speaks in the versions ${range}; it exports ${exported.length === 0 ? 'no interface' : shown}.`,
    buildIt,
  );
}

const buildIt = `Build it against forge:extension@${newestVersion}.`;

function isNewer(version: string): boolean {
  return version.localeCompare(newestVersion, 'en', { numeric: true }) > 0;
}

function exportedInstances(component: Uint8Array): readonly string[] {
  const names: string[] = [];
  for (const { id, payload } of sectionsOf(component)) {
    if (id !== componentSection.export) continue;
    for (const { name, kind } of readComponentExports(payload)) if (kind === 'instance') names.push(name);
  }
  return names;
}
