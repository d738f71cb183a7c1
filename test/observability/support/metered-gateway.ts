import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { pino } from 'pino';
import { readConfig } from '../../../gateway/config/read-config.ts';
import { ControlPlane } from '../../../gateway/control/control-plane.ts';
import { Fleet } from '../../../gateway/fleet/fleet.ts';
import { bindAddress } from '../../../gateway/fleet/listening-socket.ts';
import { Metrics } from '../../../gateway/observability/metrics.ts';
import { OperationRecord } from '../../../gateway/schema-change/operation-record.ts';
import { postGraphql, type GraphqlAnswer } from '../../support/graphql-client.ts';
import { LogLines } from '../../support/log-lines.ts';
import { projectRoot } from '../../support/program.ts';
import { Exposition } from './exposition.ts';

/** The control process of a gateway in this process, so that its figures are at hand; all others are as ever. */
export class MeteredGateway implements AsyncDisposable {
  readonly metrics: Metrics;
  readonly log: LogLines;
  readonly dir: string;
  readonly url: string;
  readonly #stop: () => Promise<void>;

  /** @param extensions components by extension name */
  static async start(extensions: Readonly<Record<string, string>>): Promise<MeteredGateway> {
    const dir = await mkdtemp(join(tmpdir(), 'forgepoint-test-'));
    await mkdir(join(dir, 'extensions_dir'));
    for (const [name, file] of Object.entries(extensions)) {
      await cp(file, join(dir, 'extensions_dir', `${name}.wasm`));
    }
    const environment = {
      FORGE_PORT: '0',
      FORGE_CACHE_DIR: join(projectRoot, '.forge/test-cache'),
      FORGE_BREAKING_CHANGES: 'off',
    };
    const config = readConfig({ argv: [], environment, cwd: dir });
    if (config === 'help') throw new Error('nobody asked for help');
    const output = new PassThrough();
    const log = new LogLines(output);
    const logger = pino({ level: 'debug' }, output);
    const { host, port, fd } = await bindAddress('127.0.0.1', 0);
    const operations = new OperationRecord();
    const metrics = new Metrics(() => graph.readiness());
    const fleet = new Fleet({
      settings: {
        host,
        allowedHosts: null,
        requestTimeoutMs: config.timeouts.requestMs,
        apiToken: null,
        introspection: true,
        limits: config.requestLimits,
        logLevel: 'silent',
        requestLog: 'failed',
      },
      listenFd: fd,
      workers: 1,
      readiness: () => graph.readiness(),
      onUsed: (operation) => operations.note(operation),
      retireGraceMs: 10_000,
      random: Math.random,
      observer: metrics,
      logger,
    });
    const graph = new ControlPlane({
      config,
      reread: () => config,
      operations,
      publish: (generation, beforeAccept) => fleet.serve(generation, beforeAccept),
      observer: metrics,
      logger,
    });
    await Promise.all([fleet.start(), graph.start()]);
    return new MeteredGateway(metrics, log, dir, `http://127.0.0.1:${port}/graphql`, async () => {
      await fleet.drain(1_000);
      await graph.stop();
      await rm(dir, { recursive: true, force: true });
    });
  }

  private constructor(metrics: Metrics, log: LogLines, dir: string, url: string, stop: () => Promise<void>) {
    this.metrics = metrics;
    this.log = log;
    this.dir = dir;
    this.url = url;
    this.#stop = stop;
  }

  query(query: string, variables: Readonly<Record<string, unknown>> = {}): Promise<GraphqlAnswer> {
    return postGraphql(this.url, query, variables);
  }

  /** Its figures as of now. */
  async scrape(): Promise<Exposition> {
    return new Exposition(await this.metrics.text());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stop();
  }
}
