import { writeFileSync } from 'node:fs';
import { errorsPage } from './errors.ts';
import { sqlPolicyPage } from './sql-policy.ts';

writeFileSync(new URL('../errors.md', import.meta.url), errorsPage());
writeFileSync(new URL('../sql-policy.md', import.meta.url), sqlPolicyPage());
