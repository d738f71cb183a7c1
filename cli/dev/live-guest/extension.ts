import type { Config, ExtensionInfo, ResolveInfo, ResolveResult } from 'forge:extension/extension-api@0.2.0';
import * as database from 'forge:extension/host-database@0.2.0';
import * as log from 'forge:extension/host-log@0.2.0';

/**
 * The guest that `forge dev` runs: built and admitted once, it evaluates the author's bundle in `init`, with which the
 * host gives it the source. So a saved file needs no new component.
 */
interface ExtensionApi {
  init(config: Config): void;
  getInfo(): ExtensionInfo;
  getSchema(): string;
  resolveField(info: ResolveInfo): ResolveResult;
  shutdown(): void;
}

interface BundleModule {
  exports: { extensionApi?: ExtensionApi };
}

type Evaluate = (module: BundleModule, exports: object, require: (name: string) => object) => void;

/** The host keeps a line of the log to 2 000 characters. */
const maxStackLength = 1_400;

let evaluated = false;
let current: ExtensionApi | undefined;

/** A build evaluates modules where there is no host yet, so a call of it has to fail here as it does there. */
function guarded(functions: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(
    Object.entries(functions).map(([name, value]) => [
      name,
      (...args: readonly unknown[]) => {
        if (evaluated) return (value as (...values: readonly unknown[]) => unknown)(...args);
        throw new Error(`${name} of the host is called while modules are evaluated; call it from init on`);
      },
    ]),
  );
}

const interfaces: Readonly<Record<string, object>> = {
  'forge:extension/host-database@0.2.0': guarded(database),
  'forge:extension/host-log@0.2.0': guarded(log),
};

function evaluate(source: string): ExtensionApi {
  const module: BundleModule = { exports: {} };
  // Indirect, so that the source sees nothing of this module.
  const run = (0, eval)(source) as Evaluate;
  run(module, module.exports, (name) => {
    const found = interfaces[name];
    if (found === undefined) throw new Error(`the host has no interface "${name}"`);
    return found;
  });
  evaluated = true;
  if (module.exports.extensionApi === undefined) throw new Error('the entry exports no "extensionApi"');
  return module.exports.extensionApi;
}

function api(): ExtensionApi {
  if (current === undefined) throw new Error('init was not called');
  return current;
}

/** What is thrown ends the instance; before that, whoever watches is told where it came from. */
function traced<Result>(call: string, run: () => Result): Result {
  try {
    return run();
  } catch (error) {
    // A text is how init refuses to start.
    if (typeof error === 'string') throw error;
    const { name, message, stack } =
      error instanceof Error ? error : { name: 'Thrown', message: String(error), stack: '' };
    const told = { call, name, message, stack: (stack ?? '').slice(0, maxStackLength) };
    log.log('error', `forge:exception ${JSON.stringify(told)}`);
    throw error;
  }
}

export const extensionApi: ExtensionApi = {
  init: (config) =>
    traced('init', () => {
      const { source, customConfig } = JSON.parse(config.customConfig ?? '{}') as {
        source: string;
        customConfig: string | null;
      };
      current = evaluate(source);
      const { customConfig: _, ...rest } = config;
      current.init(customConfig === null ? rest : { ...rest, customConfig });
    }),
  getInfo: () => traced('getInfo', () => api().getInfo()),
  getSchema: () => traced('getSchema', () => api().getSchema()),
  resolveField: (info) => traced(`${info.parentType}.${info.fieldName}`, () => api().resolveField(info)),
  shutdown: () => traced('shutdown', () => api().shutdown()),
};
