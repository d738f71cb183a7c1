import { MalformedBinary } from './malformed-binary.ts';
import { componentSection, kindOf, sectionsOf, type BinaryKind, type Section } from './sections.ts';

/** Components in components, at most. */
export const maxNesting = 16;

export interface NestedBinary {
  readonly kind: BinaryKind;
  readonly bytes: Uint8Array;
  /** 0 for the outermost. */
  readonly depth: number;
}

/**
 * The binary itself, then every core module and component that is nested in it, at whatever depth.
 * @throws MalformedBinary
 */
export function* nestedBinaries(outermost: Uint8Array): Generator<NestedBinary, void, undefined> {
  const waiting: { readonly bytes: Uint8Array; readonly depth: number }[] = [{ bytes: outermost, depth: 0 }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { bytes, depth } = next;
    if (depth > maxNesting) throw new MalformedBinary(`it nests components deeper than ${maxNesting} levels`);
    const kind = kindOf(bytes);
    if (kind === undefined) throw new MalformedBinary('it holds something that is no WebAssembly binary');
    yield { kind, bytes, depth };
    if (kind === 'module') continue;
    for (const section of sectionsOf(bytes)) {
      if (holdsBinary(section)) waiting.push({ bytes: section.payload, depth: depth + 1 });
    }
  }
}

/** Whether a component's section is a core module or a component. */
export function holdsBinary({ id }: Section): boolean {
  return id === componentSection.coreModule || id === componentSection.component;
}
