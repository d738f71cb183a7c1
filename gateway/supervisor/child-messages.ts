import { z } from 'zod';
import type { ErrorCode } from '@forgepoint/common/error-codes.ts';
import { isErrorCode } from '@forgepoint/common/forge-error.ts';
import { jsonShapeProblem } from '@forgepoint/common/json-shape.ts';
import type { SubgraphMessage } from '@forgepoint/common/process/messages.ts';
import { childFigures } from './child-figures.ts';

const maxSdlLength = 2_000_000;
/** Of a message on the channel: that SDL, with what JSON escapes of it and three bytes for a character. */
export const maxMessageBytes: number = 8 * 1024 ** 2;
/** A message has fewer than 300 values. */
const bounds = { maxDepth: 6, maxValues: 1_000 };
const text = z.string().max(4_000);

const code = z.custom<ErrorCode>(isErrorCode);

const message: z.ZodType<SubgraphMessage> = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('ready'),
    sdl: z.string().max(maxSdlLength),
    info: z.object({
      name: text,
      version: text,
      abiVersion: z.union([text, z.null()]),
      capabilities: z.array(text).max(256),
    }),
    isUncommitted: z.boolean(),
  }),
  z.object({ type: z.literal('prepared') }),
  z.object({ type: z.literal('committed'), id: z.int() }),
  z.object({ type: z.literal('writes-held'), id: z.int() }),
  z.object({
    type: z.literal('refused'),
    error: z.object({
      code,
      message: text,
      remedy: text.exactOptional(),
      extension: text.exactOptional(),
      path: text.exactOptional(),
    }),
  }),
  z.object({ type: z.literal('connection-accepted'), id: z.int() }),
  z.object({ type: z.literal('pong'), id: z.int(), figures: childFigures }),
  z.object({ type: z.literal('last-figures'), figures: childFigures }),
]);

/**
 * Whatever a child sends is checked: it may be under the control of an extension.
 * @returns `undefined` when it is no message of ours
 */
export function parseChildMessage(line: string): SubgraphMessage | undefined {
  if (jsonShapeProblem(line, bounds) !== undefined) return undefined;
  try {
    const parsed = message.safeParse(JSON.parse(line));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}
