import { readFileSync } from 'node:fs';
import { manifestSection, parseManifest } from '@forgepoint/common/permissions/manifest.ts';
import { appendCustomSection } from './custom-section.ts';

/**
 * Puts a manifest into a component.
 * @param file absolute path of the JSON
 * @throws Error when it can't be used, with what to write instead
 */
export function embedManifest(component: Uint8Array, file: string): Uint8Array {
  const content = readFileSync(file);
  const parsed = parseManifest(content);
  if (parsed.kind === 'manifest') return appendCustomSection(component, manifestSection, content);
  const { message, remedy } = parsed.problem;
  throw new Error(`The manifest "${file}" can't be used. ${message} ${remedy}`);
}
