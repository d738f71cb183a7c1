import { z } from 'zod';
import { jsonShapeProblem } from '@forgepoint/common/json-shape.ts';
import { countedCode } from '@forgepoint/common/metrics/error-counts.ts';
import {
  maxCallSpans,
  maxHostSpansLength,
  maxStatementSpans,
  statementKinds,
  type HostSpans,
} from '@forgepoint/common/tracing/host-spans.ts';

const bounds = { maxDepth: 6, maxValues: maxStatementSpans * 6 + maxCallSpans * 8 + 10 };
const micros = z.int().nonnegative().max(3_600_000_000);
const amount = z.number().nonnegative().max(1e18);

const hostSpans: z.ZodType<HostSpans> = z.object({
  micros,
  calls: z
    .array(
      z.object({
        at: micros,
        micros,
        mode: z.enum(['read', 'write']),
        calls: amount,
        fuel: amount,
        code: z.union([z.null(), z.string().transform(countedCode)]),
        statements: z
          .array(z.tuple([z.enum(statementKinds), micros, micros, amount, z.boolean()]))
          .max(maxStatementSpans),
      }),
    )
    .max(maxCallSpans),
  leftOut: amount,
});

/**
 * Whatever a host tells of itself is checked: it may be under the control of an extension.
 * @returns `undefined` when it is none of what ours tell
 */
export function readHostSpans(header: string): HostSpans | undefined {
  if (header.length > maxHostSpansLength || jsonShapeProblem(header, bounds) !== undefined) return undefined;
  try {
    const parsed = hostSpans.safeParse(JSON.parse(header));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}
