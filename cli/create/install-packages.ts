import { execa } from 'execa';
import { ForgeError } from '@forgepoint/common/forge-error.ts';

/** Runs "npm install" in a folder. @throws ForgeError COMMAND_INVALID with what npm said */
export async function installPackages(
  folder: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  // This program runs as in production, where npm would leave out what tests need.
  const options = ['--include=dev', '--no-audit', '--no-fund'];
  const { exitCode, stderr, code } = await execa('npm', ['install', ...options], {
    cwd: folder,
    env: environment,
    extendEnv: false,
    stdin: 'ignore',
    reject: false,
  });
  if (exitCode === 0) return;
  const said = stderr
    .split('\n')
    .map((line) => line.replace(/^npm error ?/, '').trim())
    .filter((line) => line !== '' && !line.startsWith('npm '));
  throw new ForgeError(
    'COMMAND_INVALID',
    code === 'ENOENT'
      ? 'The folder is made, but there is no npm to install what it needs.'
      : `The folder is made, but npm could not install what it needs: ${said.slice(0, 4).join(' ')}`,
    { remedy: `Mend that, then: cd "${folder}" && npm install` },
  );
}
