import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../support/free-port.ts';
import { Gateway } from '../../support/gateway.ts';
import { fixture } from '../../support/guests.ts';
import { Program } from '../../support/program.ts';

const suite = 'node_modules/@apollo/federation-subgraph-compatibility-tests/dist';

/**
 * The graph that the compatibility suite asks: its own subgraphs users and inventory, products as a component
 * behind the host, and the gateway over the three. Each is a process; each has a free port.
 */
export class CompatibilityGraph implements AsyncDisposable {
  readonly gateway: Gateway;
  readonly productsUrl: string;
  readonly #parts: AsyncDisposableStack;

  static async start(): Promise<CompatibilityGraph> {
    await using parts = new AsyncDisposableStack();
    const cwd = await mkdtemp(join(tmpdir(), 'forgepoint-test-'));
    parts.defer(() => rm(cwd, { recursive: true, force: true }));
    // The suite's subgraphs can't be told to take any port.
    const usersPort = await freePort();
    const inventoryPort = await freePort();
    const args = [
      await fixture('products'),
      '--port',
      '0',
      '--in-memory',
      '--no-watch',
      '--grant-federation',
    ];
    const products = parts.use(new Program('subgraph-host/bin.js', { cwd, args }));
    const users = parts.use(
      new Program(`${suite}/subgraphs/users/index.js`, { cwd, env: { USERS_PORT: `${usersPort}` } }),
    );
    const inventory = parts.use(
      new Program(`${suite}/subgraphs/inventory/index.js`, {
        cwd,
        env: { INVENTORY_PORT: `${inventoryPort}` },
      }),
    );
    const { url } = await products.log.waitFor('its URL', (line) => typeof line['url'] === 'string');
    for (const program of [users, inventory]) {
      await program.log.waitFor('that it is ready', ({ text }) => String(text).includes('ready at'));
    }
    const subgraphs = [
      `products=${String(url)}`,
      `users=http://localhost:${usersPort}/`,
      `inventory=http://localhost:${inventoryPort}/`,
    ];
    const gateway = parts.use(
      await Gateway.start({ args: subgraphs.flatMap((subgraph) => ['--subgraph', subgraph]) }),
    );
    return new CompatibilityGraph(gateway, String(url), parts.move());
  }

  private constructor(gateway: Gateway, productsUrl: string, parts: AsyncDisposableStack) {
    this.gateway = gateway;
    this.productsUrl = productsUrl;
    this.#parts = parts;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#parts.disposeAsync();
  }
}
