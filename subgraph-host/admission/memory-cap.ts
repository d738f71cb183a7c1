import { limitFlag, readImports, readMemories, readTables, type Limits } from '../wasm-binary/core-module.ts';
import { moduleSection, sectionsOf, type Section } from '../wasm-binary/sections.ts';
import { encodeBinary, encodeU32 } from '../wasm-binary/write-sections.ts';
import type { Refuse } from './refusal.ts';

/** What core modules begin with: their own memories and tables, not those that they import. */
export interface Beginning {
  readonly memories: number;
  /** Of all memories. */
  readonly pages: number;
  readonly tables: number;
  /** Of all tables. */
  readonly elements: number;
}

/** What each memory or table may grow to. */
export interface GrowthLimits {
  /** For each memory. */
  readonly maxMemoryPages: number;
  /** For all tables together. */
  readonly maxTableElements: number;
}

/**
 * What the core modules of a component begin with.
 * @throws ForgeError EXTENSION_MEMORY_REFUSED when that is more than they may have, or when a memory is shared or 64-bit;
 * MalformedBinary
 */
export function measureModules(
  modules: Iterable<Uint8Array>,
  limits: GrowthLimits,
  refuse: Refuse,
): Beginning {
  let [memories, pages, tables, elements] = [0, 0, 0, 0];
  for (const module of modules) {
    for (const { id, payload } of sectionsOf(module)) {
      switch (id) {
        case moduleSection.import:
          checkImported(payload, limits, refuse);
          break;
        case moduleSection.memory:
          for (const memory of readMemories(payload)) {
            checkLimits(memory, 'memory', limits.maxMemoryPages, refuse);
            memories += 1;
            pages += Number(memory.min);
          }
          break;
        case moduleSection.table:
          for (const { limits: size } of readTables(payload)) {
            checkLimits(size, 'table', limits.maxTableElements - elements, refuse);
            tables += 1;
            elements += Number(size.min);
          }
          break;
        default:
      }
    }
  }
  return { memories, pages, tables, elements };
}

/**
 * Gives every memory and table of a core module a maximum: V8 bounds neither by the limits of a worker. What
 * tables may have beyond their beginning is shared equally between them; memories share theirs while they run.
 * @param beginning of all modules of the component
 * @throws MalformedBinary
 */
export function capModule(module: Uint8Array, beginning: Beginning, limits: GrowthLimits): Uint8Array {
  const spareElements = limits.maxTableElements - beginning.elements;
  const moreElements = BigInt(Math.floor(spareElements / Math.max(1, beginning.tables)));
  const sections: Section[] = [];
  for (const section of sectionsOf(module)) {
    if (section.id === moduleSection.memory) {
      const capped = Array.from(readMemories(section.payload), (memory) =>
        withMaximum(memory, BigInt(limits.maxMemoryPages)),
      );
      sections.push(vector(section.id, capped));
    } else if (section.id === moduleSection.table) {
      const capped = Array.from(readTables(section.payload), ({ elementType, limits: size }) =>
        Buffer.concat([elementType, withMaximum(size, size.min + moreElements)]),
      );
      sections.push(vector(section.id, capped));
    } else {
      sections.push(section);
    }
  }
  return encodeBinary(module, sections);
}

function vector(id: number, parts: readonly Uint8Array[]): Section {
  return { id, payload: Buffer.concat([encodeU32(parts.length), ...parts]) };
}

/** What is imported has its maximum where it is made. */
function checkImported(section: Uint8Array, limits: GrowthLimits, refuse: Refuse): void {
  for (const imported of readImports(section)) {
    if (imported.kind === 'memory') checkLimits(imported.limits, 'memory', limits.maxMemoryPages, refuse);
    if (imported.kind === 'table') checkLimits(imported.limits, 'table', limits.maxTableElements, refuse);
  }
}

function withMaximum({ min, max }: Limits, maximum: bigint): Uint8Array {
  const lower = max === undefined || max > maximum ? maximum : max;
  return Buffer.concat([
    Uint8Array.of(limitFlag.hasMaximum),
    encodeU32(Number(min)),
    encodeU32(Number(lower)),
  ]);
}

const units = { memory: 'pages of 64 KiB', table: 'elements' } as const;

function checkLimits(
  { flags, min }: Limits,
  what: 'memory' | 'table',
  maximum: number,
  refuse: Refuse,
): void {
  if ((flags & ~limitFlag.hasMaximum) !== 0) {
    throw refuse(
      'EXTENSION_MEMORY_REFUSED',
      `The component has a ${what} that is shared, has 64-bit addresses or an own page size.`,
      'Build it for wasm32, without threads.',
    );
  }
  if (min <= BigInt(maximum)) return;
  throw refuse(
    'EXTENSION_MEMORY_REFUSED',
    `The component has a ${what} that begins with ${min} ${units[what]}; it may have ${maximum}.`,
    what === 'memory' ? 'Link it with a smaller initial memory.' : 'Link it with a smaller table.',
  );
}
