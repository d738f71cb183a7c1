import { readFileSync } from 'node:fs';
import { componentEmbed, componentNew, parse } from '@bytecodealliance/jco-transpile/wasm-tools';
import { readPreview1Adapter } from '../../../subgraph-host/admission/to-component.ts';

const interfaceText = readFileSync(
  new URL('../../../wit/0.2.0/forge-extension.wit', import.meta.url),
  'utf8',
);

export interface HandWritten {
  /** In the text format, such as `1` or `1 2`: the limits of the guest's memory. */
  readonly memory?: string;
  /** Instructions that `resolve-field` runs first; `(return (call $answer …))` answers with a number. */
  readonly resolve?: string;
  /** Instructions that these functions run first. */
  readonly first?: Readonly<Partial<Record<'init' | 'get-info' | 'get-schema' | 'cabi_realloc', string>>>;
  /** Further imports of the module in the text format. */
  readonly imports?: string;
  /** Further fields of the module in the text format. */
  readonly fields?: string;
  /** Its SDL, instead of one with the field `pages: Int!`; in ASCII, at most 900 characters. */
  readonly schema?: string;
  /** Changes the interface's text, such as its version. */
  readonly interface?: (text: string) => string;
}

/**
 * A core module for wasm32-wasip1 with a component-type section, as wit-bindgen makes them. Its `resolve-field`
 * makes the memory grow as far as it can, and answers with the number of pages.
 */
export async function handWrittenModule(options: HandWritten = {}): Promise<Uint8Array> {
  const witSource = (options.interface ?? ((text) => text))(interfaceText);
  const version = /package forge:extension@(.+);/.exec(witSource)?.[1] ?? '';
  const binary = await parse(moduleText(version, options));
  return componentEmbed({ binary, witSource, world: 'extension' });
}

/** The same as a component. */
export async function handWrittenComponent(options: HandWritten = {}): Promise<Uint8Array> {
  return componentNew(await handWrittenModule(options), [['wasi_snapshot_preview1', readPreview1Adapter()]]);
}

/** The bytes with a name replaced, wherever it stands, by another of the same length. */
export function renamed(bytes: Uint8Array, from: string, to: string): Uint8Array {
  if (to.length !== from.length) throw new Error('the lengths differ');
  const text = Buffer.from(bytes).toString('latin1');
  if (!text.includes(from)) throw new Error(`there is no ${from}`);
  return Buffer.from(
    text.replaceAll(from, () => to),
    'latin1',
  );
}

function moduleText(
  version: string,
  {
    memory = '1',
    imports = '',
    fields = '',
    resolve = '',
    first = {},
    schema = 'type Query{pages: Int!}',
  }: HandWritten,
): string {
  const api = `forge:extension/extension-api@${version}`;
  return `(module
    (import "wasi_snapshot_preview1" "random_get" (func $random (param i32 i32) (result i32)))
    (import "forge:extension/host-log@${version}" "log" (func $log (param i32 i32 i32)))
    ${imports}
    (memory (export "memory") ${memory})
    (global $next (mut i32) (i32.const 4096))
    (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32)
      (local $at i32)
      ${first.cabi_realloc ?? ''}
      (local.set $at
        (i32.and
          (i32.add (global.get $next) (i32.sub (local.get 2) (i32.const 1)))
          (i32.sub (i32.const 0) (local.get 2))))
      (global.set $next (i32.add (local.get $at) (local.get 3)))
      (block $enough
        (loop $grow
          (br_if $enough
            (i32.ge_u (i32.mul (memory.size) (i32.const 65536)) (global.get $next)))
          (br_if $grow (i32.ne (memory.grow (i32.const 1)) (i32.const -1))))
        (unreachable))
      (local.get $at))
    (func (export "${api}#init") (param i32 i32 i32 i32 i32 i32 i32 i32 i32) (result i32)
      ${first.init ?? ''}
      (drop (call $random (i32.const 2048) (i32.const 8)))
      (call $log (i32.const 2) (i32.const 16) (i32.const 5))
      (i32.store8 (i32.const 1024) (i32.const 0))
      (i32.const 1024))
    (func (export "${api}#get-info") (result i32)
      ${first['get-info'] ?? ''}
      (i32.store (i32.const 1024) (i32.const 16))
      (i32.store (i32.const 1028) (i32.const 5))
      (i32.store (i32.const 1032) (i32.const 32))
      (i32.store (i32.const 1036) (i32.const 5))
      (i32.store (i32.const 1040) (i32.const 0))
      (i32.store (i32.const 1044) (i32.const 0))
      (i32.const 1024))
    (func (export "${api}#get-schema") (result i32)
      ${first['get-schema'] ?? ''}
      (i32.store (i32.const 1024) (i32.const 48))
      (i32.store (i32.const 1028) (i32.const ${schema.length}))
      (i32.const 1024))
    (func (export "${api}#resolve-field") (param i32) (result i32)
      ${resolve}
      (loop $grow (br_if $grow (i32.ne (memory.grow (i32.const 1)) (i32.const -1))))
      (call $answer (memory.size)))
    (func $answer (param $number i32) (result i32)
      (local $at i32)
      (local.set $at (i32.const 1040))
      (loop $digit
        (local.set $at (i32.sub (local.get $at) (i32.const 1)))
        (i32.store8 (local.get $at) (i32.add (i32.const 48) (i32.rem_u (local.get $number) (i32.const 10))))
        (br_if $digit (local.tee $number (i32.div_u (local.get $number) (i32.const 10)))))
      (i32.store8 (i32.const 1048) (i32.const 0))
      (i32.store (i32.const 1052) (local.get $at))
      (i32.store (i32.const 1056) (i32.sub (i32.const 1040) (local.get $at)))
      (i32.const 1048))
    (func (export "${api}#shutdown"))
    (data (i32.const 16) "pages")
    (data (i32.const 32) "1.0.0")
    (data (i32.const 48) ${JSON.stringify(schema)})
    ${fields}
  )`;
}
