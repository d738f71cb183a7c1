import assert from 'node:assert/strict';
import { afterEach, before, describe, it } from 'node:test';
import { parse } from '@bytecodealliance/jco-transpile/wasm-tools';
import { readFileSync } from 'node:fs';
import { checkNames } from '../../subgraph-host/admission/name-gate.ts';
import { refuseFor } from '../../subgraph-host/admission/refusal.ts';
import { transpileComponent } from '../../subgraph-host/admission/transpile-component.ts';
import { exampleIssues } from '../support/guests.ts';
import { admitBytes, refusal } from './support/admission.ts';
import { handWrittenComponent, renamed } from './support/hand-written-guest.ts';

const exported = 'forge:extension/extension-api@0.2.0#shutdown';
const hostile = "a'];globalThis.PWN=1;//".padEnd(exported.length, 'x');
const refuse = refuseFor('issues');
const host = globalThis as { PWN?: number };

describe('a component with a name that is code', () => {
  let component: Uint8Array;

  before(async () => {
    component = renamed(await handWrittenComponent(), exported, hostile);
  });
  afterEach(() => {
    delete host.PWN;
  });

  it('is refused', async () => {
    await assert.rejects(
      admitBytes(component),
      refusal('EXTENSION_NAME_IN_BINARY_REFUSED', /globalThis\.PWN=1/),
    );
    assert.equal(host.PWN, undefined);
  });

  it('would run that code in the host if it were let through', async () => {
    const { glue, modules } = await transpileComponent(component, refuse);
    const url = `data:text/javascript;base64,${Buffer.from(glue).toString('base64')}`;
    const { instantiate } = (await import(url)) as {
      instantiate: (module: (file: string) => WebAssembly.Module, imports: object) => unknown;
    };
    const anything: object = new Proxy(Object, { get: () => anything });
    instantiate((file) => new WebAssembly.Module(Uint8Array.from(modules.get(file) ?? [])), anything);
    assert.equal(host.PWN, 1);
  });

  it('is refused in the same way when it comes from a compiler of JavaScript', async () => {
    const issues = readFileSync(await exampleIssues());
    await assert.rejects(
      admitBytes(renamed(issues, exported, hostile)),
      refusal('EXTENSION_NAME_IN_BINARY_REFUSED', /PWN/),
    );
  });
});

describe('the name gate', () => {
  const permitted = `(component (core module (func (export "cm32p2|_ex-[a]$b:c/d@0.2.0#e<f>=!,;(&)*+."))))`;
  const places: readonly (readonly [string, string])[] = [
    ['an export of a core module', `(component (core module (func (export "a'b"))))`],
    ['an import of a core module', `(component (core module (import "a'b" "c" (func))))`],
    ['the second name of an import', `(component (core module (import "a" "b'c" (func))))`],
    [
      'a module in a component in a component',
      `(component (component (component (core module (func (export "a\\\\b"))))))`,
    ],
    [
      'what core modules are joined by',
      `(component (core module $m) (core instance $i (instantiate $m)) (core instance (instantiate $m (with "a\`b" (instance $i)))))`,
    ],
    [
      'an instance put together',
      `(component (core module $m (func (export "f"))) (core instance $i (instantiate $m)) (core instance (export "a'b" (func $i "f"))))`,
    ],
    ['a name with a line end', `(component (core module (func (export "a\\nb"))))`],
    ['a name that ends a comment', `(component (core module (func (export "a*/b"))))`],
    ['a name beyond ASCII', `(component (core module (func (export "a\\u{2028}b"))))`],
    ['an opening of a template', '(component (core module (func (export "${a}"))))'],
    ['an import of a component', `(component (import "url=<a'b>" (func)))`],
    ['an export of a component', `(component (core module $m) (export "a'b" (core module $m)))`],
    ['a very long name', `(component (core module (func (export "${'a'.repeat(513)}"))))`],
  ];

  it('lets through what compilers call their parts', async () => {
    checkNames(await parse(permitted), refuse);
  });

  for (const [what, text] of places) {
    it(`refuses ${what}`, async () => {
      const bytes = await parse(text);
      assert.throws(
        () => checkNames(bytes, refuse),
        refusal('EXTENSION_NAME_IN_BINARY_REFUSED', /The component holds a name/),
      );
    });
  }

  it('refuses more parts than a component can need', async () => {
    const bytes = await parse(`(component ${'(core module)'.repeat(201)})`);
    assert.throws(() => checkNames(bytes, refuse), refusal('EXTENSION_TOO_LARGE', /more than 200/));
  });
});
