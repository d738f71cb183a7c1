import { setTimeout as pause } from 'node:timers/promises';
import { put } from '../../test/hot-reload/support/extension-files.ts';
import { Versions } from '../../test/hot-reload/support/versions.ts';
import { Gateway } from '../../test/support/gateway.ts';

const saves = 10;
const askEveryMs = 5;

/** From saving a component that was never admitted, with another schema and a migration, to its first answer. */
export async function saveToAnswer(): Promise<string> {
  const versions = await Versions.build();
  await using gateway = await Gateway.start({ env: { FORGE_LOG_LEVEL: 'debug', FORGE_CACHE_DIR: '' } });
  const answered = async (number: number): Promise<void> => {
    for (;;) {
      const { data } = await gateway.query('{ version }');
      if (Number(data?.['version']) === number) return;
      await pause(askEveryMs);
    }
  };
  await put(gateway, 'notes', versions.component(1));
  await answered(1);
  const times: number[] = [];
  const stages = new Map<string, number[]>();
  for (let number = 2; number <= saves + 1; number += 1) {
    const from = gateway.program.log.lines.length;
    const startedAt = Date.now();
    const started = performance.now();
    await put(gateway, 'notes', versions.component(number));
    await answered(number);
    times.push(performance.now() - started);
    for (const { msg, state, time } of gateway.program.log.lines.slice(from)) {
      const stage = msg === 'a subgraph changes its state' || msg === 'a subgraph is ready' ? state : msg;
      if (!['an extension is admitted', 'prepared', 'ready', 'composed'].includes(String(stage))) continue;
      const known = stages.get(String(stage)) ?? [];
      stages.set(String(stage), [...known, Date.parse(String(time)) - startedAt]);
    }
  }
  return [...stages, ['answered', times] as const].map(([stage, reached]) => line(stage, reached)).join('');
}

function line(what: string, times: readonly number[]): string {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (part: number): string =>
    Math.round(sorted[Math.floor((sorted.length - 1) * part)] ?? 0).toString();
  return `${what.padEnd(26)} median ${at(0.5)} ms, least ${at(0)}, most ${at(1)}\n`;
}
