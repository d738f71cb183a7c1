import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, describe, it } from 'node:test';
import { withCanonicalNames } from '../../subgraph-host/admission/canonical-names.ts';
import { checkGlue } from '../../subgraph-host/admission/glue/check-glue.ts';
import { refuseFor } from '../../subgraph-host/admission/refusal.ts';
import { transpileComponent } from '../../subgraph-host/admission/transpile-component.ts';
import { withoutCustomSections } from '../../subgraph-host/wasm-binary/custom-sections.ts';
import { exampleIssues, fixture } from '../support/guests.ts';
import { handWrittenComponent } from './support/hand-written-guest.ts';

async function glueOf(component: Uint8Array): Promise<string> {
  const prepared = withCanonicalNames(withoutCustomSections(component));
  return Buffer.from((await transpileComponent(prepared, refuseFor('guest'))).glue).toString('utf8');
}

const check = (glue: string): void => checkGlue(Buffer.from(glue));

describe('the JavaScript that is generated for a component', () => {
  let glue: string;

  before(async () => {
    glue = await glueOf(await handWrittenComponent());
  });

  it('passes as the transpiler writes it', async () => {
    check(glue);
    for (const file of [await exampleIssues(), await fixture('wants-little')])
      check(await glueOf(readFileSync(file)));
  });

  /** Put before the first statement of its function. */
  const injected: Readonly<Record<string, string>> = {
    'a global of Node': 'process.exit();',
    'a global of Node, though the name is declared elsewhere':
      '{ const process = 1; process; } process.exit();',
    'a global of Node, though a function declares it': '(() => { var fetch; })(); fetch("http://a.example");',
    'a global in a default value': '(function (a = Buffer) {})();',
    'a global in a class': 'class A { [setImmediate] = 1 }',
    'a global in a template': '`${Worker}`;',
    'a global behind a label of its name': 'fetch: for (;;) { fetch(); break fetch; }',
    'a global in a short property': '({ process });',
    'a property of the global object': 'globalThis.PWN = 1;',
    'the global object itself': 'const g = globalThis; g.x;',
    'the global object by a computed name': 'globalThis["pro" + "cess"];',
    'a constructor of functions': '(() => 1).constructor("return process")();',
    'the same in brackets': '(() => 1)["constructor"]("return process")();',
    'the same taken apart': 'const { constructor } = () => 1;',
    'an import': 'import("node:fs");',
    'what it knows of itself': 'import.meta.url;',
    'a new function': 'new Function("return process")();',
    'an evaluation': 'eval("1");',
    'a proxy': 'new Proxy({}, {});',
    'a tagged template': 'String.raw`a`;',
  };
  for (const [what, code] of Object.entries(injected)) {
    it(`is refused when it holds ${what}`, () => {
      const changed = glue.replace('let dv = ', `${code}\nlet dv = `);
      assert.notEqual(changed, glue);
      assert.throws(() => check(changed), /which the transpiler does not write/);
    });
  }

  const appended: Readonly<Record<string, string>> = {
    'a statement at its top': 'Math.max(1);',
    'a declaration at its top': 'const a = 1;',
    'another export': 'export const then = (resolve) => resolve({});',
    'an import at its top': 'import fs from "node:fs";',
    'an export of another module': 'export * from "node:fs";',
    'a default export': 'export default 1;',
  };
  for (const [what, code] of Object.entries(appended)) {
    it(`is refused when it holds ${what}`, () => {
      assert.throws(() => check(`${glue}\n${code}`), /which the transpiler does not write/);
    });
  }

  it('is refused when it is none', () => {
    assert.throws(() => check(`${glue}\n]`), SyntaxError);
  });
});
