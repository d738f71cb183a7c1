import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** A Rust compiler that can build for WebAssembly. */
export interface RustToolchain {
  readonly cargo: string;
  readonly target: string;
  /** More arguments of `cargo build`. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** The first that is installed is taken. What the first gives is a core module, which the host makes a component of. */
const targets = ['wasm32-unknown-unknown', 'wasm32-wasip2'];

export const howToInstall =
  'Install one: "rustup target add wasm32-unknown-unknown" (https://rustup.rs), or on Debian "apt install rustc-web cargo-web rust-web-src lld-19".';

/**
 * That of rustup when it has a target; else Debian's, which builds the standard library along.
 * @param cwd absolute path of the crate, which can have a rust-toolchain.toml
 */
export function findRustToolchain(
  cwd: string,
  environment: Readonly<Record<string, string | undefined>>,
): RustToolchain | undefined {
  const { stdout } = spawnSync('rustc', ['--print', 'sysroot'], { cwd, env: environment, encoding: 'utf8' });
  const sysroot = typeof stdout === 'string' ? stdout.trim() : '';
  for (const target of targets) {
    if (sysroot !== '' && existsSync(join(sysroot, 'lib/rustlib', target, 'lib'))) {
      return { cargo: 'cargo', target, args: [], env: {} };
    }
  }
  const linker = '/usr/bin/wasm-ld-19';
  if (!existsSync(linker) || !existsSync('/usr/bin/cargo')) return undefined;
  return {
    cargo: '/usr/bin/cargo',
    target: 'wasm32-unknown-unknown',
    args: ['-Zbuild-std=std,panic_abort'],
    env: { RUSTC: '/usr/bin/rustc', RUSTC_BOOTSTRAP: '1', RUSTFLAGS: `-C linker=${linker}` },
  };
}
