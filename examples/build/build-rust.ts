import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { embedManifest } from '@forgepoint/cli/build/embed-manifest.ts';
import { writeFileAtomically } from '@forgepoint/cli/build/write-atomically.ts';

const target = 'wasm32-unknown-unknown';

interface Toolchain {
  readonly cargo: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

export interface RustBuild {
  /** Absolute path of the crate, with a `manifest.json` in it. */
  readonly crate: string;
  /** Absolute path of the extension; what wit-bindgen makes is a core module, and the host makes a component of it. */
  readonly outFile: string;
}

/**
 * Builds an extension in Rust.
 * @throws Error when there is no toolchain for WebAssembly, with how to get one, or the compiler refuses
 */
export function buildRust({ crate, outFile }: RustBuild): void {
  const toolchain = findToolchain();
  if (toolchain === undefined) {
    throw new Error(
      `There is no Rust that can build for ${target}. Run "rustup target add ${target}", or on Debian "apt install rustc-web cargo-web rust-web-src lld-19".`,
    );
  }
  const { cargo, args, env } = toolchain;
  execFileSync(cargo, ['build', '--release', '--locked', '--target', target, ...args], {
    cwd: crate,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const name = /^name = "(.+)"$/m.exec(readFileSync(join(crate, 'Cargo.toml'), 'utf8'))?.[1] ?? '';
  const module = readFileSync(join(crate, 'target', target, 'release', `${name}.wasm`));
  mkdirSync(dirname(outFile), { recursive: true });
  const embedded = embedManifest(module, join(crate, 'manifest.json'));
  if ('problem' in embedded) throw new Error(`${embedded.problem.message} ${embedded.problem.remedy ?? ''}`);
  writeFileAtomically(outFile, embedded.component);
}

/** That of rustup when it has the target; else Debian's, which builds the standard library along. */
function findToolchain(): Toolchain | undefined {
  const sysroot = spawnSync('rustc', ['--print', 'sysroot'], { encoding: 'utf8' }).stdout;
  if (typeof sysroot === 'string' && existsSync(join(sysroot.trim(), 'lib/rustlib', target, 'lib'))) {
    return { cargo: 'cargo', args: [], env: {} };
  }
  const linker = '/usr/bin/wasm-ld-19';
  if (!existsSync(linker) || !existsSync('/usr/bin/cargo')) return undefined;
  return {
    cargo: '/usr/bin/cargo',
    args: ['-Zbuild-std=std,panic_abort'],
    env: { RUSTC: '/usr/bin/rustc', RUSTC_BOOTSTRAP: '1', RUSTFLAGS: `-C linker=${linker}` },
  };
}
