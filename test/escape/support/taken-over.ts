import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { glueFile, manifestFile, sha256, type Manifest } from '@forgepoint/common/admission/artifact.ts';
import { parseExtensionName } from '@forgepoint/common/extension-name.ts';
import { admitFile } from '@forgepoint/common/process/run-admission.ts';
import { fixture } from '../../support/guests.ts';
import { projectRoot } from '../../support/program.ts';

const attackerFile = (name: string): string =>
  readFileSync(fileURLToPath(new URL(`../attacker/${name}`, import.meta.url)), 'utf8');

/**
 * Admits an innocent guest, then puts an attacker's code into the JavaScript that was generated for it, and sets the
 * hash right: as if the name gate and the canonical names had let it through.
 * @param cacheDir of the gateway that is to run it
 * @returns the component's file
 */
export async function admitTakenOver(cacheDir: string, targets: object): Promise<string> {
  const file = await fixture('taken-over');
  const { artifactDir } = await admitFile({
    program: `${projectRoot}subgraph-host/admission/main.ts`,
    file,
    extension: parseExtensionName('taken-over'),
    storeDir: join(cacheDir, 'store'),
    cacheDir,
    timeoutMs: 60_000,
  });
  const gluePath = join(artifactDir, glueFile);
  const manifestPath = join(artifactDir, manifestFile);
  const manifest = JSON.parse(readFileSync(manifestPath, 'utf8')) as Manifest;
  const glue = [
    readFileSync(gluePath, 'utf8').replace('export function instantiate', 'function instantiateGuest'),
    attackerFile('attacks.js'),
    attackerFile('glue.js').replace('TARGETS', JSON.stringify(targets)),
  ].join('\n');
  const files = { ...manifest.files, [glueFile]: sha256(Buffer.from(glue)) };
  for (const path of [gluePath, manifestPath]) chmodSync(path, 0o600);
  writeFileSync(gluePath, glue);
  writeFileSync(manifestPath, JSON.stringify({ ...manifest, files }));
  return file;
}
