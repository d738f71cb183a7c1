export interface JsonBounds {
  /** Lists and objects within each other. */
  readonly maxDepth: number;
  /** Lists, objects, texts, numbers and so on, all together. */
  readonly maxValues: number;
}

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const openList = 0x5b;
const closeList = 0x5d;
const openObject = 0x7b;
const closeObject = 0x7d;

/**
 * Looks over JSON text before it is parsed: what a parser makes of it takes far more memory than the text, and
 * what walks over the values recurses.
 * @returns what is wrong with its shape, to go on with "text that …", or `undefined`. Text that is no JSON may
 * pass: that is the parser's to say
 */
export function jsonShapeProblem(text: string, { maxDepth, maxValues }: JsonBounds): string | undefined {
  let depth = 0;
  let values = 1;
  for (let index = 0; index < text.length; index += 1) {
    switch (text.charCodeAt(index)) {
      case quote:
        index = endOfString(text, index);
        break;
      case openList:
      case openObject:
        depth += 1;
        values += 1;
        if (depth > maxDepth) return `nests deeper than ${maxDepth} levels`;
        break;
      case closeList:
      case closeObject:
        depth -= 1;
        break;
      case comma:
        values += 1;
    }
    if (values > maxValues) return `holds more than ${maxValues} values`;
  }
  return undefined;
}

/** @returns the index of the closing quote, or that of the end of the text */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let backslashes = 0;
    while (text.charCodeAt(end - 1 - backslashes) === backslash) backslashes += 1;
    if (backslashes % 2 === 0) return end;
  }
  return text.length;
}
