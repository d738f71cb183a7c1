import { z } from 'zod';
import { isExtensionName } from '@forgepoint/common/extension-name.ts';

/** An error as an operator sees it. */
export const problemShape = z
  .object({
    code: z.string().describe('Of docs/errors.md.'),
    message: z.string().describe('What happened, and what to do.'),
  })
  .meta({ id: 'Problem' });
export type Problem = z.output<typeof problemShape>;

const time = z.iso.datetime();
const count = z.int().min(0);

/** What an extension has been asked for, since its gateway started. */
export const callFiguresShape = z
  .object({
    calls: count.describe('Calls of the guest.'),
    errors: count.describe('Those that failed.'),
    p50Ms: z.number().nullable().describe('Milliseconds that half of the calls took at most.'),
    p99Ms: z.number().nullable().describe('Milliseconds that 99 of 100 calls took at most.'),
    fuel: z.number().min(0).describe('Units of fuel that all calls used together.'),
  })
  .meta({ id: 'CallFigures' });
export type CallFigures = z.output<typeof callFiguresShape>;

/** A subgraph: the core, or an extension. */
export const subgraphShape = z
  .object({
    name: z.string(),
    state: z
      .enum([
        'admitting',
        'starting',
        'ready',
        'waiting',
        'backing-off',
        'quarantined',
        'refused',
        'draining',
        'stopped',
        'disabled',
      ])
      .describe('waiting: for another extension that it builds on.'),
    problem: problemShape.nullable().describe('Why it is in a state other than ready.'),
    disabled: z
      .object({
        by: z.enum(['configuration', 'operator']),
        since: time.nullable().describe('null: by the configuration.'),
      })
      .nullable(),
    revision: z.string().nullable().describe('Names what runs: file, settings, grants and host.'),
    digest: z.string().nullable().describe('sha256 of the file that runs.'),
    version: z.string().nullable().describe('What it calls its version.'),
    abi: z.string().nullable().describe('Interface that it was built against.'),
    permissions: z.array(z.string()).nullable().describe('What it may use.'),
    limits: z
      .object({
        fuelPerCall: count,
        fuelForStart: count,
        memoryMb: count,
        callTimeoutMs: count,
        databaseMb: count,
      })
      .nullable(),
    pid: count.nullable(),
    memoryBytes: count.nullable().describe('What its process holds of the machine’s memory.'),
    restarts: count.describe('Of its process, since this revision was started.'),
    lastError: problemShape.extend({ at: time }).nullable().describe('Kept when it is ready again.'),
    replacement: problemShape
      .extend({ revision: z.string().nullable().describe('null: it was refused before it had one.') })
      .nullable()
      .describe('What is wanted in its place and was refused.'),
    calls: callFiguresShape.nullable().describe('null: nobody counts them.'),
  })
  .meta({ id: 'Subgraph' });
export type Subgraph = z.output<typeof subgraphShape>;

/** The gateway as a whole. */
export const statusShape = z
  .object({
    version: z.string(),
    pid: count,
    startedAt: time,
    url: z.string().describe('Where clients are served.'),
    ready: z.boolean().describe('A supergraph is served, and every subgraph is ready or was refused.'),
    serving: z.boolean().describe('A supergraph is served.'),
    generation: count.describe('Of what is served; 0: nothing yet.'),
    subgraphs: z.array(subgraphShape).describe('The core among them.'),
  })
  .meta({ id: 'Status' });
export type Status = z.output<typeof statusShape>;

/** What clients would lose, or have lost, with a swap. */
export const gateReportShape = z
  .object({
    at: time,
    policy: z.enum(['safe', 'used', 'off']),
    refused: z.array(z.object({ extension: z.string(), revision: z.string() })),
    changes: z.array(
      z.object({
        coordinate: z.string().describe('Type or Type.field.'),
        what: z.string(),
        users: z.array(z.string()).describe('Operations seen lately that use it.'),
        verdict: z.enum(['passed', 'refused']),
      }),
    ),
  })
  .meta({ id: 'GateReport' });
export type GateReport = z.output<typeof gateReportShape>;

/** What is served and what is not, and why. */
export const reportShape = z
  .object({
    generation: count,
    served: z.array(z.string()).describe('Subgraphs of the supergraph.'),
    leftOut: z
      .array(
        problemShape.extend({
          name: z.string(),
          state: z.enum(['waiting', 'refused', 'replacement-refused']),
        }),
      )
      .describe('Waiting: comes back by itself. Files whose name gives no extension are among them.'),
    disabled: z.array(z.string()),
    gate: z
      .array(gateReportShape)
      .describe('The last swaps that would have taken something from clients, the latest first.'),
  })
  .meta({ id: 'Report' });
export type Report = z.output<typeof reportShape>;

export const extensionNameShape = z
  .string()
  .refine(isExtensionName, { error: 'the name of an extension' })
  .meta({ pattern: '^[a-z][a-z0-9-]{0,62}$' });
