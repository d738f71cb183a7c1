import { execFile, spawn } from 'node:child_process';
import { promisify } from 'node:util';
import { freePort } from '../../support/free-port.ts';
import { postGraphql, type GraphqlAnswer } from '../../support/graphql-client.ts';
import { LogLines, type LogLine } from '../../support/log-lines.ts';

const execute = promisify(execFile);
/** For one command, the build of the image included. */
const timeoutMs = 600_000;
/** For something that an engine does by itself, such as a restart. */
const eventTimeoutMs = 120_000;

/** What `docker inspect` tells of a container, as far as it is looked at. */
export interface Container {
  readonly Id: string;
  readonly RestartCount: number;
  readonly HostConfig: { readonly Dns: readonly string[] };
  readonly State: {
    readonly Pid: number;
    readonly ExitCode: number;
    readonly Health: { readonly Status: string };
  };
  readonly NetworkSettings: {
    readonly Ports: Readonly<
      Record<string, readonly { readonly HostIp: string; readonly HostPort: string }[] | null>
    >;
    readonly Networks: Readonly<Record<string, unknown>>;
  };
}

export interface Exit {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The compose file run by a real engine, in a copy of the project. */
export class ComposeProject {
  readonly #dir: string;
  readonly #env: NodeJS.ProcessEnv;
  readonly url: string;

  /** @param dir the copy: files may be added to it */
  static async at(dir: string): Promise<ComposeProject> {
    return new ComposeProject(dir, await freePort());
  }

  private constructor(dir: string, port: number) {
    this.#dir = dir;
    // Names of their own: what a developer runs on this machine is left alone.
    this.#env = {
      ...process.env,
      COMPOSE_PROJECT_NAME: 'forgepoint-test',
      FORGE_IMAGE: this.image,
      FORGE_PORT: String(port),
    };
    this.url = `http://localhost:${port}/graphql`;
  }

  get image(): string {
    return 'forgepoint-test';
  }

  /** Runs `docker …`. @returns its standard output @throws Error with what it said */
  async docker(...args: readonly string[]): Promise<string> {
    const { code, stdout, stderr } = await this.tryDocker(...args);
    if (code !== 0) throw new Error(`docker ${args.join(' ')} ended with ${code}:\n${stdout}\n${stderr}`);
    return stdout;
  }

  async tryDocker(...args: readonly string[]): Promise<Exit> {
    const options = { cwd: this.#dir, env: this.#env, timeout: timeoutMs, maxBuffer: 64 * 1024 * 1024 };
    try {
      return { code: 0, ...(await execute('docker', args, options)) };
    } catch (error) {
      const { code, stdout, stderr } = error as { code?: unknown; stdout: string; stderr: string };
      if (typeof code !== 'number') throw error;
      return { code, stdout, stderr };
    }
  }

  /** Runs lines of shell, and waits until what they started is healthy. */
  async shell(script: string): Promise<void> {
    await execute('bash', ['-euo', 'pipefail', '-c', script], {
      cwd: this.#dir,
      env: this.#env,
      timeout: timeoutMs,
    });
    await this.compose('up', '--detach', '--wait');
  }

  /** Runs `docker compose …`. @throws Error with what it said, and the last words of the containers */
  async compose(...args: readonly string[]): Promise<string> {
    try {
      return await this.docker('compose', ...args);
    } catch (error) {
      const { stdout } = await this.tryDocker('compose', 'logs', '--no-color', '--tail', '20');
      throw new Error(`What the containers logged last:\n${stdout}`, { cause: error });
    }
  }

  /** The compose file as it is understood. */
  async config(): Promise<
    Readonly<Record<string, { readonly deploy: { readonly resources: { readonly limits: Limits } } }>>
  > {
    const { services } = JSON.parse(await this.compose('config', '--format', 'json')) as {
      services: Awaited<ReturnType<ComposeProject['config']>>;
    };
    return services;
  }

  async container(service: string): Promise<Container> {
    const id = (await this.compose('ps', '--all', '--quiet', service)).trim();
    const [container] = JSON.parse(await this.docker('inspect', id)) as readonly Container[];
    if (container === undefined) throw new Error(`there is no container of ${service}`);
    return container;
  }

  /** Runs JavaScript inside a service's container, with `fs` at hand. @returns what it prints */
  async inside(service: string, script: string): Promise<string> {
    return (await this.compose('exec', '-T', service, 'node', '-e', script)).trim();
  }

  /** Resolves when the container's health is found good from now on. */
  async healthyAgain(service: string): Promise<void> {
    const since = now();
    const { Id } = await this.container(service);
    await this.#waitFor(
      ['events', '--format', '{{json .}}', '--filter', `container=${Id}`, '--since', since],
      `that ${service} is healthy`,
      ({ Action }) => Action === 'health_status: healthy',
    );
  }

  /** Resolves when the service logs a matching line from now on. */
  async logs(service: string, what: string, matches: (line: LogLine) => boolean): Promise<void> {
    const since = now();
    const { Id } = await this.container(service);
    await this.#waitFor(['logs', '--follow', '--since', since, Id], what, matches);
  }

  async #waitFor(args: readonly string[], what: string, matches: (line: LogLine) => boolean): Promise<void> {
    const child = spawn('docker', args, {
      cwd: this.#dir,
      env: this.#env,
      stdio: ['ignore', 'pipe', 'inherit'],
      timeout: eventTimeoutMs,
    });
    try {
      await new LogLines(child.stdout).waitFor(what, matches);
    } finally {
      child.kill();
    }
  }

  async query(query: string): Promise<GraphqlAnswer> {
    return postGraphql(this.url, query);
  }

  /** The data of an answer that has no errors. */
  async data<Data>(query: string): Promise<Data> {
    const { data, errors } = await this.query(query);
    if (errors !== undefined) throw new Error(`unexpected errors: ${JSON.stringify(errors)}`);
    return data as Data;
  }
}

function now(): string {
  return new Date().toISOString();
}

interface Limits {
  readonly memory: string;
  readonly pids: number;
}
