import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { pino } from 'pino';
import type { RepositoryContext, UserContext } from '@forgepoint/common/context-envelope.ts';
import { defaultDatabaseLimits } from '@forgepoint/common/database-limits.ts';
import { noGrants } from '@forgepoint/common/extension-grants.ts';
import { defaultLimits, type ExtensionLimits } from '@forgepoint/common/extension-limits.ts';
import { parseExtensionName } from '@forgepoint/common/extension-name.ts';
import { defaultGrants, type PermissionSet } from '@forgepoint/common/permissions/permission.ts';
import { admitFile } from '@forgepoint/common/process/run-admission.ts';
import { GuestCounts } from '../../subgraph-host/component/guest-counts.ts';
import { HostedExtension } from '../../subgraph-host/hosted-extension.ts';
import { postGraphql, type GraphqlAnswer } from './graphql-client.ts';
import { LogLines } from './log-lines.ts';
import { projectRoot } from './program.ts';

export interface HostedOptions {
  /** Path of the component. */
  readonly component: string;
  /** JSON text. */
  readonly config?: string;
  readonly limits?: Partial<ExtensionLimits>;
  /** Those of every extension when left out. */
  readonly permissions?: PermissionSet;
  readonly user?: UserContext;
  readonly repositories?: readonly RepositoryContext[];
  /** Folder of its database, when that is to outlive it. */
  readonly dataDir?: string;
}

/** One extension as the subgraph that it becomes, in this process: a real component, thread and database, over HTTP. */
export class Hosted implements AsyncDisposable {
  readonly log: LogLines;
  readonly host: HostedExtension;
  readonly #server: Server;
  readonly #remove: () => void;

  static async start(options: HostedOptions): Promise<Hosted> {
    const output = new PassThrough();
    const log = new LogLines(output);
    const ownDir = mkdtempSync(join(tmpdir(), 'forgepoint-hosted-'));
    const remove = (): void => rmSync(ownDir, { recursive: true, force: true });
    try {
      const extension = parseExtensionName('demo');
      const { artifactDir } = await admitFile({
        program: join(projectRoot, 'subgraph-host/admission/main.ts'),
        file: options.component,
        extension,
        storeDir: join(projectRoot, '.forge/test-cache/store'),
        cacheDir: join(projectRoot, '.forge/test-cache/cache'),
        timeoutMs: 120_000,
      });
      const fail = (reason: unknown): never => {
        throw new Error('the guest is lost', { cause: reason });
      };
      const host = await HostedExtension.start({
        extension,
        artifactDir,
        dataDir: options.dataDir ?? ownDir,
        durable: false,
        databaseLimits: defaultDatabaseLimits,
        configuration: { custom: options.config ?? null, schema: null, place: '--config' },
        permissions: options.permissions ?? defaultGrants,
        limits: { ...defaultLimits, ...options.limits },
        startTimeoutMs: 120_000,
        grants: noGrants,
        logger: pino({ level: 'trace' }, output),
        counts: new GuestCounts(),
        onLost: fail,
        killProcess: fail,
      });
      return new Hosted(host, await serve(host, options), log, remove);
    } catch (error) {
      remove();
      throw error;
    }
  }

  private constructor(host: HostedExtension, server: Server, log: LogLines, remove: () => void) {
    this.host = host;
    this.#server = server;
    this.log = log;
    this.#remove = remove;
  }

  async query(query: string, variables: Readonly<Record<string, unknown>> = {}): Promise<GraphqlAnswer> {
    const { port } = this.#server.address() as AddressInfo;
    return postGraphql(`http://127.0.0.1:${port}/graphql`, query, variables);
  }

  /** The data of an answer that has no errors. */
  async data<Data>(query: string, variables: Readonly<Record<string, unknown>> = {}): Promise<Data> {
    const answer = await this.query(query, variables);
    if (answer.errors !== undefined) throw new Error(`unexpected errors: ${JSON.stringify(answer.errors)}`);
    return answer.data as Data;
  }

  /** What the guest has logged as `message`, by the fields of the lines. */
  logged(message: string): readonly unknown[] {
    return this.log.lines.filter(({ msg }) => msg === message).map(({ fields }) => fields);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await this.host.shutdown(2_000);
    this.#remove();
  }
}

async function serve(host: HostedExtension, { user, repositories = [] }: HostedOptions): Promise<Server> {
  const server = createServer((request, response) => {
    void host.answer(request, response, () => ({
      requestId: crypto.randomUUID(),
      deadline: performance.now() + 60_000,
      user: user ?? null,
      repositories: Object.fromEntries(repositories.map((repository) => [repository.id, repository])),
    }));
  });
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, '127.0.0.1', resolve);
  await promise;
  return server;
}
