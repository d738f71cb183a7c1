/**
 * Parses JSON of somebody whom nobody trusts.
 * @param maxLength in UTF-16 units
 * @param maxDepth how deep arrays and objects may nest
 * @returns `undefined` when the text is longer or deeper, or is not JSON
 */
export function parseBoundedJson(text: string, maxLength: number, maxDepth: number): unknown {
  if (text.length > maxLength) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return depthAtMost(value, maxDepth) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Whether arrays and objects nest no deeper; walks level by level, so that depth costs no stack. */
export function depthAtMost(value: unknown, limit: number): boolean {
  let level = [value].filter(isContainer);
  for (let depth = 1; level.length > 0; depth += 1) {
    if (depth > limit) return false;
    level = level.flatMap((item) => Object.values(item).filter(isContainer));
  }
  return true;
}

function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
