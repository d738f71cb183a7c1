/**
 * The candidate that a mistyped name most likely stands for.
 * @returns `undefined` when none is within `maxDistance` insertions, deletions and replacements
 */
export function nearestName(
  name: string,
  candidates: readonly string[],
  maxDistance: number = Math.max(2, Math.floor(name.length / 3)),
): string | undefined {
  let nearest: string | undefined;
  let least = maxDistance + 1;
  for (const candidate of candidates) {
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase());
    if (distance < least) [nearest, least] = [candidate, distance];
  }
  return nearest;
}

/** Levenshtein's distance; names are short. */
function editDistance(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (const [i, leftUnit] of left.split('').entries()) {
    const next = [i + 1];
    for (const [j, rightUnit] of right.split('').entries()) {
      const replaced = (row[j] ?? 0) + (leftUnit === rightUnit ? 0 : 1);
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
