import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { it } from 'node:test';
import { cliPage } from '../../docs/generate/cli.ts';
import { errorsPage } from '../../docs/generate/errors.ts';
import { sqlPolicyPage } from '../../docs/generate/sql-policy.ts';

const page = (name: string): string => readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8');

it('docs/cli.md shows the commands as they are (npm run generate writes it)', () => {
  assert.equal(page('cli.md'), cliPage());
});

it('docs/errors.md lists the codes as they are (npm run generate writes it)', () => {
  assert.equal(page('errors.md'), errorsPage());
});

it('docs/sql-policy.md shows both policies as they are (npm run generate writes it)', () => {
  assert.equal(page('sql-policy.md'), sqlPolicyPage());
});
