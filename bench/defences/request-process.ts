import { once } from 'node:events';
import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { HeaderMap } from '@apollo/server';
import { internalTokenHeader } from '@forgepoint/common/context-envelope.ts';
import { hasInternalToken } from '@forgepoint/common/http/internal-token.ts';
import { hasBearerToken } from '@forgepoint/common/http/bearer-token.ts';
import { createLogger } from '@forgepoint/common/logging.ts';
import { createDocumentGate } from '../../gateway/graph/document-gate.ts';
import { defaultRequestLimits } from '../../gateway/request-limits.ts';
import type { CallOutcome, GuestCall } from '../../subgraph-host/component/guest-call.ts';
import type { FromWorker } from '../../subgraph-host/component/protocol.ts';
import { parseWorkerMessage } from '../../subgraph-host/component/worker-messages.ts';
import { startApolloServer } from '../../subgraph-host/http/apollo-server.ts';
import { createCallBatcher } from '../../subgraph-host/schema/call-batcher.ts';
import { buildExecutableSchema } from '../../subgraph-host/schema/executable.ts';
import { inThread, operations, type BuiltGuest, type Defence, type Measurement } from './defences.ts';
import { buildUncheckedSchema } from './unchecked-schema.ts';

/**
 * A host's process, without HTTP: carries out requests as its parent says, with these defences and not those, and
 * answers with the processor time that all of its threads have taken.
 */
const [, , folder = '', guestText = ''] = process.argv;
const guest = JSON.parse(guestText) as BuiltGuest;
const token = 'a-token-of-forty-three-characters-in-base64';
const logger = createLogger('subgraph-host', 'silent');
const maxResultLength = 8 * 1024 * 1024;

interface Thread {
  call(calls: readonly GuestCall[]): Promise<readonly CallOutcome[]>;
}

async function startThread(on: readonly Defence[]): Promise<Thread> {
  const worker = new Worker(new URL('./guest-thread.ts', import.meta.url), {
    workerData: { guest, databaseFile: join(folder, `${on.join('-') || 'none'}-${process.pid}.db`), on },
  });
  const isChecked = on.includes('output');
  const waiting = new Map<number, (outcomes: readonly CallOutcome[]) => void>();
  worker.on('error', (error: unknown) => {
    throw error;
  });
  await once(worker, 'message');
  worker.on('message', (message: FromWorker) => {
    const parsed = isChecked ? parseWorkerMessage(message, maxResultLength) : message;
    if (parsed === undefined) throw new Error('a message was refused');
    if (parsed.type === 'done') waiting.get(parsed.id)?.(parsed.outcomes);
  });
  let lastId = 0;
  return {
    call: (calls) => {
      lastId += 1;
      const { promise, resolve } = Promise.withResolvers<readonly CallOutcome[]>();
      waiting.set(lastId, resolve);
      worker.postMessage({ id: lastId, mode: 'read', calls, apart: false });
      return promise;
    },
  };
}

const plan = { sdl: guest.sdl, entities: new Map() };
const servers = {
  checked: await startApolloServer('serves', buildExecutableSchema('serves', plan), logger),
  unchecked: await startApolloServer('serves', buildUncheckedSchema(guest.sdl), logger),
};
const threads = new Map<string, Thread>();

async function threadWith(on: readonly Defence[]): Promise<Thread> {
  const own = [...inThread, 'output' as const].filter((defence) => on.includes(defence));
  const key = own.join();
  const known = threads.get(key) ?? (await startThread(own));
  threads.set(key, known);
  return known;
}

const request = new IncomingMessage(new Socket());
request.headers = { authorization: `Bearer ${token}`, [internalTokenHeader]: token };
const headers = new HeaderMap([['content-type', 'application/json']]);

async function measure({ on, operation, times }: Measurement): Promise<number> {
  const thread = await threadWith(on);
  const has = (defence: Defence): boolean => on.includes(defence);
  const server = has('output') ? servers.checked : servers.unchecked;
  const gate = createDocumentGate(defaultRequestLimits);
  const source = operations[operation];
  const start = process.cpuUsage();
  for (let time = 0; time < times; time += 1) {
    if (has('token') && !(hasBearerToken(request, token) && hasInternalToken(request, token)))
      throw new Error('refused');
    if (has('document') && gate(source) !== undefined) throw new Error('refused');
    const { body } = await server.executeHTTPGraphQLRequest({
      httpGraphQLRequest: { method: 'POST', headers, search: '', body: { query: source } },
      context: () =>
        Promise.resolve({
          requestId: 'bench',
          user: null,
          repositories: {},
          caller: createCallBatcher((_mode, calls) => thread.call(calls)),
        }),
    });
    if (body.kind !== 'complete' || body.string.includes('"errors"')) throw new Error(JSON.stringify(body));
  }
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1_000;
}

process.on('message', (measurement: Measurement) => {
  measure(measurement).then(
    (cpuMs) => process.send?.({ cpuMs }),
    (error: unknown) => process.send?.({ error: String(error) }),
  );
});
process.send?.({ ready: true });
