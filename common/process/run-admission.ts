import { rmSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { execa } from 'execa';
import {
  artifactDirOf,
  createStagingFolder,
  findArtifact,
  publishArtifact,
  type ArtifactCache,
} from '../admission/artifact-cache.ts';
import type { Artifact } from '../admission/artifact.ts';
import { storeFile, type StoredFile } from '../admission/content-store.ts';
import { jailFlags } from '../admission/jail-flags.ts';
import { admissionPolicy, policyVersion } from '../admission/policy.ts';
import type { ExtensionName } from '../extension-name.ts';
import { ForgeError, isErrorCode, type WireError } from '../forge-error.ts';
import { noManifest, parseManifest, type ExtensionManifest } from '../permissions/manifest.ts';

export interface AdmissionRequest {
  /** `subgraph-host/admission/main.ts`: its URL or its path. */
  readonly program: URL | string;
  /** The extension's file as the operator put it there. */
  readonly file: string;
  readonly extension: ExtensionName;
  /** Absolute path of the folder that keeps a copy of every file by its content. */
  readonly storeDir: string;
  /** Absolute path of the folder that keeps the artifacts. */
  readonly cacheDir: string;
  /** Longest time that the process may take, milliseconds. */
  readonly timeoutMs: number;
  /** Flags for Node beside those that jail the process. */
  readonly nodeFlags?: readonly string[] | undefined;
}

/** A component that may run. */
export interface Admitted {
  /** sha256 of the file, in hex. */
  readonly digest: string;
  /** Absolute path; its content never changes. */
  readonly artifactDir: string;
  readonly abiVersion: string;
  /** Names of the imported interfaces, without versions. */
  readonly imports: readonly string[];
  /** What the component exports: interfaces with their versions, and functions that nobody calls. */
  readonly exports: readonly string[];
  /** What the component says of its needs. */
  readonly manifest: ExtensionManifest;
  /** @see policyVersion */
  readonly policyVersion: string;
}

/** What the process may print at most, bytes. */
const maxOutput = 100_000;

/**
 * Admits an extension's file: reads it once, and lets a jailed process of its own make an artifact of that copy,
 * unless there is one already.
 * @throws ForgeError EXTENSION_… with what is wrong with the file, EXTENSION_ADMISSION_FAILED when the process
 * came to no result
 */
export async function admitFile(request: AdmissionRequest): Promise<Admitted> {
  const { extension, storeDir, cacheDir } = request;
  const program = request.program instanceof URL ? fileURLToPath(request.program) : request.program;
  const stored = storeFile(request.file, extension, storeDir, admissionPolicy.maxFileBytes);
  const cache = { folder: cacheDir, policyVersion: policyVersion(pathToFileURL(program).href) };
  const artifact =
    findArtifact(cache, stored.digest) ?? (await makeArtifact(request, program, stored, cache));
  return {
    digest: artifact.digest,
    artifactDir: artifactDirOf(cache, artifact.digest),
    abiVersion: artifact.abiVersion,
    imports: artifact.imports,
    exports: artifact.exports,
    manifest: manifestOf(artifact, extension),
    policyVersion: artifact.policyVersion,
  };
}

function manifestOf({ extensionManifest }: Artifact, extension: ExtensionName): ExtensionManifest {
  if (extensionManifest === null) return noManifest;
  const parsed = parseManifest(Buffer.from(extensionManifest));
  if (parsed.kind === 'manifest') return parsed.manifest;
  throw new ForgeError('EXTENSION_MANIFEST_INVALID', parsed.problem.message, {
    extension,
    remedy: parsed.problem.remedy,
  });
}

async function makeArtifact(
  request: AdmissionRequest,
  program: string,
  stored: StoredFile,
  cache: ArtifactCache,
): Promise<Artifact> {
  const staged = createStagingFolder(cache);
  try {
    const end = await runProcess(request, program, stored, staged);
    const refusal = refusalIn(end, request);
    if (refusal !== undefined) throw refusal;
    return publishArtifact(cache, stored.digest, staged);
  } finally {
    rmSync(staged, { recursive: true, force: true });
  }
}

interface ProcessEnd {
  readonly stdout: string;
  readonly stderr: string;
  readonly timedOut: boolean;
  /** How it ended, for a sentence. */
  readonly how: string;
}

/** The process writes into one empty folder and nothing else: it can't touch what was admitted before. */
async function runProcess(
  { extension, timeoutMs, nodeFlags = [] }: AdmissionRequest,
  program: string,
  stored: StoredFile,
  staged: string,
): Promise<ProcessEnd> {
  const { stdout, stderr, timedOut, exitCode, signal } = await execa(
    process.execPath,
    [
      ...jailFlags({ program, read: [stored.path], write: [staged] }),
      ...nodeFlags,
      program,
      '--file',
      stored.path,
      '--extension',
      extension,
      '--out',
      staged,
    ],
    {
      env: { NODE_ENV: 'production' },
      // In a thread under its permission model, Node lets everything in the working directory be read.
      cwd: staged,
      extendEnv: false,
      stdin: 'ignore',
      timeout: timeoutMs,
      killSignal: 'SIGKILL',
      maxBuffer: maxOutput,
      reject: false,
    },
  );
  return {
    stdout,
    stderr,
    timedOut,
    how: signal === undefined ? `with the code ${exitCode}` : `by ${signal}`,
  };
}

/** @returns why there is no artifact, or `undefined` when the process says that it made one */
function refusalIn(end: ProcessEnd, { extension, timeoutMs }: AdmissionRequest): ForgeError | undefined {
  const failed = (message: string, remedy: string): ForgeError =>
    new ForgeError('EXTENSION_ADMISSION_FAILED', message, { extension, remedy, cause: end });
  if (end.timedOut) {
    return failed(
      `Preparing the component took longer than ${timeoutMs} ms.`,
      'Build a smaller component, or try again when the machine is less busy.',
    );
  }
  const answer = parseAnswer(end.stdout);
  if (answer === 'ok') return undefined;
  if (answer !== undefined) return ForgeError.fromWire({ ...answer, extension });
  const said = end.stderr.trim().split('\n').at(-1) ?? '';
  return failed(
    `The process that prepares the component ended ${end.how} and without a result${said === '' ? '' : `; it said: ${said}`}.`,
    'If the component is large, give the machine more memory; otherwise report this.',
  );
}

function parseAnswer(stdout: string): WireError | 'ok' | undefined {
  let answer: { ok?: unknown; error?: Partial<Record<keyof WireError, unknown>> } | null;
  try {
    answer = JSON.parse(stdout) as typeof answer;
  } catch {
    return undefined;
  }
  if (answer?.ok === true) return 'ok';
  const error = answer?.error;
  if (!isErrorCode(error?.code) || typeof error.message !== 'string') return undefined;
  const { code, message, remedy } = error;
  return { code, message, ...(typeof remedy === 'string' ? { remedy } : {}) };
}
