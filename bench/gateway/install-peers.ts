import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const manifest = fileURLToPath(new URL('./other-gateways/package.json', import.meta.url));
const folder = fileURLToPath(new URL('../../.forge/bench-peers/', import.meta.url));

/**
 * Installs the gateways that this one is compared with, which no user of it needs: some 500 MB.
 * @returns the folder that they are in
 * @throws when npm can't install them
 */
export function installPeers(): string {
  const installed = join(folder, 'package.json');
  const isCurrent =
    existsSync(join(folder, 'node_modules')) &&
    readFileSync(installed, 'utf8') === readFileSync(manifest, 'utf8');
  if (isCurrent) return folder;
  process.stderr.write('Installing the gateways that are compared.\n');
  mkdirSync(folder, { recursive: true });
  execFileSync(
    'npm',
    ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--prefix', folder, ...specs()],
    {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );
  cpSync(manifest, installed);
  return folder;
}

function specs(): readonly string[] {
  const { dependencies } = JSON.parse(readFileSync(manifest, 'utf8')) as {
    readonly dependencies: Readonly<Record<string, string>>;
  };
  return Object.entries(dependencies).map(([name, version]) => `${name}@${version}`);
}
