import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { exampleIssues, fixture } from '../support/guests.ts';
import { Gateway } from '../support/gateway.ts';

describe('a subgraph process that dies', () => {
  let gateway: Gateway;

  before(async () => {
    gateway = await Gateway.start({
      extensions: { issues: await exampleIssues() },
      env: { FORGE_REQUEST_TIMEOUT_MS: '4000' },
    });
    await gateway.data('mutation { createRepository(input: { slug: "forge" }) { id } }');
    await gateway.data('mutation { createIssue(input: { title: "survives" }) { id } }');
  });
  after(() => gateway[Symbol.asyncDispose]());

  it('nulls only its own fields with a coded error that names the extension, while others answer', async () => {
    const pid = await gateway.pidOf('issues');
    process.kill(pid, 'SIGSTOP');
    const answer = await gateway.query('{ getAllRepositories { slug issues { id } } }');
    assert.deepEqual(answer.data, { getAllRepositories: [{ slug: 'forge', issues: null }] });
    const [error] = answer.errors ?? [];
    assert.equal(error?.extensions?.['extension'], 'issues');
    assert.equal(error?.extensions?.['code'], 'EXTENSION_TIMEOUT');
    assert.match(error?.message ?? '', /issues/);

    const back = gateway.nextReady('issues');
    process.kill(pid, 'SIGKILL');
    await back;
    assert.deepEqual(await gateway.data('{ getAllIssues { title } }'), {
      getAllIssues: [{ title: 'survives' }],
    });
  });

  it('is waited for: queries during its restart are answered by its successor', async () => {
    process.kill(await gateway.pidOf('issues'), 'SIGKILL');
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => gateway.query('{ getAllIssues { title } }')),
    );
    for (const answer of answers) assert.deepEqual(answer.data, { getAllIssues: [{ title: 'survives' }] });
  });

  it('is started again when a connection was on its way to it', async () => {
    const pid = await gateway.pidOf('issues');
    process.kill(pid, 'SIGSTOP');
    // More at once than there are connections: new ones are handed to a process that doesn't take them.
    const answers = Array.from({ length: 5 }, () => gateway.query('{ getAllIssues { title } }'));
    await gateway.program.log.next('requests on their way', ({ msg }) => msg === 'operation started');
    const back = gateway.nextReady('issues');
    process.kill(pid, 'SIGKILL');
    await back;
    await Promise.all(answers);
    assert.deepEqual(await gateway.data('{ getAllIssues { title } }'), {
      getAllIssues: [{ title: 'survives' }],
    });
  });

  it('leaves the extensions answering when it is core', async () => {
    const pid = await gateway.pidOf('core');
    process.kill(pid, 'SIGSTOP');
    const answer = await gateway.query('{ getAllIssues { title } getAllGroups { slug } }');
    assert.deepEqual(await gateway.data('{ getAllIssues { title } }'), {
      getAllIssues: [{ title: 'survives' }],
    });
    assert.ok((answer.errors?.length ?? 0) > 0);
    const back = gateway.nextReady('core');
    process.kill(pid, 'SIGKILL');
    await back;
    assert.deepEqual(await gateway.data('{ getAllRepositories { slug } }'), {
      getAllRepositories: [{ slug: 'forge' }],
    });
  });
});

describe('a guest that misbehaves', () => {
  let gateway: Gateway;

  before(async () => {
    gateway = await Gateway.start({
      extensions: { demo: await fixture('misbehaves-on-demand'), issues: await exampleIssues() },
      env: { FORGE_CALL_TIMEOUT_MS: '400' },
    });
  });
  after(() => gateway[Symbol.asyncDispose]());

  const codeOf = async (query: string): Promise<unknown> => {
    const { errors } = await gateway.query(query);
    assert.equal(errors?.[0]?.extensions?.['extension'], 'demo', JSON.stringify(errors));
    return errors?.[0]?.extensions?.['code'];
  };

  it('gets a new instance after a trap', async () => {
    assert.equal(await codeOf('{ trap }'), 'EXTENSION_TRAPPED');
    assert.deepEqual(await gateway.data('{ fine }'), { fine: 'fine' });
  });

  it('is ended when it spins, while its neighbours answer and the other reads of the request succeed', async () => {
    const [spinning, neighbour] = await Promise.all([
      gateway.query('{ fine spin items { id } }'),
      gateway.query('{ getAllIssues { id } }'),
    ]);
    assert.deepEqual(spinning.data, { fine: 'fine', spin: null, items: [] });
    assert.equal(spinning.errors?.[0]?.extensions?.['code'], 'EXTENSION_TIMEOUT');
    assert.deepEqual(neighbour.data, { getAllIssues: [] });
  });

  it('takes its process down when it spins inside SQL, and comes back', async () => {
    const back = gateway.nextReady('demo');
    const answer = await gateway.query('{ spinInSql }');
    assert.equal(answer.data?.['spinInSql'] ?? null, null);
    assert.equal(answer.errors?.[0]?.extensions?.['extension'], 'demo');
    await back;
    assert.deepEqual(await gateway.data('{ fine }'), { fine: 'fine' });
  });

  it('is told apart from its schema when it answers with something else', async () => {
    assert.equal(await codeOf('{ answersNoJson }'), 'EXTENSION_RESULT_INVALID');
    assert.equal(await codeOf('{ answersAList }'), 'EXTENSION_RESULT_INVALID');
    assert.equal(await codeOf('{ answersAnObjectForAnInt }'), 'EXTENSION_RESULT_INVALID');
  });

  it('cannot write in a query', async () => {
    const { writesInAQuery } = await gateway.data<{ writesInAQuery: string }>('{ writesInAQuery }');
    assert.match(writesInAQuery, /mutation/);
    await gateway.data('{ leavesATransactionOpen }');
    assert.deepEqual(await gateway.data('{ items { id } }'), { items: [] });
  });

  it('stores nothing of a mutation that fails, traps or runs too long', async () => {
    assert.equal(await codeOf('mutation { writeThenFail(name: "a") { id } }'), 'EXTENSION_ERROR');
    assert.equal(await codeOf('mutation { writeThenTrap(name: "b") { id } }'), 'EXTENSION_TRAPPED');
    assert.equal(await codeOf('mutation { writeThenSpin(name: "c") { id } }'), 'EXTENSION_TIMEOUT');
    assert.deepEqual(await gateway.data('{ items { id } }'), { items: [] });
  });

  it('may use transactions of its own inside a mutation', async () => {
    assert.deepEqual(
      await gateway.data('mutation { writeInOwnTransaction(name: "no", commit: false) { name } }'),
      {
        writeInOwnTransaction: null,
      },
    );
    assert.deepEqual(
      await gateway.data('mutation { writeInOwnTransaction(name: "yes", commit: true) { name } }'),
      {
        writeInOwnTransaction: { name: 'yes' },
      },
    );
    assert.deepEqual(await gateway.data('{ items { name } }'), { items: [{ name: 'yes' }] });
  });

  it('sees neither paths nor the environment of the host', async () => {
    assert.deepEqual(await gateway.data('{ databasePath hostEnvironment }'), {
      databasePath: 'demo.db',
      hostEnvironment: 'null',
    });
  });

  it('logs under its own name, in one line each', async () => {
    await gateway.data('{ logs }');
    const line = await gateway.program.log.waitFor('the line', ({ msg }) =>
      String(msg).startsWith('a line from the guest'),
    );
    assert.equal(line['extension'], 'demo');
  });
});
