import { join } from 'node:path';
import type { Problem } from '../terminal/problem.ts';
import { problemInFile } from './problem-in-file.ts';

/** What `cargo build --message-format json` has said. */
export interface CargoOutput {
  /** Absolute path of the WebAssembly; `undefined` when there is none. */
  readonly wasm: string | undefined;
  /** Errors of the compiler. */
  readonly problems: readonly Problem[];
}

interface CargoMessage {
  readonly reason: string;
  readonly filenames?: readonly string[];
  readonly target?: { readonly kind: readonly string[] };
  readonly message?: Diagnostic;
}

interface Diagnostic {
  readonly level: string;
  readonly message: string;
  readonly code: { readonly code: string } | null;
  readonly spans: readonly Span[];
  readonly children: readonly Pick<Diagnostic, 'level' | 'message'>[];
}

interface Span {
  /** From the crate, or absolute. */
  readonly file_name: string;
  readonly line_start: number;
  readonly column_start: number;
  readonly is_primary: boolean;
  /** What the compiler would write in its place. */
  readonly label: string | null;
}

/**
 * @param stdout a JSON object in each line
 * @param crate absolute path
 * @see https://doc.rust-lang.org/cargo/reference/external-tools.html#json-messages
 */
export function readCargoMessages(stdout: string, crate: string): CargoOutput {
  let wasm: string | undefined;
  const problems: Problem[] = [];
  for (const line of stdout.split('\n')) {
    if (!line.startsWith('{')) continue;
    const { reason, filenames = [], target, message } = JSON.parse(line) as CargoMessage;
    if (reason === 'compiler-artifact' && target?.kind.includes('cdylib') === true) {
      wasm = filenames.find((file) => file.endsWith('.wasm')) ?? wasm;
    }
    // One that only counts the others has no place.
    if (reason === 'compiler-message' && message?.level === 'error' && message.spans.length > 0) {
      problems.push(toProblem(message, crate));
    }
  }
  return { wasm, problems };
}

function toProblem({ message, code, spans, children }: Diagnostic, crate: string): Problem {
  const span = spans.find(({ is_primary: isPrimary }) => isPrimary) ?? spans[0];
  const help = children.find(({ level }) => level === 'help')?.message;
  const said = [message, span?.label ?? undefined].filter((part) => part !== undefined).join(': ');
  const told = {
    code: code?.code ?? 'RUST',
    message: said.replace(/\.?$/, '.'),
    ...(help === undefined ? {} : { remedy: help }),
  };
  if (span === undefined) return told;
  return problemInFile({
    ...told,
    file: join(crate, span.file_name),
    line: span.line_start,
    column: span.column_start,
  });
}
