import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { generatedTypes } from './generated-types.ts';

const root = join(import.meta.dirname, '..');

for (const [path, text] of await generatedTypes()) {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
