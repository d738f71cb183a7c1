import { kindOf, sectionsOf, type Section } from '../../../subgraph-host/wasm-binary/sections.ts';
import { holdsBinary } from '../../../subgraph-host/wasm-binary/walk.ts';
import { encodeBinary } from '../../../subgraph-host/wasm-binary/write-sections.ts';
import { Random } from '../random.ts';

const telling = [0x00, 0x01, 0x0b, 0x40, 0x60, 0x7f, 0x80, 0xff] as const;
/** Where a file is mostly data, changes would mostly be of that. */
const maxChangedSection = 200_000;

/**
 * A changed copy of a component, the same for a number at every run. One in four is changed anywhere; the others in one section at
 * some depth, whose size is then set right, so that a reader comes further than to the first wrong size.
 */
export function mutate(component: Uint8Array, number: number): Uint8Array {
  const random = new Random(number * 2_654_435_761);
  for (let skipped = 0; skipped < 8; skipped += 1) random.below(2);
  return random.below(4) === 0 ? mutateBytes(component, random) : mutateSection(component, random);
}

function mutateSection(binary: Uint8Array, random: Random): Uint8Array {
  const sections: Section[] = [...sectionsOf(binary)];
  const chosen = random.below(Math.max(1, sections.length));
  const section = sections[chosen];
  if (section === undefined) return mutateBytes(binary, random);
  const isNested = kindOf(binary) === 'component' && holdsBinary(section);
  if (isNested && random.below(8) > 0) {
    sections[chosen] = { id: section.id, payload: mutateSection(section.payload, random) };
  } else {
    const other = sections[random.below(sections.length)] ?? section;
    switch (random.below(10)) {
      case 0:
        sections.splice(chosen, 1);
        break;
      case 1:
        sections.splice(chosen, 0, section);
        break;
      case 2:
        sections.splice(chosen, 1, other);
        break;
      case 3:
        sections[chosen] = { id: random.below(14), payload: section.payload };
        break;
      default:
        sections[chosen] = { id: section.id, payload: mutateBytes(section.payload, random) };
    }
  }
  return encodeBinary(binary, sections);
}

function mutateBytes(bytes: Uint8Array, random: Random): Uint8Array {
  const changed = Buffer.from(bytes);
  const place = (): number => random.below(Math.max(1, Math.min(changed.length, maxChangedSection)));
  const changes = 1 + random.below(3);
  for (let change = 0; change < changes; change += 1) {
    switch (random.below(6)) {
      case 0:
        return changed.subarray(0, place());
      case 1: {
        const [from, to, length] = [place(), place(), random.below(40)];
        changed.copyWithin(to, from, from + length);
        break;
      }
      case 2: {
        const at = place();
        return Buffer.concat([
          changed.subarray(0, at),
          changed.subarray(at, at + random.below(60)),
          changed.subarray(at),
        ]);
      }
      case 3: {
        const at = place();
        changed[at] = (changed[at] ?? 0) ^ (1 << random.below(8));
        break;
      }
      case 4:
        changed[place()] = random.pick(telling);
        break;
      default:
        changed[place()] = random.below(256);
    }
  }
  return changed;
}
