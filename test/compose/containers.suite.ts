import assert from 'node:assert/strict';
import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fixture } from '../support/guests.ts';
import { ComposeProject } from './support/compose-project.ts';
import { itIsHardened, write } from './support/hardened.ts';
import { blockInDocs } from './support/docs-page.ts';

const dir = process.env['FORGE_TEST_PROJECT'];
if (dir === undefined) throw new Error('Run this by npm run test:compose.');

describe('docker compose up', () => {
  let project: ComposeProject;

  before(async () => {
    project = await ComposeProject.at(dir);
    await project.compose('up', '--detach', '--build', '--wait');
  });
  after(async () => {
    await project.compose('down', '--volumes', '--remove-orphans');
  });

  it('serves mutations and queries through the gateway', async (t) => {
    const size = Number(await project.docker('image', 'inspect', '--format', '{{.Size}}', project.image));
    t.diagnostic(`size of the image: ${Math.round(size / 1_000_000)} MB`);
    await project.data('mutation { createGroup(input: { slug: "team" }) { id } }');
    const { getGroup } = await project.data<{ getGroup: { id: string } }>(
      '{ getGroup(path: "team") { id } }',
    );
    const { createRepository } = await project.data<{ createRepository: { id: string } }>(
      `mutation { createRepository(input: { slug: "app", group: "${getGroup.id}" }) { id } }`,
    );
    const { id } = createRepository;
    assert.deepEqual(
      await project.data(
        `mutation { createIssue(input: { title: "Bug", repositoryId: "${id}" }) { id status } }`,
      ),
      { createIssue: { id: 'issue-1', status: 'OPEN' } },
    );
    assert.deepEqual(
      await project.data('{ getAllRepositories { path issues { title repository { slug } } } }'),
      {
        getAllRepositories: [{ path: 'team/app', issues: [{ title: 'Bug', repository: { slug: 'app' } }] }],
      },
    );
  });

  for (const service of ['gateway', 'core', 'issues']) itIsHardened(service, () => project);

  it('publishes nothing but the gateway, and that on 127.0.0.1', async () => {
    const published = async (service: string): Promise<unknown> => {
      const { Ports } = (await project.container(service)).NetworkSettings;
      return Object.entries(Ports).flatMap(([port, bindings]) =>
        (bindings ?? []).map(({ HostIp }) => [port, HostIp]),
      );
    };
    assert.deepEqual(await published('gateway'), [['8000/tcp', '127.0.0.1']]);
    assert.deepEqual(await published('core'), []);
    assert.deepEqual(await published('issues'), []);
  });

  it('leaves core and extensions on a network without a way out, and the gateway without one back in', async () => {
    for (const service of ['core', 'issues']) {
      const { Networks } = (await project.container(service)).NetworkSettings;
      assert.deepEqual(Object.keys(Networks), ['forgepoint-test_internal']);
      const routes = await project.inside(service, `console.log(fs.readFileSync('/proc/net/route', 'utf8'))`);
      assert.doesNotMatch(routes, /^\S+\s+00000000\s/m, 'a default route');
    }
    for (const service of ['gateway', 'core', 'issues']) {
      const lookup = `dns.lookup('registry.npmjs.org', (error) => console.log(error?.code))`;
      assert.equal(await project.inside(service, lookup), 'EAI_AGAIN');
      assert.deepEqual((await project.container(service)).HostConfig.Dns, ['127.0.0.1']);
    }
    const network = async (name: string): Promise<string> =>
      (
        await project.docker(
          'network',
          'inspect',
          `forgepoint-test_${name}`,
          '--format',
          '{{.Internal}} {{.Options}}',
        )
      ).trim();
    assert.equal(await network('internal'), 'true map[]');
    assert.match(
      await network('edge'),
      /^false map\[com.docker.network.bridge.enable_ip_masquerade:false\]$/,
    );
  });

  it('answers on the internal network only to those who have the token', async () => {
    const ask = (url: string): string =>
      `fetch('${url}', { method: 'POST', headers: { 'content-type': 'application/json' },
        body: '{"query":"{ __typename }"}' }).then((response) => console.log(response.status))`;
    assert.equal(await project.inside('gateway', ask('http://core:4002/graphql')), '401');
    assert.equal(await project.inside('gateway', ask('http://issues:4001/graphql')), '401');
    assert.equal(await project.inside('issues', ask('http://core:4002/graphql')), '401');
    const mode = `console.log((fs.statSync('/run/forgepoint/internal-token').mode & 0o777).toString(8))`;
    assert.equal(await project.inside('gateway', mode), '600');
    assert.match(await project.inside('issues', write('/run/forgepoint/internal-token')), /^EROFS$/);
  });

  it('refuses a page that has another name resolve to this machine', async () => {
    const ask = async (headers: Readonly<Record<string, string>>): Promise<number> =>
      (await fetch(project.url.replace('/graphql', '/healthz'), { headers })).status;
    assert.equal(await ask({}), 200);
    assert.equal(await ask({ origin: 'http://evil.example' }), 403);
    const asked = `fetch('http://gateway:8000/healthz').then((response) => console.log(response.status))`;
    assert.equal(await project.inside('core', asked), '403');
  });

  it('runs only what was admitted when the image was built', async () => {
    // Even where the root file system can be written, this user can't change what is run.
    const run = (script: string): Promise<string> =>
      project.docker('run', '--rm', '--network', 'none', project.image, '-e', script);
    assert.equal(
      (await run(`const fs = require('fs'); ${writeBeside('/app/.forge/cache')}`)).trim(),
      'EACCES',
    );
    assert.equal(
      (await run(`const fs = require('fs'); ${writeBeside('/app/extensions_dir')}`)).trim(),
      'EACCES',
    );

    const { code, stdout } = await project.tryDocker(
      ...'compose run --rm --no-deps -T'.split(' '),
      '--volume',
      `${await fixture('labels')}:/app/extensions_dir/labels.wasm:ro`,
      ...'issues subgraph-host/bin.js extensions_dir/labels.wasm --no-watch'.split(' '),
    );
    assert.equal(code, 1);
    assert.match(
      stdout,
      /"code":"FOLDER_UNUSABLE".*\/app\/\.forge\/store.*build the image with this very file/,
    );
  });

  for (const service of ['issues', 'core', 'gateway']) {
    it(`brings a killed ${service} back`, async () => {
      const { RestartCount, State } = await project.container(service);
      const healthy = project.healthyAgain(service);
      await killOnHost(State.Pid);
      await healthy;
      const now = await project.container(service);
      assert.equal(now.RestartCount, RestartCount + 1);
      assert.notEqual(now.State.Pid, State.Pid);
      assert.deepEqual(await project.data('{ getAllRepositories { slug issues { id } } }'), {
        getAllRepositories: [{ slug: 'app', issues: [{ id: 'issue-1' }] }],
      });
    });
  }

  it('answers for everything else while an extension is down, a restart of the gateway included', async () => {
    const gone = project.logs('gateway', 'that issues is gone', isState('issues', 'backing-off'));
    await project.compose('stop', 'issues');
    const answersForTheRest = async (): Promise<void> => {
      const { data, errors } = await project.query('{ getAllGroups { path } getAllIssues { id } }');
      assert.deepEqual(data, { getAllGroups: [{ path: 'team' }], getAllIssues: null });
      assert.equal(errors?.length, 1);
      assert.partialDeepStrictEqual(errors?.[0]?.extensions, {
        code: 'EXTENSION_UNAVAILABLE',
        extension: 'issues',
      });
    };
    await answersForTheRest();
    await gone;
    const readiness = await fetch(project.url.replace('/graphql', '/readyz'));
    assert.equal(readiness.status, 503);
    assert.partialDeepStrictEqual(await readiness.json(), {
      ready: false,
      serving: true,
      subgraphs: [
        { name: 'core', state: 'ready' },
        { name: 'issues', state: 'backing-off', code: 'SUBGRAPH_UNAVAILABLE' },
      ],
    });

    await project.compose('restart', 'gateway');
    await project.compose('up', '--detach', '--no-deps', '--wait', 'gateway');
    await answersForTheRest();

    const back = project.logs('gateway', 'that issues is back', isState('issues', 'ready'));
    await project.compose('start', 'issues');
    await back;
    assert.deepEqual(await project.data('{ getAllIssues { title } }'), { getAllIssues: [{ title: 'Bug' }] });
    assert.equal((await fetch(project.url.replace('/graphql', '/readyz'))).status, 200);
  });

  it('answers for the extensions while the core is down', async () => {
    await project.compose('stop', 'core');
    assert.deepEqual(await project.data('{ getAllIssues { title } }'), { getAllIssues: [{ title: 'Bug' }] });
    const { errors } = await project.query('{ getAllGroups { path } }');
    assert.equal(errors?.[0]?.extensions?.['code'], 'SUBGRAPH_UNAVAILABLE');
    await project.compose('up', '--detach', '--wait', 'core');
  });

  it('ends within its grace when it is told to, and finds its data again', async () => {
    const token = (service: string): Promise<string> =>
      project.inside(service, `console.log(fs.readFileSync('/run/forgepoint/internal-token', 'utf8'))`);
    const shared = await token('gateway');
    await project.compose('stop');
    for (const service of ['gateway', 'core', 'issues']) {
      assert.equal((await project.container(service)).State.ExitCode, 0, service);
    }
    await project.compose('down');
    await project.compose('up', '--detach', '--wait');
    assert.deepEqual(await project.data('{ getAllRepositories { path issues { title } } }'), {
      getAllRepositories: [{ path: 'team/app', issues: [{ title: 'Bug' }] }],
    });
    assert.equal(await token('issues'), shared);
  });

  it('is backed up and restored as docs/containers.md says', async () => {
    await project.shell(blockInDocs('back up one extension'));
    await project.data('mutation { createIssue(input: { title: "Later" }) { id } }');
    assert.deepEqual(await project.data('{ getAllIssues { title } }'), {
      getAllIssues: [{ title: 'Bug' }, { title: 'Later' }],
    });
    await project.shell(blockInDocs('restore it'));
    assert.deepEqual(await project.data('{ getAllIssues { title } }'), { getAllIssues: [{ title: 'Bug' }] });
  });

  describe('with the second extension of docs/containers.md', () => {
    before(async () => {
      copyFileSync(await fixture('labels'), join(dir, 'extensions_dir/labels.wasm'));
      writeFileSync(join(dir, 'docker-compose.override.yml'), blockInDocs('docker-compose.override.yml'));
      await project.compose('up', '--detach', '--build', '--wait');
    });

    it('joins it with the first', async () => {
      const { getRepository } = await project.data<{ getRepository: { id: string } }>(
        '{ getRepository(path: "team/app") { id } }',
      );
      await project.data(
        `mutation { createLabel(name: "urgent", repositoryId: "${getRepository.id}", issueId: "issue-1") { id } }`,
      );
      assert.deepEqual(
        await project.data('{ getAllRepositories { issues { title labels { name repository { path } } } } }'),
        {
          getAllRepositories: [
            { issues: [{ title: 'Bug', labels: [{ name: 'urgent', repository: { path: 'team/app' } }] }] },
          ],
        },
      );
    });

    itIsHardened('labels', () => project);

    it('keeps its data on a volume of its own', async () => {
      assert.deepEqual(
        JSON.parse(
          await project.inside('labels', `console.log(JSON.stringify(fs.readdirSync('/data/extensions')))`),
        ),
        ['labels'],
      );
      const volumes = await project.docker('volume', 'ls', '--quiet', '--filter', 'name=forgepoint-test_');
      assert.deepEqual(
        volumes.trim().split('\n').toSorted(),
        ['core', 'gateway', 'issues', 'labels', 'token'].map((name) => `forgepoint-test_${name}`),
      );
    });
  });

  /** As a crash or an operator would, from outside: a container's first process ignores its own kind. */
  async function killOnHost(pid: number): Promise<void> {
    await project.docker(
      ...'run --rm --privileged --pid host --user root --network none'.split(' '),
      project.image,
      '-e',
      `process.kill(${pid}, 'SIGKILL')`,
    );
  }
});

function isState(subgraph: string, state: string): (line: Readonly<Record<string, unknown>>) => boolean {
  return (line) => line['subgraph'] === subgraph && line['state'] === state;
}

/** Tries to change what stands in a folder. */
function writeBeside(folder: string): string {
  return `try { for (const name of fs.readdirSync('${folder}')) fs.renameSync('${folder}/' + name, '${folder}/x'); console.log('written') }
    catch ({ code }) { console.log(code) }`;
}
