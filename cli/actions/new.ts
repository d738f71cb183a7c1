import { resolve } from 'node:path';
import { extensionNameFrom } from '@forgepoint/common/extension-name.ts';
import type { CommandContext } from '../context.ts';
import { installPackages } from '../create/install-packages.ts';
import { sdkDependency } from '../create/sdk-dependency.ts';
import { checkTarget } from '../create/target-folder.ts';
import { writeTemplate, type TemplateName } from '../create/write-template.ts';

export interface NewOptions {
  readonly template: TemplateName;
  readonly sdk?: string;
  readonly install: boolean;
}

export async function runNew(
  { terminal, cwd, environment }: CommandContext,
  given: string,
  { template, sdk, install }: NewOptions,
): Promise<void> {
  const name = extensionNameFrom(given, {
    what: `"${given}"`,
    remedy: (suggestion) =>
      suggestion === undefined ? 'Choose another name.' : `Write: forge new ${suggestion}`,
  });
  const folder = resolve(cwd, name);
  checkTarget(folder, name);
  const dependency = sdkDependency(sdk, folder, cwd);
  writeTemplate({ template, folder, name, sdk: dependency });
  if (install) {
    terminal.step('Installing what it needs');
    try {
      await installPackages(folder, environment);
    } finally {
      terminal.done();
    }
  }
  terminal.result(nextSteps(name, template, install));
}

function nextSteps(name: string, template: TemplateName, installed: boolean): string {
  return [
    `${name} is begun. Next:`,
    `  cd ${name}`,
    ...(installed ? [] : ['  npm install']),
    '  npx forge test     builds it and runs its tests',
    ...(template === 'typescript' ? ['  npx forge dev      serves it while you write it'] : []),
    '  npx forge check    says what a gateway would say of it',
  ].join('\n');
}
