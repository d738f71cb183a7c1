import { z } from 'zod';
import { noDurations } from '@forgepoint/common/metrics/durations.ts';
import { countedCodes, type ErrorFigures } from '@forgepoint/common/metrics/error-counts.ts';
import type { SubgraphFigures } from '@forgepoint/common/metrics/subgraph-figures.ts';

/** Nothing that is counted comes near; numbers of this size can be added up for ever. */
const figure = z.number().nonnegative().max(1e18);
const durations = z.object({ counts: z.array(figure).length(noDurations.counts.length), sumSeconds: figure });
const errors: z.ZodType<ErrorFigures> = z.partialRecord(z.enum([...countedCodes]), figure);

/** What a child says that it has done: it may say anything, but only of itself, and only this much. */
export const childFigures: z.ZodType<SubgraphFigures> = z.object({
  process: z.object({
    residentBytes: figure,
    heapUsedBytes: figure,
    cpuSeconds: figure,
    loopDelay: z.object({ p50: figure, p99: figure, max: figure }),
  }),
  guest: z.nullable(
    z.object({
      calls: durations,
      errors,
      fuel: figure,
      statements: z.object({ durations, rows: figure, failed: figure }),
    }),
  ),
});
