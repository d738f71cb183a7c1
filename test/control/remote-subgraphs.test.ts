import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { after, describe, it } from 'node:test';
import { pino } from 'pino';
import { parseExtensionName } from '@forgepoint/common/extension-name.ts';
import { Metrics } from '../../gateway/observability/metrics.ts';
import { RemoteSubgraphs } from '../../gateway/control/remote-subgraphs.ts';
import { LogLines } from '../support/log-lines.ts';
import { Published } from './support/published.ts';
import { RemoteSubgraph } from './support/remote-subgraph.ts';

const link = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])';
const coreSdl = `${link} type Query { getAllGroups: [String!] }`;
const issuesSdl = `${link} type Query { getAllIssues: [String!] }`;
const takesFromCore = `${link} type Query { getAllGroups: Int }`;

describe('subgraphs that run elsewhere', () => {
  const root = mkdtempSync(join(tmpdir(), 'forgepoint-remote-'));
  after(() => rmSync(root, { recursive: true, force: true }));
  let folders = 0;

  class Watched implements AsyncDisposable {
    readonly published = new Published();
    readonly log: LogLines;
    readonly graph: RemoteSubgraphs;
    readonly started: Promise<void>;

    constructor(
      subgraphs: Readonly<Record<string, string>>,
      stateDir: string,
      { patienceMs = 10_000 }: { readonly patienceMs?: number } = {},
    ) {
      const output = new PassThrough();
      this.log = new LogLines(output);
      this.graph = new RemoteSubgraphs({
        subgraphs: Object.entries(subgraphs).map(([name, url]) => ({
          name: name === 'core' ? name : parseExtensionName(name),
          url,
        })),
        misnamed: [],
        stateDir,
        extensions: new Map(),
        internalToken: 'shared',
        pollMs: 20,
        patienceMs,
        publish: this.published.publish,
        observer: new Metrics(() => this.graph.readiness()),
        logger: pino({ formatters: { level: (label) => ({ level: label }) } }, output),
      });
      this.started = this.graph.start();
    }

    stateOf(name: string): object | undefined {
      return this.graph.readiness().subgraphs.find((subgraph) => subgraph.name === name);
    }

    /** The next line from now on of that subgraph. */
    async says(subgraph: string, state: string): Promise<void> {
      await this.log.next(state, (line) => line['subgraph'] === subgraph && line['state'] === state);
    }

    async [Symbol.asyncDispose](): Promise<void> {
      await this.graph.stop();
    }
  }

  const stateDir = (): string => join(root, String((folders += 1)));

  it('are asked for their SDL with the token, composed and published', async () => {
    await using core = await RemoteSubgraph.start(coreSdl);
    await using issues = await RemoteSubgraph.start(issuesSdl);
    const state = stateDir();
    await using all = new Watched({ core: core.url, issues: issues.url }, state);
    assert.deepEqual(all.graph.readiness(), {
      ready: false,
      serving: false,
      subgraphs: [
        { name: 'core', state: 'starting' },
        { name: 'issues', state: 'starting' },
      ],
    });
    await all.started;
    const [generation] = all.published.generations;
    assert.match(generation?.supergraphSdl ?? '', /getAllGroups[\s\S]*getAllIssues/);
    assert.deepEqual(generation?.endpoints.get('issues'), {
      name: 'issues',
      target: { kind: 'url', url: issues.url },
      internalToken: 'shared',
    });
    assert.equal(core.headers[0]?.['x-forgepoint-internal-token'], 'shared');
    assert.equal(readFileSync(join(state, 'supergraph.graphql'), 'utf8'), generation?.supergraphSdl);
    assert.deepEqual(all.graph.readiness(), {
      ready: true,
      serving: true,
      subgraphs: [
        { name: 'core', state: 'ready' },
        { name: 'issues', state: 'ready' },
      ],
    });
  });

  it('keep their place in the schema when they are down at the start', async () => {
    await using core = await RemoteSubgraph.start(coreSdl);
    const issues = await RemoteSubgraph.start(issuesSdl);
    const state = stateDir();
    const urls = { core: core.url, issues: issues.url };
    const { port } = issues;
    {
      await using first = new Watched(urls, state);
      await first.started;
    }
    await issues[Symbol.asyncDispose]();
    await using second = new Watched(urls, state);
    await second.started;
    assert.deepEqual(second.published.subgraphs, [['core', 'issues']]);
    assert.partialDeepStrictEqual(second.stateOf('issues'), {
      state: 'backing-off',
      code: 'SUBGRAPH_UNAVAILABLE',
    });
    assert.equal(second.graph.readiness().ready, false);
    assert.equal(second.graph.readiness().serving, true);

    const ready = second.says('issues', 'ready');
    await using _issues = await RemoteSubgraph.start(issuesSdl, port);
    await ready;
    assert.equal(second.graph.readiness().ready, true);
    assert.equal(second.published.generations.length, 1);
  });

  it('are forgotten when their URL is another', async () => {
    await using core = await RemoteSubgraph.start(coreSdl);
    const state = stateDir();
    {
      await using issues = await RemoteSubgraph.start(issuesSdl);
      await using first = new Watched({ core: core.url, issues: issues.url }, state);
      await first.started;
    }
    await using second = new Watched({ core: core.url, issues: 'http://127.0.0.1:1/other' }, state, {
      patienceMs: 1,
    });
    await second.started;
    assert.deepEqual(second.published.subgraphs, [['core']]);
  });

  it('do not wait for one that was never seen, which joins once it answers', async () => {
    await using core = await RemoteSubgraph.start(coreSdl);
    const gone = await RemoteSubgraph.start(issuesSdl);
    const { url, port } = gone;
    await gone[Symbol.asyncDispose]();
    await using all = new Watched({ core: core.url, issues: url }, stateDir(), { patienceMs: 50 });
    await all.started;
    assert.deepEqual(all.published.subgraphs, [['core']]);
    const next = all.published.next();
    await using _issues = await RemoteSubgraph.start(issuesSdl, port);
    await next;
    assert.deepEqual(all.published.subgraphs, [['core'], ['core', 'issues']]);
  });

  it('wait for the core, and say so', async () => {
    const gone = await RemoteSubgraph.start(coreSdl);
    const { url, port } = gone;
    await gone[Symbol.asyncDispose]();
    await using issues = await RemoteSubgraph.start(issuesSdl);
    await using all = new Watched({ core: url, issues: issues.url }, stateDir(), { patienceMs: 1 });
    await all.log.waitFor('that it waits', (line) => /waiting for it/.test(String(line['msg'])));
    await all.log.waitFor('that core fails', (line) => line['state'] === 'backing-off');
    assert.equal(all.graph.readiness().serving, false);
    await all.log.waitFor(
      'that the core is gone',
      (line) => line['subgraph'] === 'core' && line['state'] === 'backing-off',
    );
    assert.partialDeepStrictEqual(all.stateOf('core'), {
      state: 'backing-off',
      code: 'SUBGRAPH_UNAVAILABLE',
    });
    await using _core = await RemoteSubgraph.start(coreSdl, port);
    await all.started;
    assert.deepEqual(all.published.subgraphs, [['core', 'issues']]);
  });

  it('make a new generation when an SDL has changed, and none when it has not', async () => {
    await using core = await RemoteSubgraph.start(coreSdl);
    await using all = new Watched({ core: core.url }, stateDir());
    await all.started;
    await core.asked();
    await core.asked();
    assert.equal(all.published.generations.length, 1);
    const next = all.published.next();
    core.sdl = `${link} type Query { getAllGroups: [String!] version: String }`;
    const { id, supergraphSdl } = await next;
    assert.equal(id, 2);
    assert.match(supergraphSdl, /version: String/);
  });

  it('are shown as gone when they are, and what is served stays', async () => {
    await using core = await RemoteSubgraph.start(coreSdl);
    const issues = await RemoteSubgraph.start(issuesSdl);
    await using all = new Watched({ core: core.url, issues: issues.url }, stateDir());
    await all.started;
    const gone = all.says('issues', 'backing-off');
    await issues[Symbol.asyncDispose]();
    await gone;
    assert.partialDeepStrictEqual(all.stateOf('issues'), {
      state: 'backing-off',
      code: 'SUBGRAPH_UNAVAILABLE',
    });
    assert.deepEqual(all.published.subgraphs, [['core', 'issues']]);
  });

  it('are shown as refused when they do not fit, and tried again with another SDL', async () => {
    await using core = await RemoteSubgraph.start(coreSdl);
    await using issues = await RemoteSubgraph.start(takesFromCore);
    await using all = new Watched({ core: core.url, issues: issues.url }, stateDir());
    await all.started;
    assert.deepEqual(all.published.subgraphs, [['core']]);
    assert.partialDeepStrictEqual(all.stateOf('issues'), { state: 'refused', code: 'SCHEMA_CONFLICT' });
    assert.equal(all.graph.readiness().ready, true);
    const next = all.published.next();
    issues.sdl = issuesSdl;
    await next;
    assert.deepEqual(all.published.subgraphs, [['core'], ['core', 'issues']]);
    assert.deepEqual(all.stateOf('issues'), { name: 'issues', state: 'ready' });
  });

  it('leave the last generation in place when the core no longer composes', async () => {
    await using core = await RemoteSubgraph.start(coreSdl);
    await using all = new Watched({ core: core.url }, stateDir());
    await all.started;
    const failed = all.log.next('a failure', (line) => line['code'] === 'COMPOSITION_FAILED');
    core.sdl = `${link} type Query { getAllGroups: Missing }`;
    await failed;
    assert.equal(all.published.generations.length, 1);
    assert.partialDeepStrictEqual(all.stateOf('core'), { state: 'refused', code: 'COMPOSITION_FAILED' });
    const answers = all.published.next();
    core.sdl = `${link} type Query { getAllGroups: [String!] again: Int }`;
    assert.equal((await answers).id, 2);
    assert.deepEqual(all.stateOf('core'), { name: 'core', state: 'ready' });
  });

  it('are not served when the state folder cannot be used', async () => {
    await using core = await RemoteSubgraph.start(coreSdl);
    const state = stateDir();
    writeFileSync(state, '');
    await using all = new Watched({ core: core.url }, state);
    await assert.rejects(all.started, { code: 'FOLDER_UNUSABLE' });
  });
});
