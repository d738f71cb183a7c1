/** An interface or a world of a WIT text. */
export interface WitBlock {
  readonly kind: 'interface' | 'world';
  readonly name: string;
  /** What stands before it as documentation. */
  readonly docs: string;
  readonly items: readonly WitItem[];
}

/** A function, a type, or a line of a world. */
export interface WitItem {
  readonly name: string;
  readonly docs: string;
  /** As it is written, without the documentation before it. */
  readonly text: string;
}

export interface WitFile {
  /** Such as `forge:extension@0.2.0`. */
  readonly package: string;
  readonly docs: string;
  readonly blocks: readonly WitBlock[];
}

/**
 * Takes a WIT text apart, as far as the interfaces of `wit/` need it: documentation in `///`, one level of blocks, items
 * that end with a semicolon or a brace.
 * @see https://component-model.bytecodealliance.org/design/wit.html
 */
export function readWit(text: string): WitFile {
  const lines = text.split('\n');
  const packageAt = lines.findIndex((line) => line.startsWith('package '));
  return {
    package: (lines[packageAt] ?? '').replace(/^package /, '').replace(/;$/, ''),
    docs: docsBefore(lines, packageAt),
    blocks: lines.flatMap((line, at) => {
      const [, kind, name] = /^(interface|world) ([\w-]+) \{$/.exec(line) ?? [];
      if (kind === undefined || name === undefined) return [];
      const end = lines.indexOf('}', at);
      const block = { kind: kind as WitBlock['kind'], name, docs: docsBefore(lines, at) };
      return [{ ...block, items: itemsIn(lines.slice(at + 1, end)) }];
    }),
  };
}

function itemsIn(lines: readonly string[]): readonly WitItem[] {
  const items: WitItem[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const line = (lines[at] ?? '').trim();
    if (line === '' || line.startsWith('//')) continue;
    let end = at;
    while (depthOf(lines.slice(at, end + 1)) > 0 && end < lines.length - 1) end += 1;
    const written = lines.slice(at, end + 1);
    const indent = (written[0] ?? '').search(/\S/);
    items.push({
      name:
        /^(?:(?:record|variant|enum|flags|resource|type|import|export|use) )?([\w:/@.-]*[\w-])/.exec(
          line,
        )?.[1] ?? line,
      docs: docsBefore(lines, at),
      text: written.map((part) => part.slice(indent)).join('\n'),
    });
    at = end;
  }
  return items;
}

function depthOf(lines: readonly string[]): number {
  const text = lines.map((line) => line.replace(/\/\/.*$/, '')).join('\n');
  return (text.match(/\{/g) ?? []).length - (text.match(/\}/g) ?? []).length;
}

function docsBefore(lines: readonly string[], at: number): string {
  const docs: string[] = [];
  for (let before = at - 1; /^\s*\/\/\//.test(lines[before] ?? ''); before -= 1) {
    docs.unshift((lines[before] ?? '').replace(/^\s*\/\/\/ ?/, ''));
  }
  return docs.join('\n');
}
