import { z } from 'zod';
import { isCoordinate } from '@forgepoint/common/extension-grants.ts';
import { limitRanges } from '@forgepoint/common/extension-limits.ts';
import { isExtensionName } from '@forgepoint/common/extension-name.ts';
import {
  defaultGrants,
  permissionMeanings,
  type Permission,
} from '@forgepoint/common/permissions/permission.ts';
import { defaultRequestLimits } from '../request-limits.ts';
import { breakingChangePolicies, logLevels } from './config.ts';

// The text given as `error` ends the sentence "… has to be".

const folder = (): z.ZodOptional<z.ZodString> => {
  const error = 'the path of a folder';
  return z.string({ error }).min(1, { error }).optional();
};

const wholeNumber = (min: number, max: number, unit = ''): z.ZodNumber => {
  const error = `a whole number from ${min} to ${max}${unit}`;
  return z.int({ error }).min(min, { error }).max(max, { error });
};

const milliseconds = (max: number): z.ZodNumber => wholeNumber(1, max, ' (milliseconds)');

const fuel = (): z.ZodNumber => wholeNumber(...limitRanges.fuelPerCall, ' (units of fuel)');

const yesOrNo = (): z.ZodBoolean => z.boolean({ error: 'true or false' });

const minuteMs = 60_000;

/** Where the operator's interface is looked for first. */
export const defaultOperatorPort = 8001;

const coordinateError = 'a field with its type, such as "Issue.title"';
const hostNamesError = 'a list of host names without scheme and port, such as forge.example.org';
const hostNamePattern =
  /^(?:(?!-)[a-z0-9-]{1,63}(?<!-)(?:\.(?!-)[a-z0-9-]{1,63}(?<!-)){0,20}|\[[0-9a-f:.]{2,45}\])$/i;
const hostName = z.string({ error: hostNamesError }).regex(hostNamePattern, {
  error: 'a host name without scheme and port, such as forge.example.org',
});

export const grantsSchema = z.strictObject(
  {
    federation: yesOrNo()
      .default(false)
      .describe('Directives that reach across subgraphs or out to the network.'),
    requires: z
      .array(z.string({ error: coordinateError }).refine(isCoordinate, { error: coordinateError }), {
        error: 'a list of fields',
      })
      .default([])
      .describe('Fields of other extensions that its @requires may read, such as Issue.title.'),
  },
  { error: 'an object' },
);

const permission = (name: Permission): z.ZodDefault<z.ZodBoolean> =>
  yesOrNo().default(defaultGrants[name]).describe(permissionMeanings[name]);

export const permissionsSchema = z.strictObject(
  {
    database: permission('database'),
    log: permission('log'),
    clock: permission('clock'),
    random: permission('random'),
  },
  { error: 'an object' },
);

const revisionError = 'a revision: 16 hexadecimal digits, as the log names it';

export const extensionSchema = z.strictObject(
  {
    enabled: yesOrNo().default(true).describe('false: the file is left alone.'),
    config: z
      .record(z.string(), z.unknown(), { error: 'an object' })
      .optional()
      .describe('Reaches the init of the extension as JSON.'),
    acceptBreakingChange: z
      .string({ error: revisionError })
      .regex(/^[0-9a-f]{16}$/, { error: revisionError })
      .optional()
      .describe('Revision that may take from clients what they use, as the log names it.'),
    callTimeoutMs: milliseconds(10 * minuteMs)
      .optional()
      .describe('Longest time that one call may run in this extension.'),
    fuelPerCall: fuel()
      .optional()
      .describe('Units of fuel that one call may use; about an instruction each.'),
    fuelForStart: fuel()
      .optional()
      .describe('Units of fuel for making an instance, its init, and telling its schema.'),
    memoryMb: wholeNumber(...limitRanges.memoryMb, ' (MiB)')
      .optional()
      .describe('All memories of an instance together.'),
    databaseMb: wholeNumber(...limitRanges.databaseMb, ' (MiB)')
      .optional()
      .describe('Largest size of the database of this extension.'),
    permissions: permissionsSchema.optional().describe('What this extension may use; everything by default.'),
    grants: grantsSchema.optional().describe('What is permitted to this extension beyond the defaults.'),
  },
  { error: 'an object' },
);

const extensionNameError =
  'the name of an extension: a lower-case letter, then lower-case letters, digits and hyphens';

/** What `forge.config.json` may hold. */
export const settingsSchema = z.strictObject(
  {
    $schema: z.string({ error: 'a text' }).optional().describe('Where the schema of this file is.'),
    host: z
      .string({ error: 'a host name or an address' })
      .min(1, { error: 'a host name or an address' })
      .default('127.0.0.1')
      .describe('Address to listen on.'),
    port: wholeNumber(0, 65_535).default(8000).describe('TCP port to listen on; 0: any free one.'),
    operatorHost: z
      .string({ error: 'a host name or an address' })
      .min(1, { error: 'a host name or an address' })
      .default('127.0.0.1')
      .describe('Address of the operator’s interface.'),
    operatorPort: wholeNumber(0, 65_535)
      .optional()
      .describe(
        'TCP port of the operator’s interface; 0: any free one. Default: 8001, or any free one when that is taken.',
      ),
    allowedHosts: z
      .array(hostName, { error: hostNamesError })
      .min(1, { error: hostNamesError })
      .optional()
      .describe(
        'Names by which clients may ask for the gateway (Host and Origin), beside localhost. Without it: on a loopback address localhost alone, on another one any name.',
      ),
    logLevel: z
      .enum(logLevels, { error: `one of ${logLevels.join(', ')}` })
      .default('info')
      .describe('Least level of the lines that are logged.'),
    extensionsDir: folder().describe('Folder of the .wasm files. Default: extensions_dir.'),
    dataDir: folder().describe('Folder of all data, so that the code can be mounted read-only.'),
    databaseDir: folder().describe('Folder of the core’s forge.db. Default: .forge/db, or db in dataDir.'),
    cacheDir: folder().describe('Folder of admitted components. Default: .forge/cache, or cache in dataDir.'),
    storeDir: folder().describe(
      'Folder of copies of the components. Default: .forge/store, or store in dataDir.',
    ),
    stateDir: folder().describe(
      'Folder of claims on names and of the last supergraph. Default: .forge/state, or state in dataDir.',
    ),
    hostUidBase: wholeNumber(1_000, 2_000_000_000)
      .optional()
      .describe('Run every subgraph under a user of its own, numbered from here. Needs root.'),
    inMemoryDatabase: yesOrNo()
      .default(false)
      .describe('true: every database is thrown away when the gateway ends.'),
    callTimeoutMs: milliseconds(10 * minuteMs)
      .default(5_000)
      .describe('Longest time that one call may run in an extension.'),
    requestTimeoutMs: milliseconds(10 * minuteMs)
      .default(10_000)
      .describe('Longest time that a request of a client may take.'),
    startTimeoutMs: milliseconds(10 * minuteMs)
      .default(10_000)
      .describe('Longest time until an extension is initialised.'),
    shutdownGraceMs: milliseconds(10 * minuteMs)
      .default(10_000)
      .describe('Longest time that running requests get when the gateway ends.'),
    subgraphPollMs: milliseconds(10 * minuteMs)
      .default(5_000)
      .describe('Between two looks at the schema of a subgraph that somebody else runs.'),
    breakingChanges: z
      .enum(breakingChangePolicies, { error: `one of ${breakingChangePolicies.join(', ')}` })
      .default('used')
      .describe(
        'Which new versions of extensions are refused because they take something from clients: all (safe), those that take what was used lately (used), none (off).',
      ),
    introspection: yesOrNo()
      .default(true)
      .describe('false: clients cannot ask for the schema; GraphiQL shows none.'),
    gatewayWorkers: wholeNumber(1, 64)
      .default(1)
      .describe('Processes that serve clients at a time; one for each processor that is to serve.'),
    maxConnections: wholeNumber(1, 65_535)
      .default(defaultRequestLimits.maxConnections)
      .describe('Connections of clients at once, for each process that serves.'),
    maxBodyBytes: wholeNumber(1_024, 64 * 1024 * 1024, ' (bytes)')
      .default(defaultRequestLimits.maxBodyBytes)
      .describe('Longest body of a request.'),
    maxTokens: wholeNumber(10, 100_000)
      .default(defaultRequestLimits.maxTokens)
      .describe('Tokens of a GraphQL document.'),
    maxDepth: wholeNumber(1, 100)
      .default(defaultRequestLimits.maxDepth)
      .describe('Levels of selections, those of introspection not counted.'),
    maxRootFields: wholeNumber(1, 10_000)
      .default(defaultRequestLimits.maxRootFields)
      .describe('Root fields of an operation.'),
    maxFields: wholeNumber(1, 100_000)
      .default(defaultRequestLimits.maxFields)
      .describe('Fields of an operation, those of its fragments counted wherever they are spread.'),
    maxAliases: wholeNumber(0, 100_000)
      .default(defaultRequestLimits.maxAliases)
      .describe('Aliases of an operation.'),
    maxDirectives: wholeNumber(0, 100_000)
      .default(defaultRequestLimits.maxDirectives)
      .describe('Directives of a document.'),
    extensions: z
      .record(z.string().refine(isExtensionName, { error: extensionNameError }), extensionSchema, {
        error: 'an object with the names of extensions as keys',
      })
      .default({})
      .describe('Settings of single extensions, by name.'),
  },
  { error: 'a JSON object' },
);

export type Settings = z.output<typeof settingsSchema>;
export type SettingName = keyof Settings;
