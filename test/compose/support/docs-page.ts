import { readFileSync } from 'node:fs';

const page = new URL('../../../docs/containers.md', import.meta.url);

/** A block of docs/containers.md, by its first line: a comment that names it. */
export function blockInDocs(name: string): string {
  const text = readFileSync(page, 'utf8');
  for (const [, block = ''] of text.matchAll(/^```\w+\n([\s\S]*?)^```$/gm)) {
    if (block.startsWith(`# ${name}\n`)) return block;
  }
  throw new Error(`docs/containers.md shows no "${name}"`);
}
