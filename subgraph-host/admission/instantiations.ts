import type { Refuse } from './refusal.ts';

/**
 * Checks that the glue makes each core module at most once, so that as many memories come into being as the
 * modules have.
 * @param glue generated JavaScript; only its own lines hold `instantiateCore(module<n>`, a name in a string
 * can add to the count but not take away from it
 * @throws ForgeError EXTENSION_MEMORY_REFUSED
 */
export function checkInstantiations(glue: Uint8Array, refuse: Refuse): void {
  const seen = new Set<string>();
  const text = Buffer.from(glue.buffer, glue.byteOffset, glue.byteLength).toString('utf8');
  for (const [, module = ''] of text.matchAll(/\binstantiateCore\((module[0-9]+)\b/g)) {
    if (seen.has(module)) {
      throw refuse(
        'EXTENSION_MEMORY_REFUSED',
        'The component makes several instances of one core module.',
        'Link it so that each core module has one instance.',
      );
    }
    seen.add(module);
  }
  if (seen.size === 0) throw new Error('the glue does not make its core modules as it used to');
}
