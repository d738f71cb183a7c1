import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { after, before, describe, it } from 'node:test';
import { findRustToolchain } from '@forgepoint/cli/build/rust-toolchain.ts';
import { Workplace } from './support/forge.ts';

const rust = findRustToolchain(tmpdir(), process.env);
const withoutRustup =
  rust === undefined || rust.args.length > 0 ? 'no Rust with a target of rustup here' : false;
const debians = existsSync('/usr/bin/cargo') ? 'Debian has one here' : false;

describe('forge build on a crate in Rust', { skip: withoutRustup }, () => {
  const place = new Workplace();
  const rustup = Object.fromEntries(
    [`CARGO_HOME`, `RUSTUP_HOME`].map((name) => [
      name,
      process.env[name] ?? `${process.env['HOME']}/.${name.slice(0, -5).toLowerCase()}`,
    ]),
  );
  before(() => {
    mkdirSync(place.path('counts/src'), { recursive: true });
    place.write(
      'counts/Cargo.toml',
      '[package]\nname = "counts"\nversion = "0.1.0"\nedition = "2024"\n\n[lib]\ncrate-type = ["cdylib"]\n',
    );
    place.write('counts/src/lib.rs', 'pub fn one() -> u32 {\n    1\n}\n');
    place.write('counts/manifest.json', '{ "manifestVersion": 1 }');
  });
  after(() => place[Symbol.dispose]());

  it('gives the WebAssembly of cargo with the manifest in it, once', async () => {
    const { code, stdout, stderr } = await place.forge(['build', 'counts'], rustup);
    assert.equal(code, 0, stdout + stderr);
    assert.match(stdout, /^counts\/dist\/counts\.wasm {2}\d+ bytes, built in /);
    const file = readFileSync(place.path('counts/dist/counts.wasm'));
    assert.deepEqual([...file.subarray(0, 4)], [0, 0x61, 0x73, 0x6d]);
    assert.ok(file.includes('forge:manifest'));
    assert.match((await place.forge(['build', 'counts'], rustup)).stdout, /, unchanged in /);
  });

  it('shows what the compiler finds with its place and what it would write', async () => {
    using _ = place.edited('counts/src/lib.rs', '    1', '    one_more');
    const { code, stdout } = await place.forge(['build', 'counts'], rustup);
    assert.equal(code, 1);
    assert.match(
      stdout,
      /^counts\/src\/lib\.rs:2:5 E0425\n {2}cannot find value `one_more`[^]* {4}2 \| +one_more\n/,
    );
  });

  it('says what is missing in a crate that makes no WebAssembly', async () => {
    using _ = place.edited('counts/Cargo.toml', '[lib]\ncrate-type = ["cdylib"]\n', '');
    const { code, stdout } = await place.forge(['build', 'counts'], rustup);
    assert.equal(code, 1);
    assert.match(
      stdout,
      /makes no WebAssembly\.\n {2}→ Write in Cargo\.toml: \[lib\] crate-type = \["cdylib"\]/,
    );
  });

  it('passes on what cargo says of a Cargo.toml that is none', async () => {
    using _ = place.edited('counts/Cargo.toml', 'edition = "2024"', 'edition = "1066"');
    const { code, stdout } = await place.forge(['build', 'counts'], rustup);
    assert.equal(code, 1);
    assert.match(stdout, /BUILD_FAILED\n {2}cargo says: error: failed to parse manifest.*1066/);
  });

  it('says in one sentence how to get a compiler where there is none', { skip: debians }, async () => {
    mkdirSync(place.path('only-node'));
    symlinkSync(process.execPath, place.path('only-node/node'));
    const { code, stdout } = await place.forge(['build', 'counts'], { PATH: place.path('only-node') });
    assert.equal(code, 1);
    assert.match(stdout, /no Rust here.*\n {2}→ Install one: "rustup target add wasm32-unknown-unknown"/);
  });
});
