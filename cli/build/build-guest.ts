import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { Problem } from '../terminal/problem.ts';
import { digestInputs, readInputs, writeInputs } from './build-inputs.ts';
import { stamp, stampOf } from './build-stamp.ts';
import { toolchainOf, type InterfaceVersion } from './toolchain.ts';
import { writeFileAtomically } from '@forgepoint/common/write-file-atomically.ts';

export interface GuestBuild {
  /** Absolute path of the TypeScript module that exports `extensionApi`. */
  readonly entry: string;
  /** Absolute path of the manifest, which needn't be there; `manifest.json` beside the entry when left out. */
  readonly manifest?: string;
  /** Absolute path of the component. */
  readonly outFile: string;
  /** Absolute path of the file that remembers what the component was built from. */
  readonly recordFile: string;
  /** Absolute path of the source map of the JavaScript in it; none is written when left out. */
  readonly mapFile?: string;
  /** `0.2.0` when left out. */
  readonly interfaceVersion?: InterfaceVersion;
  /** Absolute path of a folder of WIT that the world is in; that of the interface when left out. */
  readonly witFolder?: string;
  /** World of the interface package; `extension` when left out. */
  readonly world?: string;
  /** A third smaller, but slower; `false` when left out. */
  readonly optSize?: boolean;
}

export type GuestBuildResult =
  | { readonly kind: 'built' | 'unchanged' }
  /** A file that was not built here stands at `outFile` and was left alone. */
  | { readonly kind: 'kept' }
  | { readonly kind: 'failed'; readonly problems: readonly Problem[] };

/** Builds a guest when its component is missing or was made of other inputs. */
export async function buildGuest(build: GuestBuild): Promise<GuestBuildResult> {
  const options = {
    interfaceVersion: build.interfaceVersion ?? '0.2.0',
    world: build.world ?? 'extension',
    optSize: build.optSize ?? false,
  };
  const manifest = build.manifest ?? join(dirname(build.entry), 'manifest.json');
  const hasManifest = existsSync(manifest);
  const toolchain = toolchainOf({
    ...options,
    hasManifest,
    ...(build.witFolder === undefined ? {} : { wit: 'own' }),
  });
  const present = readIfPresent(build.outFile);
  if (present !== undefined) {
    const builtFrom = stampOf(present);
    if (builtFrom === undefined) return { kind: 'kept' };
    const inputs = readInputs(build.recordFile);
    const hasMap = build.mapFile === undefined || existsSync(build.mapFile);
    if (hasMap && inputs !== undefined && builtFrom === digestInputs(toolchain, inputs)) {
      return { kind: 'unchanged' };
    }
  }
  // Loaded only now: a start with nothing to build must not wait for a bundler.
  const { componentizeGuest } = await import('./componentize-guest.ts');
  const startedMs = Date.now();
  const guest = await componentizeGuest(build.entry, { ...options, witFolder: build.witFolder });
  if (guest.kind === 'failed') return guest;
  const inputs = hasManifest ? [...guest.inputs, manifest] : guest.inputs;
  const digest = digestInputs(toolchain, inputs);
  if (digest === undefined) throw new Error(`A source of ${build.entry} went away during the build.`);
  // What was built is older than what the digest is of.
  if (inputs.some((file) => wasSavedSince(startedMs, file))) return buildGuest(build);
  const whole = await withManifest(guest.component, hasManifest, manifest);
  if ('problem' in whole) return { kind: 'failed', problems: [whole.problem] };
  if (build.mapFile !== undefined) writeSourceMap(build.mapFile, guest.map);
  writeFileAtomically(build.outFile, stamp(whole.component, digest));
  writeInputs(build.recordFile, inputs);
  return { kind: 'built' };
}

/** A file may claim to be from the future. */
function wasSavedSince(startedMs: number, file: string): boolean {
  const { mtimeMs } = statSync(file);
  return mtimeMs >= startedMs && mtimeMs <= Date.now();
}

/** With paths from the folder that it stands in, so that both can be moved. */
function writeSourceMap(file: string, map: string): void {
  const { sources, ...rest } = JSON.parse(map) as { readonly sources: readonly string[] };
  const paths = sources.map((source) => relative(dirname(file), source));
  writeFileAtomically(file, JSON.stringify({ ...rest, sources: paths }));
}

async function withManifest(
  component: Uint8Array,
  hasManifest: boolean,
  file: string,
): Promise<{ readonly component: Uint8Array } | { readonly problem: Problem }> {
  if (!hasManifest) return { component };
  const { embedManifest } = await import('./embed-manifest.ts');
  return embedManifest(component, file);
}

function readIfPresent(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
