import { ByteReader } from './byte-reader.ts';
import { MalformedBinary } from './malformed-binary.ts';
import { kindOf, moduleSection, sectionsOf, type Section } from './sections.ts';
import { holdsBinary, maxNesting } from './walk.ts';
import { encodeBinary } from './write-sections.ts';

/** Custom sections have the same id in modules and in components. */
const customId = moduleSection.custom;

export interface CustomSection {
  readonly name: string;
  readonly content: Uint8Array;
}

/** Those of the outermost binary. @throws MalformedBinary */
export function* customSections(bytes: Uint8Array): Generator<CustomSection, void, undefined> {
  for (const { id, payload } of sectionsOf(bytes)) {
    if (id !== customId) continue;
    const reader = new ByteReader(payload);
    yield { name: reader.name(), content: reader.rest() };
  }
}

/**
 * A copy of the binary without its custom sections, nor those of what is nested in it.
 * @param keep tells by its name which custom section of the outermost binary stays
 * @throws MalformedBinary
 */
export function withoutCustomSections(
  bytes: Uint8Array,
  keep: (name: string) => boolean = () => false,
  depth = 0,
): Uint8Array {
  if (depth > maxNesting) throw new MalformedBinary(`it nests components deeper than ${maxNesting} levels`);
  const isComponent = kindOf(bytes) === 'component';
  const kept: Section[] = [];
  for (const section of sectionsOf(bytes)) {
    if (section.id === customId) {
      if (keep(new ByteReader(section.payload).name())) kept.push(section);
    } else if (isComponent && holdsBinary(section)) {
      const payload = withoutCustomSections(section.payload, undefined, depth + 1);
      kept.push({ id: section.id, payload });
    } else {
      kept.push(section);
    }
  }
  return encodeBinary(bytes, kept);
}
