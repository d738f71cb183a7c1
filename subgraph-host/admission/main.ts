import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { sha256 } from '@forgepoint/common/admission/artifact.ts';
import { policyVersion } from '@forgepoint/common/admission/policy.ts';
import { dropPermissions } from '@forgepoint/common/process/drop-permissions.ts';
import { admit } from './admit.ts';
import { refusalOf, refuseFor } from './refusal.ts';
import { readPreview1Adapter } from './to-component.ts';
import { loadTranspiler } from './transpile-component.ts';
import { writeArtifact } from './write-artifact.ts';

/**
 * Admits one file and ends. It answers with one line of JSON on its standard output: `{"ok": true}` when the
 * artifact stands in the folder, else `{"error": …}` with a WireError.
 */
const { values } = parseArgs({
  options: {
    /** The immutable copy of the component. */
    file: { type: 'string' },
    /** Name of the extension, for errors. */
    extension: { type: 'string' },
    /** Empty folder that gets the artifact. */
    out: { type: 'string' },
  },
});
const { file, extension, out } = values;
if (file === undefined || extension === undefined || out === undefined) {
  throw new Error('--file, --extension and --out are needed');
}

const refuse = refuseFor(extension);
try {
  const bytes = readFileSync(file);
  const identity = { componentDigest: sha256(bytes), policyVersion: policyVersion(import.meta.url) };
  const adapter = readPreview1Adapter();
  await loadTranspiler();
  // From here on bytes of the extension are worked on, and nothing is needed but writing the result.
  dropPermissions('worker', 'fs.read');
  writeArtifact(out, await admit(bytes, adapter, refuse), identity);
  answer({ ok: true });
} catch (error) {
  answer({ error: refusalOf(error, refuse).toWire() });
}

function answer(result: object): void {
  process.stdout.write(`${JSON.stringify(result)}\n`);
}
