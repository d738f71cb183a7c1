import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Gateway } from '../../support/gateway.ts';
import type { LogLine } from '../../support/log-lines.ts';

/** Where an extension's file is. */
export function fileOf(gateway: Gateway, name: string): string {
  return join(gateway.dir, 'extensions_dir', `${name}.wasm`);
}

/** Puts a file in its place as a whole. */
export async function put(gateway: Gateway, name: string, component: Uint8Array): Promise<void> {
  const made = join(gateway.dir, `${name}.new`);
  await writeFile(made, component);
  await rename(made, fileOf(gateway, name));
}

/** Does something and waits for the line that the gateway logs because of it. */
export async function logs(
  gateway: Gateway,
  msg: string,
  act: () => Promise<unknown>,
  matches: (line: LogLine) => boolean = () => true,
): Promise<LogLine> {
  const line = gateway.program.log.next(msg, (one) => one['msg'] === msg && matches(one));
  await act();
  return line;
}

export const messages = {
  replaced: 'an extension is replaced',
  removed: 'an extension is removed; its data and its names are kept',
  refused: 'a new version is refused; the one before goes on',
  composed: 'composed',
} as const;

export async function replace(gateway: Gateway, name: string, component: Uint8Array): Promise<LogLine> {
  return logs(gateway, messages.replaced, () => put(gateway, name, component));
}

export async function refuse(gateway: Gateway, name: string, component: Uint8Array): Promise<LogLine> {
  return logs(gateway, messages.refused, () => put(gateway, name, component));
}

export async function remove(gateway: Gateway, name: string): Promise<LogLine> {
  return logs(gateway, messages.removed, () => rm(fileOf(gateway, name)));
}

/** What `/readyz` shows of a subgraph. */
export async function shownOf(
  gateway: Gateway,
  name: string,
): Promise<Readonly<Record<string, unknown>> | undefined> {
  const response = await fetch(`${new URL(gateway.url).origin}/readyz`);
  const { subgraphs } = (await response.json()) as { subgraphs: Readonly<Record<string, unknown>>[] };
  return subgraphs.find((subgraph) => subgraph['name'] === name);
}
