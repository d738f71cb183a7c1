import { cpSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ExtensionName } from '@forgepoint/common/extension-name.ts';
import { writeSchemaModule } from '../../sdk/types/write-module.ts';
import { projectFile } from '../project.ts';

export type TemplateName = 'typescript' | 'rust';

export interface NewFolder {
  readonly template: TemplateName;
  /** Absolute path; it is empty or not there. */
  readonly folder: string;
  readonly name: ExtensionName;
  /** What package.json says of the SDK. */
  readonly sdk: string;
}

/** The extension that the templates are. */
const templateName = 'labels';

/** Where its name stands, in each template: as a word of its own, between quotes or in the name of the component. */
const named: Readonly<Record<TemplateName, readonly string[]>> = {
  typescript: ['package.json', 'test/labels.test.ts'],
  rust: ['package.json', 'Cargo.toml', 'Cargo.lock', 'test/labels.test.ts'],
};
const nameInFile = new RegExp(`(?<=")${templateName}(?=")|(?<=/)${templateName}(?=\\.wasm)`, 'g');

/** Writes the files of a new extension. */
export function writeTemplate({ template, folder, name, sdk }: NewFolder): void {
  mkdirSync(folder, { recursive: true });
  cpSync(projectFile(`sdk/templates/${template}`), folder, {
    recursive: true,
    // What was built of the template itself.
    filter: (path) => !/\/(?:target|dist|node_modules|\.forge)$/.test(path),
  });
  // npm leaves a .gitignore out of a package.
  renameSync(join(folder, 'gitignore'), join(folder, '.gitignore'));
  for (const path of named[template]) {
    const file = join(folder, path);
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll(nameInFile, name));
  }
  setSdk(join(folder, 'package.json'), sdk);
  if (template === 'rust') cpSync(projectFile('wit/0.3.0'), join(folder, 'wit'), { recursive: true });
  else writeSchemaModule(folder);
}

function setSdk(file: string, sdk: string): void {
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, text.replace(/(?<="@forgepoint\/sdk": )"[^"]*"/, JSON.stringify(sdk)));
}
