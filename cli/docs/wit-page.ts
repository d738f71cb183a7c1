import { readWit, type WitBlock } from './wit-items.ts';

/** Markdown of the interfaces in a WIT text. */
export function witPage(text: string): string {
  const file = readWit(text);
  return [`# ${file.package}`, file.docs, ...file.blocks.flatMap(blockSections)]
    .filter((part) => part !== '')
    .join('\n\n');
}

function blockSections({ kind, name, docs, items }: WitBlock): readonly string[] {
  const head = [`## ${kind} \`${name}\``, docs];
  if (kind === 'world') return [...head, code(items.map((item) => item.text).join('\n'))];
  return [...head, ...items.flatMap((item) => [`### \`${item.name}\``, item.docs, code(item.text)])];
}

function code(wit: string): string {
  return `\`\`\`wit\n${wit}\n\`\`\``;
}
