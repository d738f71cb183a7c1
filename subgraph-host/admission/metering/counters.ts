import { counterModule, counters, type Counter } from '@forgepoint/common/admission/counters.ts';
import type { ByteWriter } from '../../wasm-binary/byte-writer.ts';

const globalImport = 0x03;
const valueTypes: Readonly<Record<Counter, number>> = { fuel: 0x7e, pages: 0x7f, refusals: 0x7f };
const mutable = 0x01;

/** Writes the imports as they stand in an import section. */
export function writeCounterImports(writer: ByteWriter): void {
  for (const counter of counters) {
    writer.name(counterModule);
    writer.name(counter);
    writer.bytes([globalImport, valueTypes[counter], mutable]);
  }
}

/**
 * Where the counters are among a module's globals: after those that it imports, so that those which it defines
 * are moved up.
 */
export class GlobalIndices {
  readonly fuel: number;
  readonly pages: number;
  readonly refusals: number;

  /** @param imported how many globals the module imports itself */
  constructor(imported: number) {
    this.fuel = imported;
    this.pages = imported + 1;
    this.refusals = imported + 2;
  }

  /** What the index of one of the module's own globals has become. */
  moved(index: number): number {
    return index < this.fuel ? index : index + counters.length;
  }
}
