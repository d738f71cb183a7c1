import { printable } from '@forgepoint/common/forge-error.ts';
import type { Report, Status, Subgraph } from '@forgepoint/gateway/operated/shapes.ts';
import { formatTable } from '../terminal/table.ts';

const none = '-';
const mebibyte = 1_024 * 1_024;

/** Extensions as a table, with what is wrong with them below. */
export function formatSubgraphs(subgraphs: readonly Subgraph[]): string {
  const head = ['NAME', 'STATE', 'VERSION', 'ABI', 'REVISION', 'PID', 'MEMORY', 'RESTARTS'];
  const figures = ['CALLS', 'ERRORS', 'P50', 'P99', 'FUEL'];
  const areCounted = subgraphs.some(({ calls }) => calls !== null);
  const table = formatTable([
    areCounted ? [...head, ...figures] : head,
    ...subgraphs.map((one) => [...rowOf(one), ...(areCounted ? figuresOf(one) : [])]),
  ]);
  const problems = subgraphs.flatMap(problemsOf);
  return problems.length === 0 ? table : `${table}\n\n${problems.join('\n')}`;
}

export function formatStatus({ url, version, pid, ready, serving, generation, subgraphs }: Status): string {
  const state = ready ? 'ready' : serving ? 'serving, not all is ready' : 'starting';
  return `${url}  ${state}, generation ${generation}, version ${version}, process ${pid}\n\n${formatSubgraphs(subgraphs)}`;
}

export function formatReport({ generation, served, leftOut, disabled, gate }: Report): string {
  const lines = [`generation ${generation} serves ${served.join(', ')}`];
  if (disabled.length > 0) lines.push(`disabled: ${disabled.join(', ')}`);
  for (const { name, state, code, message } of leftOut) {
    lines.push('', `${printable(name)} is ${state.replace('-', ' ')}: ${code}`, `  ${printable(message)}`);
  }
  for (const { at, policy, refused, changes } of gate) {
    const who = refused.map(({ extension, revision }) => `${extension} ${revision}`).join(', ');
    lines.push(
      '',
      `${at}  clients would lose, by the policy "${policy}"${who === '' ? '' : `, with ${who}, which was refused`}:`,
    );
    for (const { what, users, verdict } of changes) {
      const by = users.length === 0 ? '' : ` (used by ${users.map(printable).join(', ')})`;
      lines.push(`  ${verdict === 'refused' ? 'refused' : 'passed '}  ${printable(what)}${by}`);
    }
  }
  return lines.join('\n');
}

/** A line of the log: time, level, whose it is, message, and the rest as JSON. */
export function formatLogLine(text: string): string {
  try {
    const {
      time,
      level,
      extension,
      subgraph,
      msg,
      program,
      pid: _,
      ...rest
    } = JSON.parse(text) as Record<string, unknown>;
    if (msg === undefined) return text;
    const whose = extension ?? subgraph ?? program;
    const more = Object.keys(rest).length === 0 ? '' : `  ${JSON.stringify(rest)}`;
    return printable(`${String(time)}  ${String(level).padEnd(5)}  ${String(whose)}  ${String(msg)}${more}`);
  } catch {
    return printable(text);
  }
}

function rowOf(one: Subgraph): readonly string[] {
  return [
    one.name,
    one.replacement === null ? one.state : `${one.state}*`,
    one.version === null ? none : printable(one.version),
    one.abi ?? none,
    one.revision ?? none,
    one.pid === null ? none : String(one.pid),
    one.memoryBytes === null ? none : `${Math.round(one.memoryBytes / mebibyte)} MiB`,
    String(one.restarts),
  ];
}

function figuresOf({ calls }: Subgraph): readonly string[] {
  if (calls === null) return [none, none, none, none, none];
  const milliseconds = (value: number | null): string => (value === null ? none : `${value.toFixed(1)} ms`);
  return [
    String(calls.calls),
    String(calls.errors),
    milliseconds(calls.p50Ms),
    milliseconds(calls.p99Ms),
    String(calls.fuel),
  ];
}

function problemsOf({ name, problem, replacement, disabled }: Subgraph): readonly string[] {
  return [
    ...(problem === null ? [] : [`${name}: ${problem.code}  ${printable(problem.message)}`]),
    ...(replacement === null
      ? []
      : [`${name}*: another version was refused: ${replacement.code}  ${printable(replacement.message)}`]),
    ...(disabled === null ? [] : [`${name}: disabled by the ${disabled.by}`]),
  ];
}
