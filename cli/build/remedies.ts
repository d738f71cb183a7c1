import { isBuiltin } from 'node:module';
import type { InterfaceVersion } from './toolchain.ts';

/** What authors write instead, by the interface that they write for: 0.3.0 is written with the SDK. */
export interface Remedies {
  /** The entry exports nothing that the host looks for. */
  readonly notExported: string;
  /** Something was thrown while a build evaluated the modules. */
  readonly whileEvaluated: string;
}

export const remedies: Readonly<Record<InterfaceVersion, Remedies>> = {
  '0.2.0': {
    notExported: 'Write "export const extensionApi = { init, getInfo, getSchema, resolveField, shutdown };".',
    whileEvaluated: 'Do it in init, which runs in the host.',
  },
  '0.3.0': {
    notExported: 'Write "export const extensionApi = defineExtension({ schema, resolvers });".',
    whileEvaluated: 'Do it in a resolver or in "init" of defineExtension, which run in the host.',
  },
};

/** @param specifier of an import that leads nowhere @returns `undefined` for a file that is missing */
export function remedyForImport(specifier: string): string | undefined {
  if (isBuiltin(specifier)) {
    return 'A component has no Node, no files and no network. Use what the language itself has, or a package that needs no Node.';
  }
  if (specifier.endsWith('/schema.generated.ts')) {
    return 'Write schema.graphql beside it; the build makes schema.generated.ts of that.';
  }
  if (/^[./]/.test(specifier)) return undefined;
  const [scope = '', name = ''] = specifier.split('/');
  return `Run "npm install ${specifier.startsWith('@') ? `${scope}/${name}` : scope}".`;
}
