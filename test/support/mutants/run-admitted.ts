import { counterModule } from '@forgepoint/common/admission/counters.ts';
import type { AdmittedComponent } from '../../../subgraph-host/admission/admit.ts';
import { GuestCounters } from '../../../subgraph-host/component/worker/guest-counters.ts';
import type { MutantOutcome } from './admit-mutants.ts';

const fuel = 10_000_000n;
const growPages = 256;

/** Makes an instance and calls its interface, each function as long as it has fuel. */
export async function runAdmitted({ glue, modules }: AdmittedComponent): Promise<MutantOutcome> {
  const counters = new GuestCounters(growPages);
  const globals = counters.renew();
  let outcome: MutantOutcome = 'ran';
  const attempt = (step: () => unknown): unknown => {
    counters.begin(fuel);
    try {
      return step();
    } catch {
      outcome = counters.lack === undefined ? 'trapped' : `lacked ${counters.lack}`;
      return undefined;
    } finally {
      counters.end();
    }
  };
  const url = `data:text/javascript;base64,${Buffer.from(glue).toString('base64')}`;
  const { instantiate } = (await import(url)) as {
    instantiate: (...parameters: readonly unknown[]) => unknown;
  };
  const exports = attempt(() =>
    instantiate(
      (name: string) => new WebAssembly.Module(Uint8Array.from(modules.get(name) ?? [])),
      imports,
      (module: WebAssembly.Module, given: Record<string, WebAssembly.ModuleImports>) =>
        new WebAssembly.Instance(module, { ...given, [counterModule]: globals }),
    ),
  );
  const api = (exports as Record<string, Api> | undefined)?.['forge:extension/extension-api@0.2.0'];
  for (const [name, argument] of calls) attempt(() => api?.[name]?.(argument));
  return outcome;
}

type Api = Readonly<Record<string, ((argument: unknown) => unknown) | undefined>>;

const calls: readonly (readonly [string, unknown])[] = [
  ['init', { name: 'mutant', version: '1.0.0', databasePath: 'mutant.db', customConfig: '{"a": 1}' }],
  ['getInfo', undefined],
  ['getSchema', undefined],
  [
    'resolveField',
    {
      fieldName: 'pages',
      parentType: 'Query',
      arguments: '{}',
      parent: '{"id": "1"}',
      context: { scope: 'repository', repository: { id: 'r1', slug: 'r', isRemote: false } },
    },
  ],
  ['shutdown', undefined],
];

/** Whatever is asked of it: a function, a class, an object, and nothing at all. */
const nothing: object = new Proxy(function () {}, {
  get: (target, name): unknown =>
    typeof name === 'symbol' || name === 'prototype' ? Reflect.get(target, name) : nothing,
  apply: () => undefined,
});

const imports: object = new Proxy(
  {
    'wasi:random/random': {
      getRandomBytes: (length: bigint) => new Uint8Array(Math.min(Number(length), 4_096)),
    },
  },
  { get: (target, name): unknown => Reflect.get(target, name) ?? nothing },
);
