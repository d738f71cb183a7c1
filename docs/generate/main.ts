import { writeFileSync } from 'node:fs';
import { cliPage } from './cli.ts';
import { errorsPage } from './errors.ts';
import { sqlPolicyPage } from './sql-policy.ts';

writeFileSync(new URL('../cli.md', import.meta.url), cliPage());
writeFileSync(new URL('../errors.md', import.meta.url), errorsPage());
writeFileSync(new URL('../sql-policy.md', import.meta.url), sqlPolicyPage());
