import { readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { fileURLToPath } from 'node:url';

/** The interface that guests are built against. */
export const interfaceFolder = fileURLToPath(new URL('../../wit/0.2.0', import.meta.url));
export const interfaceFile = fileURLToPath(new URL('../../wit/0.2.0/forge-extension.wit', import.meta.url));

const tools = ['rolldown', 'componentize-qjs'];

/** What a build depends on beside its sources, as one text; it loads none of the tools. */
export function toolchainOf(options: Readonly<Record<string, unknown>>): string {
  const versions = tools.map((tool) => {
    const file = findPackageJSON(tool, import.meta.url);
    const { version } = JSON.parse(readFileSync(file ?? tool, 'utf8')) as { version: string };
    return `${tool}@${version}`;
  });
  return [...versions, JSON.stringify(options)].join(' ');
}
