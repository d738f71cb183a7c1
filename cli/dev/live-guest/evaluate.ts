import { getEnvironment } from 'wasi:cli/environment@0.2.6';

/**
 * What the guests of `forge dev` have in common: built and admitted once, they evaluate the author's bundle, which the
 * host gives them as a variable of the environment. So a saved file needs no new component.
 */
const sourceVariable = 'FORGE_LIVE_SOURCE';

interface BundleModule {
  exports: { extensionApi?: unknown };
}

type Evaluate = (module: object, exports: object, require: (name: string) => object) => void;

/** The host's interfaces that a bundle can import, by their names. */
export type Interfaces = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/**
 * Evaluates the source that this instance was given.
 * @returns what it exports for the host
 */
export function evaluateSource(interfaces: Interfaces): unknown {
  const source = getEnvironment().find(([name]) => name === sourceVariable)?.[1];
  if (source === undefined) throw new Error(`the host gives no ${sourceVariable}`);
  const module: BundleModule = { exports: {} };
  let evaluated = false;
  // Indirect, so that the source sees nothing of this module.
  const run = (0, eval)(source) as Evaluate;
  run(module, module.exports, (name) => {
    const found = interfaces[name];
    if (found === undefined) throw new Error(`the host has no interface "${name}"`);
    return guarded(found, () => evaluated);
  });
  evaluated = true;
  if (module.exports.extensionApi === undefined) throw new Error('the entry exports no "extensionApi"');
  return module.exports.extensionApi;
}

/** A build evaluates modules where there is no host yet, so a call of it has to fail here as it does there. */
function guarded(functions: Readonly<Record<string, unknown>>, isEvaluated: () => boolean): object {
  return Object.fromEntries(
    Object.entries(functions).map(([name, value]) => [
      name,
      (...args: readonly unknown[]) => {
        if (isEvaluated()) return (value as (...values: readonly unknown[]) => unknown)(...args);
        throw new Error(`${name} of the host is called while modules are evaluated; call it from init on`);
      },
    ]),
  );
}
