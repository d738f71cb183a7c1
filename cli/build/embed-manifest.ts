import { readFileSync } from 'node:fs';
import { manifestSection, parseManifest } from '@forgepoint/common/permissions/manifest.ts';
import type { Problem } from '../terminal/problem.ts';
import { appendCustomSection } from './custom-section.ts';
import { shownPath } from './problem-in-file.ts';

/**
 * Puts a manifest into a component.
 * @param file absolute path of the JSON
 * @returns what is wrong with it when it can't be used
 */
export function embedManifest(
  component: Uint8Array,
  file: string,
): { readonly component: Uint8Array } | { readonly problem: Problem } {
  const content = readFileSync(file);
  const parsed = parseManifest(content);
  if (parsed.kind === 'manifest')
    return { component: appendCustomSection(component, manifestSection, content) };
  const { message, remedy } = parsed.problem;
  return {
    problem: {
      code: 'EXTENSION_MANIFEST_INVALID',
      message: `The manifest "${shownPath(file)}" can't be used. ${message}`,
      remedy,
    },
  };
}
