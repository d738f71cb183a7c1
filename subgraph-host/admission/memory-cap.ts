import { limitFlag, readImports, readMemories, readTables, type Limits } from '../wasm-binary/core-module.ts';
import { moduleSection, sectionsOf, type Section } from '../wasm-binary/sections.ts';
import { encodeBinary, encodeU32 } from '../wasm-binary/write-sections.ts';
import type { Refuse } from './refusal.ts';

/** What one memory or table of a core module may grow to. */
export interface GrowthLimits {
  readonly maxMemoryPages: number;
  readonly maxTableElements: number;
}

export interface CappedModule {
  readonly bytes: Uint8Array;
  /** Memories and tables that the module makes itself, not those that it imports. */
  readonly memories: number;
  readonly tables: number;
}

/**
 * Gives every memory and table of a core module a maximum: V8 bounds neither by the limits of a worker.
 * @throws ForgeError EXTENSION_MEMORY_REFUSED when it begins larger than that, or is shared or 64-bit;
 * MalformedBinary
 */
export function capMemories(module: Uint8Array, limits: GrowthLimits, refuse: Refuse): CappedModule {
  let memories = 0;
  let tables = 0;
  const sections: Section[] = [];
  for (const section of sectionsOf(module)) {
    if (section.id === moduleSection.memory) {
      const parts: Uint8Array[] = [];
      for (const memory of readMemories(section.payload)) {
        parts.push(cap(memory, 'memory', limits.maxMemoryPages, refuse));
      }
      memories += parts.length;
      sections.push(vector(section.id, parts));
    } else if (section.id === moduleSection.table) {
      const parts: Uint8Array[] = [];
      for (const { elementType, limits: size } of readTables(section.payload)) {
        parts.push(Buffer.concat([elementType, cap(size, 'table', limits.maxTableElements, refuse)]));
      }
      tables += parts.length;
      sections.push(vector(section.id, parts));
    } else {
      if (section.id === moduleSection.import) checkImported(section.payload, limits, refuse);
      sections.push(section);
    }
  }
  return { bytes: encodeBinary(module, sections), memories, tables };
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

function cap(limits: Limits, what: 'memory' | 'table', maximum: number, refuse: Refuse): Uint8Array {
  checkLimits(limits, what, maximum, refuse);
  const max = limits.max === undefined || limits.max > BigInt(maximum) ? maximum : Number(limits.max);
  return Buffer.concat([Uint8Array.of(limitFlag.hasMaximum), encodeU32(Number(limits.min)), encodeU32(max)]);
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
