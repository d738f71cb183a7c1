import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { postGraphql, type GraphqlAnswer } from './graphql-client.ts';
import { Program, projectRoot } from './program.ts';

export interface GatewayOptions {
  /** Components to put into the extensions folder, by extension name. */
  readonly extensions?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  /** What stands in `forge.config.json`. */
  readonly config?: object;
  readonly args?: readonly string[];
  /** The folder of an earlier run, to start it again on what that left. */
  readonly dir?: string;
}

/** The gateway as an operator runs it, with everything it owns in a folder of its own. */
export class Gateway implements AsyncDisposable {
  readonly program: Program;
  readonly dir: string;
  readonly #ownsDir: boolean;
  url = '';

  static async start(options: GatewayOptions = {}): Promise<Gateway> {
    const gateway = await Gateway.spawn(options);
    const line = await gateway.program.log.waitFor(
      'the URL that it serves',
      ({ url }) => typeof url === 'string',
    );
    gateway.url = String(line['url']);
    return gateway;
  }

  /** Starts it without waiting until it serves. */
  static async spawn(options: GatewayOptions = {}): Promise<Gateway> {
    const dir = options.dir ?? (await mkdtemp(join(tmpdir(), 'forgepoint-test-')));
    await mkdir(join(dir, 'extensions_dir'), { recursive: true });
    for (const [name, file] of Object.entries(options.extensions ?? {})) {
      await cp(file, join(dir, 'extensions_dir', `${name}.wasm`));
    }
    if (options.config !== undefined) {
      await writeFile(join(dir, 'forge.config.json'), JSON.stringify(options.config));
    }
    return new Gateway(dir, options.dir === undefined, options);
  }

  private constructor(dir: string, ownsDir: boolean, { env = {}, args = [] }: GatewayOptions) {
    this.dir = dir;
    this.#ownsDir = ownsDir;
    this.program = new Program('gateway/bin.js', {
      cwd: dir,
      args,
      env: {
        FORGE_PORT: '0',
        FORGE_OPERATOR_PORT: '0',
        FORGE_LOG_LEVEL: 'debug',
        FORGE_CACHE_DIR: join(projectRoot, '.forge/test-cache'),
        ...env,
      },
    });
  }

  async query(query: string, variables: Readonly<Record<string, unknown>> = {}): Promise<GraphqlAnswer> {
    return postGraphql(this.url, query, variables);
  }

  /** The data of an answer that has no errors. */
  async data<Data>(query: string, variables: Readonly<Record<string, unknown>> = {}): Promise<Data> {
    const answer = await this.query(query, variables);
    if (answer.errors !== undefined) throw new Error(`unexpected errors: ${JSON.stringify(answer.errors)}`);
    return answer.data as Data;
  }

  /** PID of the process that serves a subgraph now. */
  async pidOf(subgraph: string): Promise<number> {
    await this.program.log.waitFor(`a ready ${subgraph}`, (line) => isReady(line, subgraph));
    const latest = this.program.log.lines.findLast((line) => isReady(line, subgraph));
    return Number(latest?.['childPid']);
  }

  /** Resolves when the subgraph's process is ready from now on. */
  async nextReady(subgraph: string): Promise<void> {
    await this.program.log.next(`${subgraph} ready again`, (line) => isReady(line, subgraph));
  }

  async stop(): Promise<{ readonly code: number | null; readonly signal: string | null }> {
    return this.program.stop('SIGTERM');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.program[Symbol.asyncDispose]();
    if (this.#ownsDir) await rm(this.dir, { recursive: true, force: true });
  }
}

function isReady(line: Readonly<Record<string, unknown>>, subgraph: string): boolean {
  return line['subgraph'] === subgraph && line['state'] === 'ready';
}
