import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { defaultLimits } from '@forgepoint/common/extension-limits.ts';
import { Gateway } from '../support/gateway.ts';
import { exampleIssues, fixture } from '../support/guests.ts';
import type { LogLine } from '../support/log-lines.ts';

describe('permissions, limits and configuration through the gateway', () => {
  let gateway: Gateway;

  before(async () => {
    gateway = await Gateway.start({
      extensions: {
        issues: await exampleIssues(),
        denied: await exampleIssues(),
        clockless: await fixture('labels'),
        little: await fixture('wants-little'),
        right: await fixture('configurable'),
        wrong: await fixture('configurable'),
        unconfigured: await fixture('configurable'),
        hostile: await fixture('hostile-config-schema'),
      },
      env: { FORGE_START_TIMEOUT_MS: '8000' },
      config: {
        extensions: {
          issues: { config: { pageSize: 1 }, databaseMb: 16 },
          denied: { permissions: { database: false } },
          clockless: { permissions: { clock: false } },
          right: { config: { address: 'https://example.org', mail: {} } },
          wrong: { config: { address: 'gopher://x', retries: -1, retires: 2 } },
          hostile: { config: { name: `${'a'.repeat(60)}!` } },
        },
      },
    });
  });
  after(() => gateway[Symbol.asyncDispose]());

  const lineOf = (extension: string, msg: string): LogLine => {
    const line = gateway.program.log.lines.find(
      (one) => one['extension'] === extension && one['msg'] === msg,
    );
    assert.ok(line, `no line "${msg}" of ${extension}:\n${gateway.program.log.tail()}`);
    return line;
  };
  const refusal = (extension: string): string => {
    const { code, reason } = lineOf(extension, 'a subgraph is refused');
    return `${String(code)}: ${String(reason)}`;
  };

  it('shows at load what an extension may do, and as which revision', () => {
    const line = lineOf('issues', 'an extension is admitted');
    assert.deepEqual(line['permissions'], ['database', 'log']);
    assert.deepEqual(line['standIns'], ['clock', 'random']);
    assert.deepEqual(line['limits'], { ...defaultLimits, databaseMb: 16 });
    assert.equal(line['level'], 'info');
    assert.match(String(line['revision']), /^[0-9a-f]{16}$/);
    assert.deepEqual(lineOf('little', 'an extension is admitted')['narrowed'], ['callTimeoutMs']);
  });

  it('refuses an extension whose import is not granted, with what to grant and where', () => {
    assert.match(
      refusal('denied'),
      /^EXTENSION_PERMISSION_REFUSED: .*"denied" imports "forge:extension\/host-database".*write "database": true into "extensions\.denied\.permissions" in forge\.config\.json/,
    );
    assert.match(refusal('clockless'), /^EXTENSION_PERMISSION_REFUSED: .*"wasi:clocks\/.*"clock": true/);
    assert.equal(existsSync(join(gateway.dir, 'extensions_dir/denied')), false);
  });

  it('gives nothing away to an extension that asks for nothing, and makes no database for it', async () => {
    const { time, laterTime, queried, executed } = await gateway.data<Record<string, string>>(
      '{ time laterTime queried executed }',
    );
    assert.equal(time, '1970-01-01T00:00:00.000Z');
    assert.equal(laterTime, time);
    assert.match(queried ?? '', /no database.*"database"/);
    assert.match(executed ?? '', /no database/);
    assert.equal(existsSync(join(gateway.dir, 'extensions_dir/little/little.db')), false);
  });

  it('logs nothing of an extension that does not ask for the log', async () => {
    await gateway.data('{ logged }');
    assert.deepEqual(
      gateway.program.log.lines.filter(({ msg }) => /nobody may see/.test(String(msg))),
      [],
    );
  });

  it('passes the configuration on with the defaults of its schema', async () => {
    const { configuration } = await gateway.data<{ configuration: string }>('{ configuration }');
    assert.deepEqual(JSON.parse(configuration), {
      address: 'https://example.org',
      mail: { from: 'forge@localhost' },
      retries: 3,
    });
    await gateway.data(
      'mutation { a: createIssue(input: { title: "a" }) { id } b: createIssue(input: { title: "b" }) { id } }',
    );
    assert.deepEqual(await gateway.data('{ getAllIssues { title } }'), { getAllIssues: [{ title: 'a' }] });
  });

  it('refuses a configuration that the schema does not allow, with a sentence for each problem', () => {
    const text = refusal('wrong');
    assert.match(text, /^EXTENSION_CONFIG_INVALID: /);
    assert.match(text, /At "\/address": String does not match pattern\./);
    assert.match(text, /At "\/retries": -1 is less than 0\./);
    assert.match(text, /At "\/retires": the schema does not know this key\./);
    assert.match(text, /Correct "extensions\.wrong\.config" in forge\.config\.json\.$/);
    assert.doesNotMatch(text, /gopher/);
  });

  it('refuses a configuration that is missing, with what to write', () => {
    assert.match(
      refusal('unconfigured'),
      /does not have required property "address".*Write "address" into "extensions\.unconfigured\.config" in forge\.config\.json\.$/,
    );
  });

  it('is not held up by a configuration schema that takes for ever', () => {
    assert.match(refusal('hostile'), /^EXTENSION_TIMEOUT: /);
  });
});
