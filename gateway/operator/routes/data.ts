import { isAbsolute } from 'node:path';
import { z } from 'zod';
import { coreSubgraph, isExtensionName } from '@forgepoint/common/extension-name.ts';
import { ForgeError } from '@forgepoint/common/forge-error.ts';
import { backupManifestShape, restoredShape } from '../../operated/backup-shapes.ts';
import type { OperatedData } from '../../operated/operated.ts';
import type { Route } from '../route.ts';
import { notSupervised } from './extensions.ts';

const folder = z.string().refine((path) => isAbsolute(path), { error: 'an absolute path' });
const names = z
  .array(z.string().refine((name): boolean => name === coreSubgraph || isExtensionName(name)))
  .min(1)
  .optional()
  .describe('Of extensions, or "core"; without it all.');

const backupBody = z.strictObject({
  to: folder.describe('A folder of the gateway’s machine that is not there yet.'),
  names,
});
const restoreBody = z.strictObject({ from: folder.describe('A backup on the gateway’s machine.'), names });
const purgeBody = z.strictObject({ confirm: z.string().describe('The name once more.') });

/** @param data `undefined`: somebody else runs the extensions */
export function dataRoutes(data: OperatedData | undefined): readonly Route[] {
  const here = (): OperatedData => {
    if (data === undefined) throw notSupervised();
    return data;
  };
  return [
    {
      method: 'POST',
      path: '/v1/backups',
      id: 'makeBackup',
      summary:
        'Copies databases and claims on names into a folder, while they are in use; whole or not at all.',
      body: backupBody,
      answer: backupManifestShape,
      errors: ['EXTENSION_UNKNOWN', 'NOT_SUPERVISED', 'BACKUP_FAILED'],
      handle: async ({ body }) => {
        const request = body as z.output<typeof backupBody>;
        return { json: await here().backup(request.to, request.names) };
      },
    },
    {
      method: 'POST',
      path: '/v1/restores',
      id: 'restoreBackup',
      summary:
        'Ends what uses the databases of a backup, puts them in their place, and starts it again. What was there is kept beside; when it fails, it is in its place again.',
      body: restoreBody,
      answer: restoredShape,
      errors: ['EXTENSION_STATE_UNFIT', 'NOT_SUPERVISED', 'BACKUP_INVALID', 'RESTORE_FAILED'],
      handle: async ({ body }) => {
        const request = body as z.output<typeof restoreBody>;
        return { json: await here().restore(request.from, request.names) };
      },
    },
    {
      method: 'POST',
      path: '/v1/extensions/{name}/purge',
      id: 'purgeExtension',
      summary: 'Removes for good the data of an extension that does not run, and its names of the schema.',
      body: purgeBody,
      answer: z.strictObject({ purged: z.string() }),
      errors: ['EXTENSION_UNKNOWN', 'EXTENSION_STATE_UNFIT', 'NOT_SUPERVISED'],
      handle: async ({ parameters: { name = '' }, body }) => {
        const { confirm } = body as z.output<typeof purgeBody>;
        if (confirm !== name || !isExtensionName(name)) {
          throw new ForgeError(
            'OPERATOR_REQUEST_INVALID',
            `"${name}" is purged only when "confirm" is its name.`,
            {
              remedy: 'Nothing was removed.',
            },
          );
        }
        await here().purge(name);
        return { json: { purged: name } };
      },
    },
  ];
}
