import assert from 'node:assert/strict';
import type { Gateway } from '../../support/gateway.ts';
import type { LogLine } from '../../support/log-lines.ts';

/** What an operator is told of something that can't be served. */
export interface Refusal {
  readonly code: string;
  /** What its sentence says of the cause and of the remedy. */
  readonly says: RegExp;
}

interface Readyz {
  readonly ready: boolean;
  readonly subgraphs: readonly {
    readonly name: string;
    readonly state: string;
    readonly code?: string;
    readonly message?: string;
  }[];
}

export async function readyz(gateway: Gateway): Promise<Readyz> {
  return (await (await fetch(`${new URL(gateway.url).origin}/readyz`)).json()) as Readyz;
}

/** Lines that call for an operator, but for what a guest logs in its own words. */
export function alarms(gateway: Gateway): readonly LogLine[] {
  return gateway.program.log.lines.filter(
    ({ level, source }) => (level === 'error' || level === 'fatal') && source !== 'guest',
  );
}

/**
 * One line in the log, and the same in `/readyz`, but without paths of the host.
 * @param name in `/readyz`, when it is not the extension's
 */
export async function assertRefused(
  gateway: Gateway,
  extension: string,
  { code, says }: Refusal,
  name = extension,
): Promise<void> {
  const lines = alarms(gateway).filter((line) => line['extension'] === extension);
  assert.equal(lines.length, 1, JSON.stringify(lines));
  const [line] = lines;
  assert.equal(line?.['code'], code);
  assertSentence(gateway, line?.['reason'], says);
  const shown = (await readyz(gateway)).subgraphs.filter((subgraph) => subgraph.name === name);
  assert.deepEqual(shown, [{ name, state: 'refused', code, message: line?.['reason'] }]);
}

/** A gateway that doesn't serve says why in one line, and leaves no process behind. */
export async function assertStops(gateway: Gateway, { code, says }: Refusal): Promise<LogLine> {
  const { exited, log } = gateway.program;
  const serving = log.waitFor('its URL', ({ url }) => typeof url === 'string');
  const end = await Promise.race([
    exited,
    serving.then(
      () => 'it serves',
      () => exited,
    ),
  ]);
  assert.deepEqual(end, { code: 1, signal: null });
  const lines = alarms(gateway);
  assert.equal(lines.length, 1, JSON.stringify(lines));
  const [line] = lines;
  assert.equal(line?.['level'], 'fatal');
  assert.equal(line?.['code'], code);
  assert.match(String(line?.['reason']), says);
  assert.deepEqual(gateway.program.errors.lines, []);
  return line ?? {};
}

function assertSentence(gateway: Gateway, reason: unknown, says: RegExp): void {
  assert.ok(typeof reason === 'string');
  assert.match(reason, says);
  assert.match(reason, /^[A-Z"].*\.$/, 'whole sentences');
  assert.doesNotMatch(reason, /\n|\bat .*\.ts:|node:internal/, 'no stack trace');
  assert.ok(!reason.includes(gateway.dir), `a path of the host in: ${reason}`);
}
