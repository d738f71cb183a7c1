import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseExtensionName } from '@forgepoint/common/extension-name.ts';
import { admitFile, type Admitted } from '@forgepoint/common/process/run-admission.ts';
import { admit, type AdmittedComponent } from '../../../subgraph-host/admission/admit.ts';
import { refusalOf, refuseFor } from '../../../subgraph-host/admission/refusal.ts';
import { readPreview1Adapter } from '../../../subgraph-host/admission/to-component.ts';

export const admissionProgram = fileURLToPath(
  new URL('../../../subgraph-host/admission/main.ts', import.meta.url),
);

/** A folder of its own for one suite, with a store and a cache in it. */
export class AdmissionFolder implements Disposable {
  readonly path = mkdtempSync(join(tmpdir(), 'forgepoint-admission-'));
  readonly cacheDir = join(this.path, 'cache');
  readonly storeDir = join(this.path, 'store');

  /** Writes a file into it. @returns the path */
  file(name: string, content: Uint8Array | string): string {
    const path = join(this.path, name);
    writeFileSync(path, content);
    return path;
  }

  /** Admits a file by the real process. @param options the program and the deadline, when it is not the usual one */
  admit(
    file: string,
    options: { readonly program?: string; readonly timeoutMs?: number } = {},
  ): Promise<Admitted> {
    return admitFile({
      program: options.program ?? admissionProgram,
      file,
      extension: parseExtensionName('issues'),
      storeDir: this.storeDir,
      cacheDir: this.cacheDir,
      timeoutMs: options.timeoutMs ?? 60_000,
    });
  }

  [Symbol.dispose](): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

/** Admission in this process, with the errors that the process of its own would answer. */
export async function admitBytes(bytes: Uint8Array): Promise<AdmittedComponent> {
  const refuse = refuseFor('issues');
  try {
    return await admit(bytes, readPreview1Adapter(), refuse);
  } catch (error) {
    throw refusalOf(error, refuse);
  }
}

/** For `assert.rejects`: a refusal with that code, whose sentences say what is expected. */
export function refusal(code: string, message: RegExp): object {
  return { name: 'ForgeError', code, extension: 'issues', message, remedy: /\.$/ };
}
