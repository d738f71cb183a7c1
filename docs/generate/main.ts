import { writeFileSync } from 'node:fs';
import { errorsPage } from './errors.ts';

writeFileSync(new URL('../errors.md', import.meta.url), errorsPage());
