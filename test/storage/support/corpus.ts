import { readdirSync, readFileSync } from 'node:fs';
import { splitScript } from '../../../subgraph-host/storage/sql/split-script.ts';

const folder = new URL('../corpus/', import.meta.url);

/** SQL as it is met in the field: each script can be run from its beginning to its end. */
export const corpus: readonly {
  readonly name: string;
  readonly script: string;
  readonly statements: readonly string[];
}[] = readdirSync(folder).map((name) => {
  const script = readFileSync(new URL(name, folder), 'utf8');
  return { name, script, statements: [...splitScript(script)].map(({ sql }) => sql) };
});
