import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { parseExtensionName } from '@forgepoint/common/extension-name.ts';
import type { Config } from '../../gateway/config/config.ts';
import { readConfig, type ConfigSources } from '../../gateway/config/read-config.ts';

const root = mkdtempSync(join(tmpdir(), 'forgepoint-config-'));
after(() => rmSync(root, { recursive: true, force: true }));

let folders = 0;

/** A folder of its own, with a configuration file in it when there is a text for one. */
function folderWith(file?: string): string {
  const cwd = join(root, String((folders += 1)));
  mkdirSync(cwd);
  if (file !== undefined) writeFileSync(join(cwd, 'forge.config.json'), file);
  return cwd;
}

function read({ argv = [], environment = {}, cwd = folderWith() }: Partial<ConfigSources> = {}): Config {
  const config = readConfig({ argv, environment, cwd });
  assert.notEqual(config, 'help');
  return config as Config;
}

function refused(sources: Partial<ConfigSources>, ...patterns: readonly RegExp[]): void {
  for (const message of patterns) {
    assert.throws(() => read(sources), {
      name: 'ForgeError',
      code: 'CONFIG_INVALID',
      message,
      remedy: /\.$/,
    });
  }
}

describe('the configuration', () => {
  it('has a default for everything', () => {
    const cwd = folderWith();
    const { address, source, folders: at, inMemoryDatabase, timeouts, internalToken } = read({ cwd });
    assert.deepEqual(address, { host: '127.0.0.1', port: 8000 });
    assert.deepEqual(source, { kind: 'extensions' });
    assert.deepEqual(at, {
      extensions: join(cwd, 'extensions_dir'),
      extensionData: join(cwd, 'extensions_dir'),
      coreDatabase: join(cwd, '.forge/db'),
      cache: join(cwd, '.forge/cache'),
      store: join(cwd, '.forge/store'),
      state: join(cwd, '.forge/state'),
    });
    assert.equal(inMemoryDatabase, false);
    assert.equal(timeouts.callMs, 5_000);
    assert.equal(timeouts.requestMs, 10_000);
    assert.equal(internalToken, null);
  });

  it('is taken from the command line, then the environment, then the file', () => {
    const cwd = folderWith('{ "port": 1, "host": "file", "logLevel": "warn" }');
    const environment = { FORGE_PORT: '2', FORGE_HOST: 'environment' };
    const { address, logLevel } = read({ argv: ['--port', '3'], environment, cwd });
    assert.deepEqual(address, { host: 'environment', port: 3 });
    assert.equal(logLevel, 'warn');
  });

  it('keeps all data under FORGE_DATA_DIR, so that code can be mounted read-only', () => {
    const cwd = folderWith();
    const { folders: at } = read({ cwd, environment: { FORGE_DATA_DIR: 'data' } });
    assert.equal(at.extensions, join(cwd, 'extensions_dir'));
    assert.equal(at.extensionData, join(cwd, 'data/extensions'));
    assert.equal(at.coreDatabase, join(cwd, 'data/db'));
    assert.equal(at.state, join(cwd, 'data/state'));
    assert.equal(
      read({ cwd, environment: { FORGE_DATA_DIR: 'data', FORGE_DB_PATH: '/srv/core' } }).folders.coreDatabase,
      '/srv/core',
    );
  });

  it('starts the paths of the file at the folder of the file, others at the working folder', () => {
    const cwd = folderWith();
    mkdirSync(join(cwd, 'etc'));
    writeFileSync(join(cwd, 'etc/forge.json'), '{ "extensionsDir": "ext", "databaseDir": "db" }');
    const environment = { FORGE_CONFIG_PATH: 'etc/forge.json', FORGE_DB_PATH: 'db' };
    const { folders: at } = read({ cwd, environment });
    assert.equal(at.extensions, join(cwd, 'etc/ext'));
    assert.equal(at.coreDatabase, join(cwd, 'db'));
  });

  it('holds settings of single extensions', () => {
    const cwd = folderWith(
      JSON.stringify({
        extensions: {
          issues: {
            config: { apiUrl: 'x' },
            callTimeoutMs: 100,
            memoryMb: 32,
            permissions: { clock: false },
            grants: { requires: ['Issue.title'] },
            acceptBreakingChange: '0123456789abcdef',
          },
          labels: { enabled: false },
        },
      }),
    );
    const { extensions } = read({ cwd });
    assert.deepEqual(extensions.get(parseExtensionName('issues')), {
      enabled: true,
      customConfig: '{"apiUrl":"x"}',
      limits: { callTimeoutMs: 100, memoryMb: 32 },
      permissions: { database: true, log: true, clock: false, random: true },
      grants: { federation: false, requires: ['Issue.title'] },
      acceptBreakingChange: '0123456789abcdef',
    });
    assert.equal(extensions.get(parseExtensionName('labels'))?.enabled, false);
  });

  it('cannot be changed once it is read', () => {
    assert.equal(Reflect.set(read().address, 'port', 1), false);
  });

  it('takes an empty variable for one that is not set, and leaves the variables of others alone', () => {
    const environment = {
      FORGE_PORT: '',
      FORGE_SERVICE_HOST: '10.0.0.1',
      FORGE_PORT_80_TCP: 'tcp://10.0.0.1',
    };
    assert.equal(read({ environment }).address.port, 8000);
  });
});

describe('the command line', () => {
  it('asks for help', () => {
    assert.equal(readConfig({ argv: ['--help'], environment: {}, cwd: root }), 'help');
  });

  it('names a supergraph, or subgraphs that run elsewhere', () => {
    const cwd = folderWith();
    assert.deepEqual(read({ cwd, argv: ['--supergraph', 's.graphql'] }).source, {
      kind: 'supergraph',
      file: join(cwd, 's.graphql'),
    });
    assert.deepEqual(
      read({ argv: ['--subgraph', 'core=http://a/graphql', '--subgraph', 'issues=https://b:1/?c=d'] }).source,
      {
        kind: 'subgraphs',
        subgraphs: [
          { name: 'core', url: 'http://a/graphql' },
          { name: 'issues', url: 'https://b:1/?c=d' },
        ],
        extensionsAt: undefined,
      },
    );
    const argv = ['--subgraph', 'core=http://core/', '--extensions-at', 'http://{name}:4001/graphql'];
    assert.deepEqual(read({ argv }).source, {
      kind: 'subgraphs',
      subgraphs: [{ name: 'core', url: 'http://core/' }],
      extensionsAt: 'http://{name}:4001/graphql',
    });
  });

  const refusals: readonly (readonly [string, readonly string[], RegExp])[] = [
    ['an unknown option', ['--prot', '1'], /no option --prot\. Write --port\./],
    ['a word that is no option', ['serve'], /'serve'/],
    ['an option without its value', ['--port'], /--port/],
    ['a port that is no number', ['--port', 'http'], /--port is "http".* 0 to 65535/],
    ['a port that is too large', ['--port', '65536'], /--port is 65536/],
    ['a supergraph and subgraphs together', ['--supergraph', 'a', '--subgraph', 'core=http://a'], /together/],
    ['a subgraph without a URL', ['--subgraph', 'issues'], /--subgraph issues=http/],
    ['a subgraph with another protocol', ['--subgraph', 'issues=file:///etc/passwd'], /http or https/],
    ['a password on the command line', ['--subgraph', 'issues=http://a:b@c/'], /without a user/],
    ['a name that no subgraph can have', ['--subgraph', 'Issues=http://a/'], /"Issues"/],
    [
      'a name that is given twice',
      ['--subgraph', 'core=http://a', '--subgraph', 'core=http://b'],
      /"core" twice/,
    ],
    ['extensions elsewhere without a core', ['--extensions-at', 'http://{name}/'], /--subgraph core=http/],
    [
      'extensions that are all at one URL',
      ['--subgraph', 'core=http://a', '--extensions-at', 'http://b/'],
      /it has to be a URL with \{name\} in it/,
    ],
    [
      'extensions at another protocol',
      ['--subgraph', 'core=http://a', '--extensions-at', 'file:///{name}'],
      /http or https/,
    ],
  ];
  for (const [what, argv, message] of refusals) it(`refuses ${what}`, () => refused({ argv }, message));
});

describe('the environment', () => {
  it('is refused with what to write instead', () => {
    refused(
      { environment: { FORGE_PORT: 'eight thousand' } },
      /FORGE_PORT is "eight thousand".* whole number/,
    );
    refused({ environment: { FORGE_IN_MEMORY_DB: 'maybe' } }, /FORGE_IN_MEMORY_DB.* true or false/);
    refused({ environment: { FORGE_LOG_LEVEL: 'loud' } }, /FORGE_LOG_LEVEL.* trace, debug, info/);
    refused({ environment: { FORGE_CALL_TIMEOUT_MS: '0' } }, /FORGE_CALL_TIMEOUT_MS is 0.*\(milliseconds\)/);
  });

  it('names the hosts that are answered to, in lower case', () => {
    assert.equal(read().allowedHosts, null);
    const environment = { FORGE_ALLOWED_HOSTS: 'Forge.example.org, 10.0.0.1,[fd00::2]' };
    assert.deepEqual(
      read({ environment }).allowedHosts,
      new Set(['forge.example.org', '10.0.0.1', '[fd00::2]']),
    );
    for (const hosts of ['http://forge.example.org', 'forge.example.org:80', '*', '-a', 'a..b', ',']) {
      refused(
        { environment: { FORGE_ALLOWED_HOSTS: hosts } },
        /FORGE_ALLOWED_HOSTS.* without scheme and port/,
      );
    }
  });

  it('is refused when a variable is mistyped', () => {
    refused(
      { environment: { FORGE_EXTENSION_DIR: 'x' } },
      /FORGE_EXTENSION_DIR\. Write FORGE_EXTENSIONS_DIR/,
    );
  });
});

describe('the configuration file', () => {
  it('is refused where it is no JSON, with line and column', () => {
    refused({ cwd: folderWith('{\n  "port": 1,\n}') }, /line 3, column 1/);
    refused({ cwd: folderWith('{\n  "port": 1') }, /line 2, column 12/);
    refused({ cwd: folderWith('null') }, /is null; it has to be a JSON object/);
  });

  it('is refused where a key is unknown, with the nearest one', () => {
    refused({ cwd: folderWith('{ "prot": 1 }') }, /unknown key "prot"\. Write "port" instead of "prot"/);
    refused({ cwd: folderWith('{ "extensions": { "issues": { "enabld": false } } }') }, /"enabled" instead/);
    refused(
      { cwd: folderWith('{ "extensions": { "issues": { "grants": { "federatoin": true } } } }') },
      /"extensions\.issues\.grants".*"federation" instead/,
    );
    refused(
      { cwd: folderWith('{ "extensions": { "issues": { "permissions": { "clok": false } } } }') },
      /"extensions\.issues\.permissions".*"clock" instead/,
    );
  });

  it('is refused where a value cannot be used, all at once', () => {
    refused(
      { cwd: folderWith('{ "port": "8000", "extensionsDir": 1, "extensions": { "Issues": {} } }') },
      /"port" in the configuration file .* is "8000"/,
      /"extensionsDir" .* the path of a folder/,
      /has the key "Issues"; it has to be the name of an extension/,
    );
  });

  it('has to be there when it is named', () => {
    refused({ environment: { FORGE_CONFIG_PATH: 'missing.json' } }, /missing\.json" cannot be read/);
  });
});
