import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { componentEmbed, componentNew, parse } from '@bytecodealliance/jco-transpile/wasm-tools';
import { admitBytes, refusal } from './support/admission.ts';
import { handWrittenComponent, handWrittenModule } from './support/hand-written-guest.ts';

/** A component of any world, whose functions all trap. */
async function componentOf(witSource: string, world: string): Promise<Uint8Array> {
  return componentNew(await componentEmbed({ witSource, world, dummy: true }));
}

describe('a component of another interface', () => {
  it('is told its version, the one of the host, and what to do', async () => {
    const component = await handWrittenComponent({ interface: (text) => text.replace('@0.2.0', '@0.9.0') });
    await assert.rejects(
      admitBytes(component),
      refusal(
        'EXTENSION_ABI_UNSUPPORTED',
        /^The component was built against forge:extension@0\.9\.0; this host speaks 0\.2\.0 and 0\.3\.0\. Install a newer version of Forgepoint, or build the component against forge:extension@0\.3\.0\.$/,
      ),
    );
  });

  it('is refused as a core module too', async () => {
    const module = await handWrittenModule({ interface: (text) => text.replace('@0.2.0', '@0.1.0') });
    await assert.rejects(
      admitBytes(module),
      refusal('EXTENSION_ABI_UNSUPPORTED', /@0\.1\.0; .* Build it against forge:extension@0\.3\.0\.$/),
    );
  });

  it('is told which interface it has instead', async () => {
    const component = await componentOf(
      'package a:b@1.0.0; interface c { f: func(); } world w { export c; }',
      'w',
    );
    await assert.rejects(
      admitBytes(component),
      refusal('EXTENSION_ABI_UNSUPPORTED', /does not export forge:extension\/extension-api.*a:b\/c@1\.0\.0/),
    );
  });

  it('is told when it exports nothing', async () => {
    await assert.rejects(
      admitBytes(await parse('(component)')),
      refusal('EXTENSION_ABI_UNSUPPORTED', /exports no interface/),
    );
  });
});

describe('a component of several versions', () => {
  const component = (...interfaces: readonly string[]): Promise<Uint8Array> =>
    parse(`(component ${interfaces.map((text) => `(import "${text}" (instance))`).join(' ')} (instance $i)
      (export "forge:extension/extension-api@0.2.0" (instance $i))
      (export "forge:extension/extension-api@0.3.0" (instance $i))
      (export "forge:extension/extension-api@0.9.0" (instance $i)))`);

  it('is taken as that of the newest which the host speaks', async () => {
    // Its functions are missing, which is found only afterwards.
    await assert.rejects(
      admitBytes(await component('forge:extension/host-database@0.2.0')),
      refusal('EXTENSION_IMPORT_REFUSED', /host-database@0\.2\.0.*host-log and forge:extension\/host-sql/),
    );
  });
});

describe('a component that imports what the host does not give', () => {
  const exportsApi = '(instance $i) (export "forge:extension/extension-api@0.2.0" (instance $i))';
  const imports: readonly (readonly [string, string, RegExp])[] = [
    ['sockets', '(import "wasi:sockets/tcp@0.2.0" (instance))', /wasi:sockets\/tcp@0\.2\.0.*no network/],
    ['HTTP', '(import "wasi:http/outgoing-handler@0.2.0" (instance))', /wasi:http.*no network/],
    ['WASI of another version', '(import "wasi:cli/environment@0.3.0" (instance))', /0\.3\.0/],
    ['an interface without a version', '(import "wasi:cli/environment" (instance))', /wasi:cli\/environment/],
    [
      'the interface of another version',
      '(import "forge:extension/host-log@0.3.0" (instance))',
      /host-log@0\.3\.0/,
    ],
    ['an interface of someone else', '(import "acme:secrets/vault@1.0.0" (instance))', /acme:secrets/],
    [
      'an interface of the other version only',
      '(import "forge:extension/host-sql@0.2.0" (instance))',
      /host-sql@0\.2\.0.*host-log and forge:extension\/host-database/,
    ],
    ['a single function', '(import "eval" (func))', /the function "eval"/],
    ['a core module', '(import "m" (core module))', /the core module "m"/],
    ['a component', '(import "c" (component))', /the component "c"/],
  ];
  for (const [what, text, message] of imports) {
    it(`is refused: ${what}`, async () => {
      const component = await parse(`(component ${text} ${exportsApi})`);
      await assert.rejects(admitBytes(component), refusal('EXTENSION_IMPORT_REFUSED', message));
    });
  }

  it('is refused when a name in the type of an interface is code', async () => {
    const component = await parse(
      `(component (import "forge:extension/host-log@0.2.0" (instance (export "a'];globalThis.PWN=1;//" (func)))) ${exportsApi})`,
    );
    await assert.rejects(admitBytes(component), refusal('EXTENSION_NAME_IN_BINARY_REFUSED', /PWN/));
  });

  it('is refused when it makes several instances of one core module', async () => {
    const component = await parse(`(component
      (core module $m (memory 1) (func (export "f")))
      (core instance $a (instantiate $m)) (core instance $b (instantiate $m))
      (func $f (canon lift (core func $a "f"))) (func $g (canon lift (core func $b "f")))
      (instance $i (export "f" (func $f)) (export "g" (func $g)))
      (export "forge:extension/extension-api@0.2.0" (instance $i)))`);
    await assert.rejects(admitBytes(component), refusal('EXTENSION_MEMORY_REFUSED', /several instances/));
  });

  it('is refused when it has more memories than a guest can need', async () => {
    const modules = Array.from(
      { length: 5 },
      (_, n) => `(core module $m${n} (memory 1) (func (export "f${n}")))`,
    );
    const instances = modules.map((_, n) => `(core instance $i${n} (instantiate $m${n}))`);
    const functions = modules.map((_, n) => `(func $f${n} (canon lift (core func $i${n} "f${n}")))`);
    const exports = modules.map((_, n) => `(export "f${n}" (func $f${n}))`);
    const component = await parse(`(component ${[...modules, ...instances, ...functions].join(' ')}
      (instance $i ${exports.join(' ')}) (export "forge:extension/extension-api@0.2.0" (instance $i)))`);
    await assert.rejects(admitBytes(component), refusal('EXTENSION_MEMORY_REFUSED', /5 memories/));
  });
});
