import { statSync } from 'node:fs';
import { basename } from 'node:path';
import { extensionNameOfFile, type ExtensionName } from '@forgepoint/common/extension-name.ts';
import { noGrants } from '@forgepoint/common/extension-grants.ts';
import { ForgeError, systemReason, type WireError } from '@forgepoint/common/forge-error.ts';
import { decideRevision, type Revision } from '@forgepoint/common/permissions/revision.ts';
import type { GuestDescribed } from '@forgepoint/common/process/describe-messages.ts';
import { admitFile, type Admitted } from '@forgepoint/common/process/run-admission.ts';
import { describeComponent } from '@forgepoint/common/process/run-description.ts';
import { hostVersion } from '@forgepoint/common/version.ts';
import type { Config } from '@forgepoint/gateway/config/config.ts';
import { operatorOf } from '@forgepoint/gateway/config/operator.ts';
import { projectUrl } from '../project.ts';
import type { Terminal } from '../terminal/terminal.ts';

const admissionTimeoutMs = 60_000;

/** A component that a host would run, and what it says of itself. */
export interface Looked {
  readonly kind: 'looked';
  readonly extension: ExtensionName;
  /** Absolute path. */
  readonly file: string;
  /** Bytes. */
  readonly size: number;
  readonly admitted: Admitted;
  readonly revision: Revision;
  readonly described: GuestDescribed;
}

export type Look =
  | Looked
  | {
      readonly kind: 'refused';
      /** As far as the name of the file gives one. */
      readonly extension: string;
      readonly file: string;
      readonly error: WireError;
      /** What it logged before. */
      readonly said: readonly string[];
    };

/**
 * Does with a component what a gateway does before it serves it: admission, permissions and the start of its guest,
 * each in the jailed process that a gateway uses as well.
 * @param file absolute path
 * @param config whose folders keep what is admitted, and whose settings of the extension hold
 */
export async function lookAt(file: string, config: Config, terminal: Terminal): Promise<Look> {
  let said: readonly string[] = [];
  let extension: string = basename(file);
  try {
    const name = extensionNameOfFile(basename(file));
    extension = name;
    const { size } = sizeOf(file);
    terminal.step(`Admitting ${name}`);
    const admitted = await admitFile({
      program: projectUrl('subgraph-host/admission/main.ts'),
      file,
      extension: name,
      storeDir: config.folders.store,
      cacheDir: config.folders.cache,
      timeoutMs: admissionTimeoutMs,
    });
    const operator = operatorOf(config, name);
    const revision = decideRevision(name, admitted, operator, hostVersion);
    terminal.step(`Asking ${name} for its schema`);
    const description = await describeComponent({
      program: projectUrl('subgraph-host/describe/main.ts'),
      extension: name,
      artifactDir: admitted.artifactDir,
      permissions: revision.permissions,
      limits: revision.limits,
      configuration: revision.configuration,
      grants: config.extensions.get(name)?.grants ?? noGrants,
      startTimeoutMs: config.timeouts.startMs,
    });
    ({ said } = description);
    const { answer } = description;
    if (answer.kind === 'failed') return { kind: 'refused', extension, file, error: answer.error, said };
    return { kind: 'looked', extension: name, file, size, admitted, revision, described: answer };
  } catch (error) {
    if (!(error instanceof ForgeError) || error.code === 'COMMAND_INVALID') throw error;
    return { kind: 'refused', extension, file, error: error.toWire(), said };
  } finally {
    terminal.done();
  }
}

function sizeOf(file: string): { readonly size: number } {
  try {
    return statSync(file);
  } catch (error) {
    throw new ForgeError(
      'COMMAND_INVALID',
      `The file "${file}" cannot be looked at: ${systemReason(error)}.`,
      {
        remedy: 'Name a component, such as dist/issues.wasm.',
      },
    );
  }
}
