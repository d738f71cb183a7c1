import { parse } from '@bytecodealliance/jco-transpile/wasm-tools';
import { counterModule } from '@forgepoint/common/admission/counters.ts';
import { meterModule } from '../../../subgraph-host/admission/metering/meter-module.ts';
import { refuseFor } from '../../../subgraph-host/admission/refusal.ts';
import { GuestCounters } from '../../../subgraph-host/component/worker/guest-counters.ts';

export type Exported = (...parameters: readonly unknown[]) => unknown;

const maxBytes = 64 * 1024 * 1024;

/** A core module in the text format, metered as admission does. @throws ForgeError, MalformedBinary */
export async function metered(text: string): Promise<Uint8Array<ArrayBuffer>> {
  return Uint8Array.from(meterModule(await parse(text), maxBytes, refuseFor('issues')));
}

export interface MeteredInstance {
  readonly exports: Readonly<Record<string, unknown>>;
  readonly counters: GuestCounters;
  /** Calls an export with that much fuel. @returns what it used, and what it returned or the message of its trap */
  readonly run: (
    name: string,
    fuel: bigint,
    ...parameters: readonly unknown[]
  ) => { readonly fuel: number; readonly returned?: unknown; readonly trap?: string };
}

/** @param growPages by which its memories may grow */
export async function meteredInstance(
  text: string,
  {
    growPages = 100,
    imports = {},
  }: { growPages?: number; imports?: Record<string, Record<string, unknown>> } = {},
): Promise<MeteredInstance> {
  const counters = new GuestCounters(growPages);
  const globals = counters.renew();
  const module = new WebAssembly.Module(await metered(text));
  const instance = new WebAssembly.Instance(module, { ...imports, [counterModule]: globals });
  return {
    exports: instance.exports,
    counters,
    run: (name, fuel, ...parameters) => {
      counters.begin(fuel);
      try {
        const returned = (instance.exports[name] as Exported)(...parameters);
        return { returned, fuel: counters.end() };
      } catch (error) {
        const { lack } = counters;
        return { trap: lack ?? (error as Error).message, fuel: counters.end() };
      }
    },
  };
}
