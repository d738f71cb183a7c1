import { resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { z } from 'zod';
import { ForgeError } from '@forgepoint/common/forge-error.ts';
import { OfflineData } from '@forgepoint/gateway/data/offline.ts';
import { backupManifestShape, restoredShape } from '@forgepoint/gateway/operated/backup-shapes.ts';
import type { OperatedData } from '@forgepoint/gateway/operated/operated.ts';
import type { CommandContext } from '../context.ts';
import { GatewayClient } from '../operator/gateway-client.ts';
import { tellRefusal } from '../operator/tell-refusal.ts';
import { readSettings } from '../read-settings.ts';
import { shownSize } from '../terminal/quantities.ts';
import { formatTable } from '../terminal/table.ts';
import type { OperateOptions } from './operate.ts';

export interface BackupOptions extends OperateOptions {
  readonly to: string;
}

export interface PurgeOptions extends OperateOptions {
  readonly yes?: true;
}

export async function runBackup(
  context: CommandContext,
  names: readonly string[],
  { to, config, json }: BackupOptions,
): Promise<void> {
  const { terminal, cwd } = context;
  await tellRefusal(context, json, async () => {
    using data = dataOf(context, config);
    const manifest = await data.backup(resolve(cwd, to), names.length === 0 ? undefined : names);
    if (json === true) terminal.json(manifest);
    else {
      const rows = manifest.entries.map(({ name, bytes, running }) => [
        name,
        shownSize(bytes),
        running?.version ?? '-',
      ]);
      terminal.result(formatTable([['NAME', 'SIZE', 'VERSION'], ...rows]));
    }
  });
}

export async function runRestore(
  context: CommandContext,
  folder: string,
  names: readonly string[],
  { config, json }: OperateOptions,
): Promise<void> {
  const { terminal, cwd } = context;
  await tellRefusal(context, json, async () => {
    using data = dataOf(context, config);
    const restored = await data.restore(resolve(cwd, folder), names.length === 0 ? undefined : names);
    if (json === true) terminal.json(restored);
    else {
      terminal.result(`restored ${restored.names.join(', ')}`);
      terminal.note(`What was there is kept in ${restored.kept}/ beside each database.`);
    }
  });
}

export async function runPurge(
  context: CommandContext,
  name: string,
  { config, json, yes }: PurgeOptions,
): Promise<void> {
  const { terminal } = context;
  using data = dataOf(context, config);
  if (yes !== true) await confirm(name);
  await tellRefusal(context, json, async () => {
    await data.purge(name);
    if (json === true) terminal.json({ purged: name });
    else terminal.result(`purged ${name}: its data is gone, and its names of the schema are anybody’s`);
  });
}

/** Through the gateway that runs, or at the files when none does. */
function dataOf(context: CommandContext, configFile: string | undefined): OperatedData & Disposable {
  const config = readSettings(context, configFile);
  const client = GatewayClient.ifThereIsOne(config.folders.state);
  if (client !== undefined) return new DataOfGateway(client);
  context.terminal.note('No gateway runs here: working on its files.');
  return new OfflineData(config);
}

class DataOfGateway implements OperatedData, Disposable {
  readonly #client: GatewayClient;

  constructor(client: GatewayClient) {
    this.#client = client;
  }

  backup(to: string, names: readonly string[] | undefined): ReturnType<OperatedData['backup']> {
    return this.#client.post(backupManifestShape, '/v1/backups', { to, names });
  }

  restore(from: string, names: readonly string[] | undefined): ReturnType<OperatedData['restore']> {
    return this.#client.post(restoredShape, '/v1/restores', { from, names });
  }

  async purge(name: string): Promise<void> {
    const path = `/v1/extensions/${encodeURIComponent(name)}/purge`;
    await this.#client.post(z.object({ purged: z.string() }), path, { confirm: name });
  }

  [Symbol.dispose](): void {
    // Nothing is held.
  }
}

async function confirm(name: string): Promise<void> {
  const input = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const ended = new Promise<string>((end) => {
      input.once('close', () => end(''));
    });
    const question = `All data of "${name}" will be gone for good. Type its name to go on: `;
    const typed = await Promise.race([input.question(question), ended]);
    if (typed.trim() === name) return;
  } finally {
    input.close();
  }
  throw new ForgeError('COMMAND_INVALID', 'Nothing was removed: that is not the name.', {
    remedy: 'Type the name of the extension, or say --yes.',
  });
}
