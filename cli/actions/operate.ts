import { z } from 'zod';
import { ForgeError } from '@forgepoint/common/forge-error.ts';
import { reportShape, statusShape, subgraphShape } from '@forgepoint/gateway/operated/shapes.ts';
import type { CommandContext } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { formatLogLine, formatReport, formatStatus, formatSubgraphs } from '../operator/format.ts';
import { GatewayClient, RefusedByGateway } from '../operator/gateway-client.ts';
import { readSettings } from '../read-settings.ts';
import { formatProblem, problemOfError } from '../terminal/problem.ts';

export interface OperateOptions {
  readonly config?: string;
  readonly json?: true;
}

export interface LogsOptions extends OperateOptions {
  readonly follow?: true;
  readonly level?: string;
  readonly lines: string;
}

export type Order = 'reload' | 'disable' | 'enable' | 'release' | 'accept';

export async function runStatus(context: CommandContext, { config, json }: OperateOptions): Promise<void> {
  const status = await clientOf(context, config).json(statusShape, '/v1/status');
  if (json === true) context.terminal.json(status);
  else context.terminal.result(formatStatus(status));
  if (!status.ready) context.exit(exitCodes.problems.code);
}

export async function runList(context: CommandContext, { config, json }: OperateOptions): Promise<void> {
  const shape = z.object({ extensions: z.array(subgraphShape) });
  const list = await clientOf(context, config).json(shape, '/v1/extensions');
  if (json === true) context.terminal.json(list);
  else if (list.extensions.length === 0) context.terminal.note('There is no extension.');
  else context.terminal.result(formatSubgraphs(list.extensions));
}

export async function runOrder(
  context: CommandContext,
  order: Order,
  name: string,
  { config, json }: OperateOptions,
): Promise<void> {
  const path = `/v1/extensions/${encodeURIComponent(name)}/${order}`;
  await tellRefusal(context, json, async () => {
    const shown = await clientOf(context, config).json(subgraphShape, path, { method: 'POST' });
    if (json === true) context.terminal.json(shown);
    else context.terminal.result(formatSubgraphs([shown]));
  });
}

export async function runSupergraph(context: CommandContext, { config }: OperateOptions): Promise<void> {
  context.terminal.result((await clientOf(context, config).text('/v1/supergraph')).trimEnd());
}

export async function runReport(context: CommandContext, { config, json }: OperateOptions): Promise<void> {
  const report = await clientOf(context, config).json(reportShape, '/v1/report');
  if (json === true) context.terminal.json(report);
  else context.terminal.result(formatReport(report));
  if (report.leftOut.length > 0) context.exit(exitCodes.problems.code);
}

export async function runLogs(
  context: CommandContext,
  extension: string | undefined,
  { config, json, follow, level, lines }: LogsOptions,
): Promise<void> {
  const query = new URLSearchParams({ lines });
  if (extension !== undefined) query.set('extension', extension);
  if (level !== undefined) query.set('level', level);
  if (follow === true) query.set('follow', 'true');
  const ending = new AbortController();
  process.once('SIGINT', () => ending.abort());
  try {
    for await (const line of clientOf(context, config).lines(`/v1/logs?${query}`, ending.signal)) {
      context.terminal.result(json === true ? line : formatLogLine(line));
    }
  } catch (error) {
    if (ending.signal.aborted) return;
    if (error instanceof ForgeError || follow !== true) throw error;
    context.terminal.note('The gateway has ended.');
  }
}

/** Tells what the gateway could not do as a problem: the command itself was in order. */
async function tellRefusal(
  { terminal, exit }: CommandContext,
  json: true | undefined,
  act: () => Promise<void>,
): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (!(error instanceof RefusedByGateway)) throw error;
    const problem = problemOfError(error);
    if (json === true) terminal.json({ problems: [problem] });
    else terminal.result(formatProblem(problem, terminal, 'result'));
    exit(exitCodes.problems.code);
  }
}

/** @param config file of the settings, where another is meant than the one of the working folder */
function clientOf(context: CommandContext, config: string | undefined): GatewayClient {
  return new GatewayClient(readSettings(context, config).folders.state);
}
