import { z } from 'zod';
import { limitNames, limitRanges, type ExtensionLimits, type SomeLimits } from '../extension-limits.ts';
import { jsonShapeProblem } from '../json-shape.ts';
import { messageOf } from '../forge-error.ts';
import { nearestName } from '../nearest-name.ts';
import { permissionNames, permissionSet, type PermissionSet } from './permission.ts';

/** What an extension says of its needs, in a custom section of its component. */
export interface ExtensionManifest {
  /** `undefined` when it does not say: what it imports counts. */
  readonly permissions: PermissionSet | undefined;
  readonly limits: SomeLimits;
  /** JSON Schema of its configuration, as JSON text; `null`: none, and any configuration reaches it. */
  readonly configSchema: string | null;
}

/** Of an extension that has no manifest. */
export const noManifest: ExtensionManifest = Object.freeze({
  permissions: undefined,
  limits: Object.freeze({}),
  configSchema: null,
});

/** Name of the custom section of the outermost component, or of the core module that becomes one. */
export const manifestSection = 'forge:manifest';

export const maxManifestBytes = 64 * 1024;
const bounds = { maxDepth: 32, maxValues: 10_000 };
const formatVersion = 1;

/** One thing that is wrong with a manifest, in two sentences. */
export interface ManifestProblem {
  readonly message: string;
  readonly remedy: string;
}

export type ParsedManifest =
  | { readonly kind: 'manifest'; readonly manifest: ExtensionManifest }
  | { readonly kind: 'invalid'; readonly problem: ManifestProblem };

// The text given as `error` ends the sentence "… has to be".

const limit = (name: keyof ExtensionLimits): z.ZodOptional<z.ZodNumber> => {
  const [least, most] = limitRanges[name];
  const error = `a whole number from ${least} to ${most}`;
  return z.int({ error }).min(least, { error }).max(most, { error }).optional();
};

const limitsSchema = z.strictObject(
  Object.fromEntries(limitNames.map((name) => [name, limit(name)])) as Record<
    keyof ExtensionLimits,
    z.ZodOptional<z.ZodNumber>
  >,
  { error: 'an object' },
);

const manifestSchema = z.strictObject(
  {
    $schema: z.string({ error: 'a text' }).optional(),
    manifestVersion: z.literal(formatVersion, { error: `${formatVersion}, the format that this host reads` }),
    permissions: z
      .array(z.enum(permissionNames, { error: `one of ${permissionNames.join(', ')}` }), { error: 'a list' })
      .optional(),
    limits: limitsSchema.optional(),
    config: z
      .looseObject(
        { type: z.literal('object', { error: '"object": a configuration is a JSON object' }) },
        { error: 'a JSON Schema with the type "object"' },
      )
      .optional(),
  },
  { error: 'a JSON object' },
);

/** @param bytes content of the custom section; not trusted */
export function parseManifest(bytes: Uint8Array): ParsedManifest {
  if (bytes.length > maxManifestBytes) {
    return invalid(`It has ${bytes.length} bytes.`, `Write at most ${maxManifestBytes} bytes.`);
  }
  let json: unknown;
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    const problem = jsonShapeProblem(text, bounds);
    if (problem !== undefined) return invalid(`It ${problem}.`, 'Write it flatter and shorter.');
    json = JSON.parse(text);
  } catch (error) {
    return invalid(`It is not JSON: ${messageOf(error)}.`, 'Write JSON in UTF-8.');
  }
  const parsed = manifestSchema.safeParse(json);
  if (!parsed.success) return { kind: 'invalid', problem: problemOf(parsed.error.issues, json) };
  const { permissions, limits = {}, config } = parsed.data;
  return {
    kind: 'manifest',
    manifest: {
      permissions: permissions && permissionSet((name) => permissions.includes(name)),
      limits,
      configSchema: config === undefined ? null : JSON.stringify(config),
    },
  };
}

function problemOf(issues: readonly z.core.$ZodIssue[], json: unknown): ManifestProblem {
  const [issue] = issues;
  if (issue === undefined) throw new Error('zod found no issue');
  const place = issue.path.length === 0 ? 'It' : `"${issue.path.map(String).join('.')}"`;
  if (issue.code === 'unrecognized_keys') {
    const [key = ''] = issue.keys;
    const known = issue.path.length === 0 ? Object.keys(manifestSchema.shape) : limitNames;
    const meant = nearestName(key.slice(0, maxNameLength), known);
    return {
      message: `${place} has the unknown key ${JSON.stringify(key)}.`,
      remedy: meant === undefined ? `Possible keys: ${known.join(', ')}.` : `Write "${meant}" instead.`,
    };
  }
  const value = issue.path.reduce<unknown>(
    (at, key) => (typeof at === 'object' && at !== null ? Reflect.get(at, key) : undefined),
    json,
  );
  return {
    message: `${place} is ${shown(value)}; it has to be ${issue.message}.`,
    remedy: 'Correct it, or leave it out for its default.',
  };
}

const maxNameLength = 64;

function shown(value: unknown): string {
  const text = value === undefined ? 'missing' : JSON.stringify(value);
  return text.length > maxNameLength ? `${text.slice(0, maxNameLength)}…` : text;
}

function invalid(message: string, remedy: string): ParsedManifest {
  return { kind: 'invalid', problem: { message, remedy } };
}
