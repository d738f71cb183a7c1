import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { digestInputs, readInputs, writeInputs } from './build-inputs.ts';
import { stamp, stampOf } from './build-stamp.ts';
import { toolchainOf, type InterfaceVersion } from './toolchain.ts';
import { writeFileAtomically } from './write-atomically.ts';

export interface GuestBuild {
  /** Absolute path of the TypeScript module that exports `extensionApi`; a `manifest.json` beside it goes in as well. */
  readonly entry: string;
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

/** `kept`: a file that was not built here stands at `outFile` and was left alone. */
export type GuestBuildResult = 'built' | 'unchanged' | 'kept';

/**
 * Builds a guest when its component is missing or was made of other inputs.
 * @throws Error of the bundler or of the componentizer, with the place in the source
 */
export async function buildGuest(build: GuestBuild): Promise<GuestBuildResult> {
  const options = {
    interfaceVersion: build.interfaceVersion ?? '0.2.0',
    world: build.world ?? 'extension',
    optSize: build.optSize ?? false,
    ...(build.witFolder === undefined ? {} : { wit: 'own' }),
  };
  const manifest = join(dirname(build.entry), 'manifest.json');
  const hasManifest = existsSync(manifest);
  const toolchain = toolchainOf({ ...options, hasManifest });
  const present = readIfPresent(build.outFile);
  if (present !== undefined) {
    const builtFrom = stampOf(present);
    if (builtFrom === undefined) return 'kept';
    const inputs = readInputs(build.recordFile);
    const hasMap = build.mapFile === undefined || existsSync(build.mapFile);
    if (hasMap && inputs !== undefined && builtFrom === digestInputs(toolchain, inputs)) return 'unchanged';
  }
  // Loaded only now: a start with nothing to build must not wait for a bundler.
  const { componentizeGuest } = await import('./componentize-guest.ts');
  const {
    component,
    map,
    inputs: sources,
  } = await componentizeGuest(build.entry, { ...options, witFolder: build.witFolder });
  const inputs = hasManifest ? [...sources, manifest] : sources;
  const digest = digestInputs(toolchain, inputs);
  if (digest === undefined) throw new Error(`A source of ${build.entry} went away during the build.`);
  if (build.mapFile !== undefined) writeSourceMap(build.mapFile, map);
  writeFileAtomically(build.outFile, stamp(await withManifest(component, hasManifest, manifest), digest));
  writeInputs(build.recordFile, inputs);
  return 'built';
}

/** With paths from the folder that it stands in, so that both can be moved. */
function writeSourceMap(file: string, map: string): void {
  const { sources, ...rest } = JSON.parse(map) as { readonly sources: readonly string[] };
  const paths = sources.map((source) => relative(dirname(file), source));
  writeFileAtomically(file, JSON.stringify({ ...rest, sources: paths }));
}

async function withManifest(component: Uint8Array, hasManifest: boolean, file: string): Promise<Uint8Array> {
  if (!hasManifest) return component;
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
