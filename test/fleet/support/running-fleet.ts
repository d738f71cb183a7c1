import { defaultRequestLimits } from '../../../gateway/request-limits.ts';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino, type Logger } from 'pino';
import { compose } from '../../../gateway/composition/compose.ts';
import { Fleet } from '../../../gateway/fleet/fleet.ts';
import { bindAddress, type ListeningSocket } from '../../../gateway/fleet/listening-socket.ts';
import { Metrics } from '../../../gateway/observability/metrics.ts';
import type { Generation } from '../../../gateway/generation.ts';
import { postGraphql } from '../../support/graphql-client.ts';
import { Program } from '../../support/program.ts';

/** A core subgraph that runs on its own, and a fleet that serves it. */
export class RunningFleet implements AsyncDisposable {
  readonly fleet: Fleet;
  readonly url: string;
  readonly port: number;
  readonly #socket: ListeningSocket;
  readonly #core: Program;
  readonly #coreUrl: string;
  readonly #coreSdl: string;
  readonly #dir: string;

  static async start(
    workers = 1,
    onLog: (line: Readonly<Record<string, unknown>>) => void = () => undefined,
  ): Promise<RunningFleet> {
    const dir = await mkdtemp(join(tmpdir(), 'forgepoint-test-'));
    const core = new Program('core-subgraph/bin.js', { cwd: dir, args: ['--port', '0'] });
    const line = await core.log.waitFor('the URL of core', ({ url }) => typeof url === 'string');
    const coreUrl = String(line['url']).replace(':0/', `:${portIn(line)}/`);
    const answer = await postGraphql(coreUrl, '{ _service { sdl } }');
    const { sdl } = (answer.data as { _service: { sdl: string } })._service;
    const socket = await bindAddress('127.0.0.1', 0);
    const logger: Logger = pino(
      { base: {} },
      { write: (text: string) => onLog(JSON.parse(text) as Record<string, unknown>) },
    );
    const fleet = new Fleet({
      settings: {
        host: '127.0.0.1',
        allowedHosts: null,
        requestTimeoutMs: 10_000,
        apiToken: null,
        introspection: true,
        limits: defaultRequestLimits,
        logLevel: 'warn',
        requestLog: 'failed',
      },
      listenFd: socket.fd,
      workers,
      readiness: () => ({ ready: true, serving: true, subgraphs: [] }),
      onUsed: () => undefined,
      retireGraceMs: 10_000,
      random: Math.random,
      observer: new Metrics(() => ({ ready: true, serving: true, subgraphs: [] })),
      logger,
    });
    await fleet.start();
    return new RunningFleet(fleet, socket, core, coreUrl, sdl, dir);
  }

  private constructor(
    fleet: Fleet,
    socket: ListeningSocket,
    core: Program,
    coreUrl: string,
    coreSdl: string,
    dir: string,
  ) {
    this.fleet = fleet;
    this.port = socket.port;
    this.url = `http://127.0.0.1:${socket.port}/graphql`;
    this.#socket = socket;
    this.#core = core;
    this.#coreUrl = coreUrl;
    this.#coreSdl = coreSdl;
    this.#dir = dir;
  }

  /** A generation that can be told from others: its type `Generation<id>` is in the schema. */
  generation(id: number): Generation {
    const sdl = `${this.#coreSdl}\ntype Generation${id} { id: ID }\nextend type Query { generation${id}: Generation${id} }`;
    const composed = compose([{ name: 'core', sdl, url: this.#coreUrl }]);
    if (composed.kind === 'failed') throw new Error(JSON.stringify(composed.problems));
    const target = { kind: 'url', url: this.#coreUrl } as const;
    return {
      id,
      supergraphSdl: composed.supergraphSdl,
      endpoints: new Map([['core', { name: 'core', target, internalToken: null }]]),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.fleet.drain(1_000);
    this.#socket[Symbol.dispose]();
    await this.#core[Symbol.asyncDispose]();
    await rm(this.#dir, { recursive: true, force: true });
  }
}

function portIn(line: Readonly<Record<string, unknown>>): string {
  return new URL(String(line['url'])).port;
}
