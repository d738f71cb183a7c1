import type { Random } from '../../support/random.ts';
import { gaps, hostileFunctions, hostileTables } from './sql-vocabulary.ts';

const words = `ATTACH DETACH VACUUM PRAGMA USING dbstat() ; -- /* */ ' " \` [ ] ( ) , . END BEGIN CASE TRIGGER ? :: $a(`;
const splices: readonly string[] = [
  ...hostileTables.flatMap((name) => [name, `'${name}'`, `"${name}"`, `[${name}]`]),
  ...hostileFunctions.map((name) => `${name}('x')`),
  ...words.split(' '),
  '\0',
  '\ufeff',
  '\u00a0',
  'ı',
  'ſ',
  '\u212a',
];

/** A statement with a few of its parts exchanged, doubled, taken away or set in other quotes. */
export function mutate(sql: string, random: Random): string {
  const parts = sql.match(/'(?:[^']|'')*'|"[^"]*"|`[^`]*`|\[[^\]]*\]|\w+|\s+|./gs) ?? [sql];
  for (let count = 1 + random.below(4); count > 0; count -= 1) {
    const at = random.below(parts.length);
    const part = parts[at] ?? '';
    const bare = part.replace(/^['"`[](.*)['"`\]]$/s, '$1');
    parts[at] = random.pick([
      () => random.pick(splices),
      () => part + random.pick(splices),
      () => '',
      () => part + part,
      () => `"${bare}"`,
      () => `'${bare}'`,
      () => `[${bare}]`,
      () => `\`${bare}\``,
      () => part.toUpperCase(),
      () => random.pick(parts),
      () => random.pick(gaps) + part,
      () => part.slice(0, random.below(part.length + 1)),
    ])();
  }
  return parts.join('');
}
