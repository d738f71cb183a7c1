import { readComponentExports } from '../wasm-binary/component.ts';
import { componentSection, sectionsOf } from '../wasm-binary/sections.ts';
import { parseInterfaceName } from './interface-name.ts';
import type { Refuse } from './refusal.ts';

const exportable: ReadonlySet<string> = new Set(['forge:extension/extension-api']);

/**
 * Checks that a component exports the interface of extensions and no other. Functions beside it, such as one by which
 * a language's run-time is started at build time, are left to nobody: the host never calls them.
 * @returns the names of what it exports, sorted
 * @throws ForgeError EXTENSION_EXPORT_REFUSED
 */
export function checkExports(component: Uint8Array, refuse: Refuse): readonly string[] {
  const exported: string[] = [];
  for (const { id, payload } of sectionsOf(component)) {
    if (id !== componentSection.export) continue;
    for (const { name, kind } of readComponentExports(payload)) {
      if (kind === 'function' || (kind === 'instance' && exportable.has(parseInterfaceName(name).name))) {
        exported.push(name);
        continue;
      }
      throw refuse(
        'EXTENSION_EXPORT_REFUSED',
        `The component exports the ${kind} "${name}"; an extension exports forge:extension/extension-api alone.`,
        'Build it as a library, against the world forge:extension/extension.',
      );
    }
  }
  return exported.toSorted();
}
