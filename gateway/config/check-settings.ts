import type { z } from 'zod';
import { configError, shown, type ConfigProblem } from './config-error.ts';
import { nearestName } from '@forgepoint/common/nearest-name.ts';
import {
  extensionSchema,
  grantsSchema,
  permissionsSchema,
  settingsSchema,
  type Settings,
} from './settings-schema.ts';

type Path = readonly PropertyKey[];

/**
 * Checks all settings at once.
 * @param where says where the setting under a path was found, as the subject of a sentence
 * @throws ForgeError CONFIG_INVALID that says what to write instead
 */
export function checkSettings(settings: unknown, where: (path: Path) => string): Settings {
  const result = settingsSchema.safeParse(settings);
  if (result.success) return result.data;
  throw configError(...result.error.issues.flatMap((issue) => problemsOf(issue, settings, where)));
}

function problemsOf(
  issue: z.core.$ZodIssue,
  settings: unknown,
  where: (path: Path) => string,
): readonly ConfigProblem[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => unknownKey(key, issue.path, where(issue.path)));
  }
  const value = issue.path.reduce<unknown>(
    (at, key) => (typeof at === 'object' && at !== null ? Reflect.get(at, key) : undefined),
    settings,
  );
  if (issue.code === 'invalid_key') {
    const needed = issue.issues[0]?.message ?? issue.message;
    const name = String(issue.path.at(-1));
    return [
      {
        message: `${where(issue.path.slice(0, -1))} has the key "${name}"; it has to be ${needed}.`,
        remedy: 'Write the name of the file without ".wasm".',
      },
    ];
  }
  return [
    {
      message: `${where(issue.path)} is ${shown(value)}; it has to be ${issue.message}.`,
      remedy: 'Correct it, or leave it out for its default.',
    },
  ];
}

function unknownKey(key: string, path: Path, subject: string): ConfigProblem {
  const known = knownKeysAt(path);
  const meant = nearestName(key, known);
  return {
    message: `${subject} has the unknown key "${key}".`,
    remedy:
      meant === undefined ? `Possible keys: ${known.join(', ')}.` : `Write "${meant}" instead of "${key}".`,
  };
}

/** Keys are fixed at four places: the top, `extensions.<name>`, and its `grants` and `permissions`. */
function knownKeysAt(path: Path): readonly string[] {
  if (path.length === 0) return Object.keys(settingsSchema.shape);
  if (path.length === 2) return Object.keys(extensionSchema.shape);
  return Object.keys(path[2] === 'grants' ? grantsSchema.shape : permissionsSchema.shape);
}
