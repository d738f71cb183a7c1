import { readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Version of the interface that a guest is built against. */
export type InterfaceVersion = '0.2.0' | '0.3.0';

/** Absolute path of the folder that holds the interface's WIT. */
export function interfaceFolder(version: InterfaceVersion): string {
  return fileURLToPath(new URL(`../../wit/${version}`, import.meta.url));
}

export function interfaceFile(version: InterfaceVersion): string {
  return join(interfaceFolder(version), 'forge-extension.wit');
}

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
