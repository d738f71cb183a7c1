import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ForgeError } from '@forgepoint/common/forge-error.ts';
import { dropPermissions } from '@forgepoint/common/process/drop-permissions.ts';
import { admit, type AdmittedComponent } from '../../../subgraph-host/admission/admit.ts';
import { refusalOf, refuseFor } from '../../../subgraph-host/admission/refusal.ts';
import { readPreview1Adapter } from '../../../subgraph-host/admission/to-component.ts';
import { loadTranspiler } from '../../../subgraph-host/admission/transpile-component.ts';
import { writeArtifact } from '../../../subgraph-host/admission/write-artifact.ts';
import { mutate } from './mutate.ts';
import type { MutantOutcome } from './admit-mutants.ts';
import { runAdmitted } from './run-admitted.ts';

/**
 * Admits mutants in one process, jailed as admission is, and runs what is admitted. It prints a line of JSON for each. A
 * transpiler that has trapped is of no more use: the process ends then, and its parent starts another.
 */
const [, , file = '', from = '0', to = '0', artifacts = ''] = process.argv;
const component = readFileSync(file);
const adapter = readPreview1Adapter();
await loadTranspiler();
dropPermissions('worker', 'fs.read');

const refuse = refuseFor('mutant');

for (let number = Number(from); number < Number(to); number += 1) {
  const { outcome, poisoned } = await outcomeOf(number);
  process.stdout.write(`${JSON.stringify({ number, outcome })}\n`);
  if (poisoned) break;
}

async function outcomeOf(number: number): Promise<{ outcome: MutantOutcome; poisoned: boolean }> {
  try {
    const admitted = await admit(mutate(component, number), adapter, refuse);
    if (artifacts !== '') keep(admitted, join(artifacts, String(number)));
    return { outcome: await runAdmitted(admitted), poisoned: false };
  } catch (error) {
    const { code } = refusalOf(error, refuse);
    return { outcome: code, poisoned: isTrap(error) || (error instanceof ForgeError && isTrap(error.cause)) };
  }
}

function keep(admitted: AdmittedComponent, folder: string): void {
  mkdirSync(folder, { mode: 0o700 });
  writeArtifact(folder, admitted, { componentDigest: '0'.repeat(64), policyVersion: '0'.repeat(16) });
}

function isTrap(error: unknown): boolean {
  return error instanceof WebAssembly.RuntimeError || error instanceof RangeError;
}
