import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';

/** @see https://webassembly.github.io/spec/core/exec/runtime.html#page-size */
export const wasmPageBytes = 65_536;

/** What admission grants a component. Another policy gives other artifacts: they are kept apart. */
export const admissionPolicy = {
  /** Raised when admission changes what it lets through or what it writes. */
  revision: 5,
  maxFileBytes: 32 * 1024 * 1024,
  /** Core modules with their metering, all together. */
  maxCodeBytes: 64 * 1024 * 1024,
  /** Generated JavaScript. */
  maxGlueBytes: 16 * 1024 * 1024,
  /** For each memory, whatever the operator grants: 1 GiB. What all of them may have is granted when they run. */
  maxMemoryPages: 1024 ** 3 / wasmPageBytes,
  /** Memories that one instance of the component may have; what a QuickJS guest has is 2. */
  maxMemories: 4,
  /** All tables of the component together. */
  maxTableElements: 1_000_000,
  maxTables: 16,
} as const;

/** The packages whose version decides what an artifact looks like. */
const tools = ['@bytecodealliance/jco-transpile', '@bytecodealliance/jco'];

/**
 * Tells artifacts of one policy from those of another.
 * @param program URL of a module that the tools are resolved from
 * @returns 16 hexadecimal digits
 */
export function policyVersion(program: string): string {
  const hash = createHash('sha256').update(JSON.stringify(admissionPolicy));
  for (const tool of tools) {
    const file = findPackageJSON(tool, program);
    if (file === undefined) throw new Error(`the package ${tool} is not installed`);
    hash.update(`\n${tool} ${versionIn(file)}`);
  }
  return hash.digest('hex').slice(0, 16);
}

function versionIn(packageJson: string): string {
  const { version } = JSON.parse(readFileSync(packageJson, 'utf8')) as { version?: unknown };
  return String(version);
}
