import { JsonStatements } from '../storage/json/statements.ts';
import { hostDatabase } from './host-database.ts';
import { hostSql } from './host-sql.ts';
import { createGuestLog } from './guest-log.ts';
import type { HostParts } from './host-parts.ts';
import { cli } from './wasi/cli.ts';
import { clocks } from './wasi/clocks.ts';
import { filesystem } from './wasi/filesystem.ts';
import { io } from './wasi/io.ts';
import { random as wasiRandom } from './wasi/random.ts';

/**
 * Everything that a guest can call, by the interface names that generated glue asks for.
 * None of these functions throws, but for the error case of a WIT `result` and for `exit`.
 */
export function createImports({
  database,
  databaseLimits,
  call,
  log,
  clock,
  random,
  now,
  charge,
  environment = [],
}: HostParts): Readonly<Record<string, object>> {
  const guestLog = createGuestLog(log, now, charge);
  const output = io(guestLog);
  return {
    'forge:extension/host-log': { log: guestLog },
    'forge:extension/host-database': hostDatabase(database, charge),
    'forge:extension/host-sql': hostSql(new JsonStatements(database, databaseLimits), call, charge),
    ...output.interfaces,
    ...cli(output, environment),
    ...clocks(clock, output.Pollable, charge),
    ...filesystem(),
    ...wasiRandom(random, charge),
  };
}
