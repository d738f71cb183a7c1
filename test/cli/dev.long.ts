import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, rmSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { Browser, withoutChromium } from '../browser/support/chromium.ts';
import { postGraphql } from '../support/graphql-client.ts';
import { copyIssues, Workplace } from './support/forge.ts';
import { RunningForge } from './support/running-forge.ts';

describe('forge dev', { timeout: 180_000 }, () => {
  const place = new Workplace();
  let dev: RunningForge;
  let url: string;

  before(async () => {
    copyIssues(place);
    dev = new RunningForge(place, ['dev', 'issues', '--port', '0']);
    url =
      /serving (\S+)/.exec(await dev.output.next(/serving http:\/\/127\.0\.0\.1:\d+\/graphql/))?.[1] ?? '';
    await dev.output.next(/^loaded in /m);
  });
  after(async () => {
    await dev[Symbol.asyncDispose]();
    place[Symbol.dispose]();
  });

  it('serves the extension, with its database', async () => {
    const { data } = await postGraphql(url, 'mutation { createIssue(input: { title: "a" }) { id } }');
    assert.deepEqual(data, { createIssue: { id: 'issue-1' } });
  });

  it('answers by what was saved, schema and resolvers, and keeps the data', async () => {
    const loaded = dev.output.next(/^loaded in [\d.]+ m?s \(bundling \d+ ms, starting [\d.]+ m?s\)/m);
    place.edit('issues/schema.ts', 'number: Int!', 'number: Int!\n    shout: String');
    place.edit('issues/issue.ts', '...issue,', '...issue,\n    shout: issue.title.toUpperCase(),');
    await loaded;
    const { data } = await postGraphql(url, '{ getIssue(id: "issue-1") { shout } }');
    assert.deepEqual(data, { getIssue: { shout: 'A' } });
  });

  it('shows a compile error here and on its page, and goes on answering by the last good version', async () => {
    const page = await fetch(url, { headers: { accept: 'text/html' } });
    assert.match(await page.text(), /new EventSource\("\/problems"\)/);
    await using stream = new EventStream(await fetch(new URL('/problems', url)));
    assert.equal(await stream.next(), null);

    const told = dev.output.next(/^issues\/issue\.ts:\d+:\d+ PARSE_ERROR\n.*\n.*shout: \(,$/m);
    place.edit('issues/issue.ts', 'shout: issue.title.toUpperCase(),', 'shout: (,');
    await told;
    assert.match(String(await stream.next()), /^issues\/issue\.ts:\d+:\d+ PARSE_ERROR\n/);
    assert.deepEqual((await postGraphql(url, '{ getIssue(id: "issue-1") { shout } }')).data, {
      getIssue: { shout: 'A' },
    });

    place.edit('issues/issue.ts', 'shout: (,', 'shout: "mended",');
    assert.equal(await stream.next(), null);
    assert.deepEqual((await postGraphql(url, '{ getIssue(id: "issue-1") { shout } }')).data, {
      getIssue: { shout: 'mended' },
    });
  });

  it('shows a schema that is refused at its place in the sources', async () => {
    const told = dev.output.next(
      /^issues\/schema\.ts:(\d+):13 EXTENSION_SCHEMA_INVALID\n {2}"CreateIssueInput" is an input/m,
    );
    place.edit('issues/schema.ts', 'status: IssueStatus!', 'status: CreateIssueInput!');
    await told;
    const loaded = dev.output.next(/^loaded in /m);
    place.edit('issues/schema.ts', 'status: CreateIssueInput!', 'status: IssueStatus!');
    await loaded;
  });

  it('serves what the compiler finds fault with, and says so', async () => {
    const told = dev.output.next(/^loaded in [\s\S]*^types[\s\S]*^issues\/extension\.ts:19:30 TS2322$/m);
    place.edit('issues/extension.ts', "version: '0.1.0'", 'version: `${1}` as unknown as number');
    await told;
    const loaded = dev.output.next(/^loaded in /m);
    place.edit('issues/extension.ts', 'version: `${1}` as unknown as number', "version: '0.1.0'");
    await loaded;
  });

  it('shows what the extension throws with its stack in the sources, and tells clients the code alone', async () => {
    const loaded = dev.output.next(/^loaded in /m);
    place.edit(
      'issues/issue-store.ts',
      'return query(`${selectIssues} WHERE',
      'if (number === 1) throw new TypeError("none of \\u001b[31mthat");\n  return query(`${selectIssues} WHERE',
    );
    await loaded;
    const thrown = dev.output.next(
      /^exception Query\.getIssue threw TypeError: none of {2}\[31mthat\n {4}at findIssue \(issues\/issue-store\.ts:\d+:\d+\)\n {4}at issueOf \(issues\/resolvers\.ts:\d+:\d+\)\n/m,
    );
    const { errors = [] } = await postGraphql(url, '{ getIssue(id: "issue-1") { id } }');
    await thrown;
    assert.equal(errors.length, 1);
    assert.equal(errors[0]?.extensions?.['code'], 'EXTENSION_TRAPPED');
    assert.doesNotMatch(JSON.stringify(errors), /TypeError|issue-store|none of/);
    assert.equal(dev.output.text.split('threw TypeError').length, 2, 'once, though a read is tried twice');
    assert.equal(dev.output.text.includes('RUST_BACKTRACE'), false);
    assert.equal(dev.output.text.includes('\u001b'), false);
  });

  it('makes a new component when the manifest changes, which has to be usable', async () => {
    const told = dev.output.next(/^EXTENSION_MANIFEST_INVALID\n.*"issues\/manifest\.json" can't be used/m);
    place.edit('issues/manifest.json', '"database", "log"', '"database", "network"');
    await told;
    const loaded = dev.output.next(/^loaded in /m);
    place.edit('issues/manifest.json', '"database", "network"', '"database"');
    await loaded;
  });

  it('refuses a call of the host while modules are evaluated, as a build would', async () => {
    const told = dev.output.next(
      /^exception init threw Error: execute of the host is called while modules are evaluated/m,
    );
    place.edit(
      'issues/issue-store.ts',
      'export const migrations',
      "execute('SELECT 1');\nexport const migrations",
    );
    await told;
    await dev.output.next(/^not loaded[\s\S]*EXTENSION_INIT_FAILED/m);
  });

  it('ends on SIGTERM, and finds its data at the next start', async () => {
    assert.deepEqual(await dev.stop('SIGTERM'), { code: 0, signal: null });
    rmSync(place.path('issues/issue-store.ts'));
    place.copy('examples/issues/issue-store.ts', 'issues/issue-store.ts');
    dev = new RunningForge(place, ['dev', 'issues', '--port', '0']);
    url = /serving (\S+)/.exec(await dev.output.next(/serving http\S+/))?.[1] ?? '';
    await dev.output.next(/^loaded in /m);
    assert.deepEqual((await postGraphql(url, '{ getIssue(id: "issue-1") { id } }')).data, {
      getIssue: { id: 'issue-1' },
    });
  });
});

describe('forge dev, started on sources that are broken', { timeout: 180_000 }, () => {
  const place = new Workplace();
  after(() => place[Symbol.dispose]());

  it('serves the page with the error, and the extension as soon as that is mended', async () => {
    copyIssues(place);
    place.edit('issues/extension.ts', 'export const', 'export cnst');
    await using dev = new RunningForge(place, ['dev', 'issues', '--port', '0', '--in-memory']);
    await dev.output.next(/PARSE_ERROR/);
    const url = /serving (\S+)/.exec(await dev.output.next(/serving http\S+/))?.[1] ?? '';
    const refused = await postGraphql(url, '{ getAllIssues { id } }');
    assert.equal(refused.status, 503);
    assert.equal(refused.errors?.[0]?.extensions?.['code'], 'BUILD_FAILED');
    assert.match(refused.errors[0].message, /PARSE_ERROR/);
    const loaded = dev.output.next(/^loaded in /m);
    place.edit('issues/extension.ts', 'export cnst', 'export const');
    await loaded;
    assert.deepEqual((await postGraphql(url, '{ getAllIssues { id } }')).data, { getAllIssues: [] });
  });

  it('notices that a file which was imported and missing has come', async () => {
    copyIssues(place, 'parts');
    mkdirSync(place.path('parts/lib'));
    for (const file of ['extension.ts', 'issue-input.ts']) {
      place.edit(`parts/${file}`, "'./configuration.ts'", "'./lib/configuration.ts'");
    }
    await using dev = new RunningForge(place, ['dev', 'parts', '--port', '0', '--in-memory']);
    await dev.output.next(/^parts\/extension\.ts:\d+:\d+ UNRESOLVED_IMPORT/m);
    const loaded = dev.output.next(/^loaded in /m);
    copyFileSync(place.path('parts/configuration.ts'), place.path('parts/lib/configuration.ts'));
    await loaded;
  });

  it('ends with 2 when an option makes no sense', async () => {
    copyIssues(place, 'other');
    const { code, stderr } = await place.forge(['dev', 'other', '--port', 'http']);
    assert.equal(code, 2);
    assert.match(stderr, /CONFIG_INVALID\n {2}--port is "http"\.\n {2}→ Give a whole number/);
  });

  it('shows the error in a real browser, as text', { skip: withoutChromium }, async () => {
    copyIssues(place, 'shown');
    await using dev = new RunningForge(place, ['dev', 'shown', '--port', '0', '--in-memory']);
    const url = /serving (\S+)/.exec(await dev.output.next(/serving http\S+/))?.[1] ?? '';
    await dev.output.next(/^loaded in /m);
    await using browser = await Browser.open(url.replace('127.0.0.1', 'localhost'));
    const box = browser.page.locator('#problems');
    assert.equal(await box.isVisible(), false);
    place.edit('shown/extension.ts', "'./configuration.ts'", "'./<img src=x onerror=alert(1)>.ts'");
    await box.getByText('UNRESOLVED_IMPORT').waitFor();
    assert.equal(await box.locator('img').count(), 0);
    place.edit('shown/extension.ts', "'./<img src=x onerror=alert(1)>.ts'", "'./configuration.ts'");
    await box.waitFor({ state: 'hidden' });
    assert.deepEqual(browser.blocked, []);
  });
});

/** Events of a stream, each of them JSON. */
class EventStream implements AsyncDisposable {
  readonly #reader: ReadableStreamDefaultReader<string>;
  #rest = '';

  constructor(response: Response) {
    if (response.body === null) throw new Error('there is no stream');
    this.#reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  }

  async next(): Promise<unknown> {
    for (;;) {
      const end = this.#rest.indexOf('\n\n');
      if (end !== -1) {
        const data = this.#rest.slice('data: '.length, end);
        this.#rest = this.#rest.slice(end + 2);
        return JSON.parse(data);
      }
      const { value, done } = await this.#reader.read();
      if (done) throw new Error('the stream has ended');
      this.#rest += value;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#reader.cancel();
  }
}
