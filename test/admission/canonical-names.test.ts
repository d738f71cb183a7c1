import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { parse } from '@bytecodealliance/jco-transpile/wasm-tools';
import { withCanonicalNames } from '../../subgraph-host/admission/canonical-names.ts';
import { checkNames } from '../../subgraph-host/admission/name-gate.ts';
import { refuseFor } from '../../subgraph-host/admission/refusal.ts';
import { readExportNames, readImports } from '../../subgraph-host/wasm-binary/core-module.ts';
import { withoutCustomSections } from '../../subgraph-host/wasm-binary/custom-sections.ts';
import { moduleSection, sectionsOf } from '../../subgraph-host/wasm-binary/sections.ts';
import { nestedBinaries } from '../../subgraph-host/wasm-binary/walk.ts';
import { exampleIssues } from '../support/guests.ts';
import { admitBytes, refusal } from './support/admission.ts';
import { handWrittenComponent, renamed } from './support/hand-written-guest.ts';
import { call, runModules } from './support/run-artifact.ts';

const refuse = refuseFor('issues');
const api = 'forge:extension/extension-api@0.2.0';

/** Passes the gate, and would be seen in the glue. Of the length of what it replaces. */
const hostile = (name: string): string =>
  `--><script>!(evil)&${name}`.slice(0, name.length).padEnd(name.length, '#');

/** Every name by which core modules are joined, in modules as they are admitted. */
function moduleNames(component: Uint8Array): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { kind, bytes } of nestedBinaries(component)) {
    if (kind === 'component') continue;
    for (const { id, payload } of sectionsOf(bytes)) {
      if (id === moduleSection.export) for (const name of readExportNames(payload)) names.add(name);
      if (id === moduleSection.import) {
        for (const { module, name } of readImports(payload)) names.add(module).add(name);
      }
    }
  }
  return names;
}

describe('the glue of a component', () => {
  it('holds no name of its core modules, hostile or not', async () => {
    let component = await handWrittenComponent();
    const replaced = [
      'cabi_realloc',
      `${api}#init`,
      `${api}#shutdown`,
      'wasi_snapshot_preview1',
      '__main_module__',
    ];
    for (const name of replaced) component = renamed(component, name, hostile(name));
    const { glue, modules } = await admitBytes(component);
    const text = Buffer.from(glue).toString();
    for (const name of replaced) assert.ok(!text.includes(hostile(name)), name);
    assert.doesNotMatch(text, /script|evil/);
    const guest = await runModules(glue, modules);
    guest.init({ name: 'pages', version: '1.0.0', databasePath: 'pages.db' });
    assert.equal(guest.resolveField(call('Query.pages')).tag, 'success');
  });

  it('holds none of a guest that a compiler of JavaScript made', async () => {
    const component = readFileSync(await exampleIssues());
    const text = Buffer.from((await admitBytes(component)).glue).toString();
    // But for the words of interfaces, such as `[method]output-stream.write`, by which the host's functions are asked for.
    const own = [...moduleNames(withoutCustomSections(component))].filter(
      (name) => name.length > 4 && /[^a-z.[\]-]/.test(name) && !/^(?:wasi|forge):[^#]*$/.test(name),
    );
    assert.ok(own.length > 20, String(own.length));
    assert.deepEqual(
      own.filter((name) => text.includes(name)),
      [],
    );
  });

  it('calls what the component exports beside the interface something of ours', async () => {
    const component = await parse(`(component
      (core module $m (func (export "f")))
      (core instance $i (instantiate $m))
      (func $f (canon lift (core func $i "f")))
      (instance $api (export "init" (func $f)))
      (export "evil-function" (func $f))
      (export "${api}" (instance $api)))`);
    const text = Buffer.from((await admitBytes(component)).glue).toString();
    assert.doesNotMatch(text, /evil/i);
    assert.match(text, /unused0/);
    assert.match(text, /extension-api@0\.2\.0/);
  });
});

describe('canonical names', () => {
  it('keep equal names equal and different ones different', async () => {
    const component = await parse(`(component
      (core module $a (func (export "x")) (func (export "y")))
      (core module $b (import "a" "x" (func)) (import "a" "y" (func)) (import "x" "a" (func)))
      (core instance $ai (instantiate $a))
      (core instance $ax (export "a" (func $ai "x")))
      (core instance (instantiate $b (with "a" (instance $ai)) (with "x" (instance $ax)))))`);
    const canonical = withCanonicalNames(component);
    assert.deepEqual([...moduleNames(canonical)].toSorted(), ['n0', 'n1', 'n2']);
    checkNames(canonical, refuse);
    assert.deepEqual(withCanonicalNames(component), canonical);
  });

  it('are the same for names that are renamed already', async () => {
    const canonical = withCanonicalNames(await handWrittenComponent());
    assert.deepEqual(withCanonicalNames(canonical), canonical);
  });
});

describe('a component that exports another interface', () => {
  it('is refused with what it should be built as', async () => {
    const component = await parse(`(component (instance $i)
      (export "${api}" (instance $i)) (export "wasi:cli/run@0.2.0" (instance $i)))`);
    await assert.rejects(
      admitBytes(component),
      refusal('EXTENSION_EXPORT_REFUSED', /the instance "wasi:cli\/run@0\.2\.0".*as a library/),
    );
  });
});

describe('names in the types of a component', () => {
  const typed = (type: string): Promise<Uint8Array> => parse(`(component (type ${type}))`);
  const refused: readonly (readonly [string, string])[] = [
    ['of a field', `(record (field "a'b" u8))`],
    ['of a case', `(variant (case "a b"))`],
    ['of a case of an enumeration', `(enum "a" "b]c")`],
    ['of a flag', `(flags "a.b")`],
    ['of a parameter', `(func (param "a/b" u8))`],
    ['of a function in an interface', `(instance (export "a'b" (func)))`],
    [
      'of a type in an interface in a component',
      `(component (type (instance (export "a'b" (type (sub resource))))))`,
    ],
    ['of an import of a component', `(component (import "a\\\\b" (func)))`],
  ];
  for (const [what, type] of refused) {
    it(`are refused when they are not words: ${what}`, async () => {
      const bytes = await typed(type);
      assert.throws(
        () => checkNames(bytes, refuse),
        refusal('EXTENSION_NAME_IN_BINARY_REFUSED', /not permitted/),
      );
    });
  }

  const inherited = ['constructor', 'to-string', '[static]stream.constructor', '[method]stream.call'];
  for (const name of inherited) {
    it(`are refused when every object of JavaScript has such a function: ${name}`, async () => {
      const bytes = await typed(`(instance (export "stream" (type $s (sub resource)))
        (export "${name}" (func${name.startsWith('[method]') ? ' (param "self" (borrow $s))' : ''})))`);
      assert.throws(
        () => checkNames(bytes, refuse),
        refusal('EXTENSION_NAME_IN_BINARY_REFUSED', /every object of JavaScript has/),
      );
    });
  }

  it('are let through in all that a component can declare', async () => {
    checkNames(
      await typed(`(component
        (type $r (record (field "a-b" u8) (field "name" (tuple string u64))))
        (type $v (variant (case "x") (case "y" $r)))
        (type $o (option (list $v)))
        (type (result $o (error string)))
        (type (flags "read" "write"))
        (type (enum "one" "two"))
        (import "wasi:io/streams@0.2.0" (instance
          (export "output-stream" (type $s (sub resource)))
          (type $own (own $s))
          (export "[constructor]output-stream" (func (result $own)))
          (export "[method]output-stream.write" (func (param "self" (borrow $s)) (param "bytes" (list u8)) (result u32)))
          (alias outer 1 $r (type $outer))
          (export "record" (type (eq $outer)))))
        (export "f" (func (param "p" string))))`),
      refuse,
    );
  });
});
