import { manifestSection, parseManifest } from '@forgepoint/common/permissions/manifest.ts';
import { customSections } from '../wasm-binary/custom-sections.ts';
import type { Refuse } from './refusal.ts';

/**
 * The manifest in the outermost binary.
 * @returns the JSON text, found to be usable; `null` when there is none
 * @throws ForgeError EXTENSION_MANIFEST_INVALID; MalformedBinary
 */
export function readManifest(bytes: Uint8Array, refuse: Refuse): string | null {
  const [content, ...others] = [...customSections(bytes)].flatMap((section) =>
    section.name === manifestSection ? [section.content] : [],
  );
  if (content === undefined) return null;
  if (others.length > 0) {
    throw refuse(
      'EXTENSION_MANIFEST_INVALID',
      `The component has ${others.length + 1} manifests.`,
      `Give it one custom section of the name "${manifestSection}".`,
    );
  }
  const parsed = parseManifest(content);
  if (parsed.kind === 'manifest') return Buffer.from(content).toString('utf8');
  const { message, remedy } = parsed.problem;
  throw refuse(
    'EXTENSION_MANIFEST_INVALID',
    `The manifest of the component can't be used. ${message}`,
    remedy,
  );
}
