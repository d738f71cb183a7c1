import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  glueFile,
  manifestFile,
  manifestFormat,
  sha256,
  type Manifest,
} from '@forgepoint/common/admission/artifact.ts';
import type { AdmittedComponent } from './admit.ts';

/** Who may read what admission wrote: this user alone. */
const fileMode = 0o600;

/** Writes an artifact into an empty folder; the manifest goes last. */
export function writeArtifact(
  folder: string,
  component: AdmittedComponent,
  identity: Pick<Manifest, 'componentDigest' | 'policyVersion'>,
): void {
  const files = new Map([[glueFile, component.glue], ...component.modules]);
  for (const [name, bytes] of files) writeFileSync(join(folder, name), bytes, { mode: fileMode, flag: 'wx' });
  const manifest: Manifest = {
    formatVersion: manifestFormat,
    ...identity,
    abiVersion: component.abiVersion,
    imports: component.imports,
    exports: component.exports,
    extensionManifest: component.extensionManifest,
    initialPages: component.initialPages,
    files: Object.fromEntries([...files].map(([name, bytes]) => [name, sha256(bytes)])),
  };
  writeFileSync(join(folder, manifestFile), JSON.stringify(manifest), { mode: fileMode, flag: 'wx' });
}
