import { z } from 'zod';
import { coreSubgraph, isExtensionName } from '@forgepoint/common/extension-name.ts';

/** A script that has changed the database, in the words of who keeps the record. */
export const migrationShape = z.object({
  name: z.string().nullable(),
  hash: z.string(),
  appliedAt: z.string(),
});

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** The database of the core, or of one extension, in a backup. */
export const backupEntryShape = z
  .strictObject({
    name: z.string().refine((name): boolean => name === coreSubgraph || isExtensionName(name)),
    file: z.string().regex(/^[a-z][a-z0-9-]*\.db$/),
    bytes: z.int().min(0),
    sha256,
    /** What ran when it was made; `null`: nothing did. */
    running: z
      .strictObject({
        version: z.string().nullable(),
        digest: z.string().nullable(),
        revision: z.string().nullable(),
      })
      .nullable(),
    migrations: z.array(migrationShape),
  })
  .meta({ id: 'BackupEntry' });
export type BackupEntry = z.output<typeof backupEntryShape>;

/** `manifest.json` of a backup. */
export const backupManifestShape = z
  .strictObject({
    format: z.literal(1),
    madeAt: z.iso.datetime(),
    hostVersion: z.string(),
    entries: z.array(backupEntryShape),
    /** Of `claims.json`; `null`: there were none. */
    claims: z.strictObject({ sha256 }).nullable(),
    /** Of all that stands above. */
    checksum: sha256,
  })
  .meta({ id: 'Backup' });
export type BackupManifest = z.output<typeof backupManifestShape>;

/** What a restore has done. */
export const restoredShape = z
  .strictObject({
    names: z.array(z.string()),
    kept: z
      .string()
      .describe(
        'Folder beside each database that holds what was there; it is there when there was something.',
      ),
  })
  .meta({ id: 'Restored' });
export type Restored = z.output<typeof restoredShape>;
