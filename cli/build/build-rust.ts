import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { execa } from 'execa';
import { writeFileAtomically } from '@forgepoint/common/write-file-atomically.ts';
import type { Problem } from '../terminal/problem.ts';
import type { GuestBuildResult } from './build-guest.ts';
import { stamp, stampOf } from './build-stamp.ts';
import { readCargoMessages } from './cargo-messages.ts';
import { embedManifest } from './embed-manifest.ts';
import { findRustToolchain, howToInstall } from './rust-toolchain.ts';

export interface RustBuild {
  /** Absolute path of the crate. */
  readonly crate: string;
  /** Absolute path of the manifest, which needn't be there. */
  readonly manifest: string;
  /** Absolute path of the extension; what wit-bindgen makes is a core module, and the host makes a component of it. */
  readonly outFile: string;
}

/** Builds an extension in Rust by cargo, which knows by itself what has changed. */
export async function buildRust({ crate, manifest, outFile }: RustBuild): Promise<GuestBuildResult> {
  const present = existsSync(outFile) ? readFileSync(outFile) : undefined;
  const builtFrom = present === undefined ? undefined : stampOf(present);
  if (present !== undefined && builtFrom === undefined) return { kind: 'kept' };
  const toolchain = findRustToolchain(crate, process.env);
  if (toolchain === undefined) return failed([noToolchain]);
  const { cargo, target, args, env } = toolchain;
  const built = await execa(
    cargo,
    ['build', '--release', '--target', target, '--message-format', 'json', ...args],
    { cwd: crate, env, stdin: 'ignore', reject: false, maxBuffer: maxOutput },
  );
  const { wasm, problems } = readCargoMessages(built.stdout, crate);
  if (built.exitCode !== 0) return failed(problems.length > 0 ? problems : [cargoFailed(built.stderr)]);
  if (wasm === undefined) return failed([noLibrary]);
  const embedded = existsSync(manifest)
    ? embedManifest(readFileSync(wasm), manifest)
    : { component: readFileSync(wasm) };
  if ('problem' in embedded) return failed([embedded.problem]);
  const digest = createHash('sha256').update(embedded.component).digest('hex');
  if (digest === builtFrom) return { kind: 'unchanged' };
  writeFileAtomically(outFile, stamp(embedded.component, digest));
  return { kind: 'built' };
}

/** UTF-16 units: a crate with its dependencies says a line for each. */
const maxOutput = 100_000_000;

function failed(problems: readonly Problem[]): GuestBuildResult {
  return { kind: 'failed', problems };
}

const noToolchain: Problem = {
  code: 'BUILD_FAILED',
  message: 'There is no Rust here that can build for WebAssembly.',
  remedy: howToInstall,
};

const noLibrary: Problem = {
  code: 'BUILD_FAILED',
  message: 'The crate makes no WebAssembly.',
  remedy: 'Write in Cargo.toml: [lib] crate-type = ["cdylib"].',
};

/** Something before the compiler, such as a dependency that can't be had. */
function cargoFailed(stderr: string): Problem {
  const lines = stderr.split('\n').map((line) => line.trim());
  const from = lines.findIndex((line) => line.startsWith('error'));
  const said = lines.slice(Math.max(from, 0)).filter((line) => line !== '');
  return { code: 'BUILD_FAILED', message: `cargo says: ${said.join(' ')}`.slice(0, 1_000) };
}
