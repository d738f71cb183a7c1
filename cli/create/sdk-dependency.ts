import { existsSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { ForgeError } from '@forgepoint/common/forge-error.ts';
import { hostVersion } from '@forgepoint/common/version.ts';
import { projectFile } from '../project.ts';

/**
 * How the package.json of a new extension names the SDK.
 * @param given a version, or the path of a tarball from `cwd`; the version of this program when left out
 * @param folder absolute path of the extension
 * @throws ForgeError COMMAND_INVALID in a clone, whose own version is in no registry
 */
export function sdkDependency(given: string | undefined, folder: string, cwd: string): string {
  if (given !== undefined) {
    const file = resolve(cwd, given);
    return existsSync(file) ? `file:${relative(folder, file)}` : given;
  }
  if (!existsSync(projectFile('sdk/package/pack.ts'))) return hostVersion;
  throw new ForgeError('COMMAND_INVALID', 'This forge runs in a clone, so its SDK has to be packed first.', {
    remedy: `Write: npm run --prefix "${projectFile('.')}" pack:sdk && npm pack "${projectFile('sdk/dist')}", and add --sdk forgepoint-sdk-${hostVersion}.tgz.`,
  });
}
