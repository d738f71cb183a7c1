import { readFileSync } from 'node:fs';

const page = new URL('../../../docs/containers.md', import.meta.url);

/** What docs/containers.md tells to write into a file: the block whose first line is a comment with its name. */
export function blockInDocs(file: string): string {
  const text = readFileSync(page, 'utf8');
  for (const [, block = ''] of text.matchAll(/^```\w+\n([\s\S]*?)^```$/gm)) {
    if (block.startsWith(`# ${file}\n`)) return block;
  }
  throw new Error(`docs/containers.md shows no ${file}`);
}
