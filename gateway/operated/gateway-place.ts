import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** Where programs of this machine find the operator's interface of a running gateway. */
export interface GatewayPlace {
  /** Such as `http://127.0.0.1:8001`. */
  readonly url: string;
  readonly pid: number;
}

export const placeShape = z.strictObject({ url: z.url(), pid: z.int().min(1) });

/** Of the operator's interface: a bearer token as plain text, mode 0600; the same after a restart. */
export function tokenFileIn(stateDir: string): string {
  return join(stateDir, 'operator-token');
}

/** Of the gateway that runs: a {@link GatewayPlace} as JSON, mode 0600; gone when the gateway has ended well. */
export function placeFileIn(stateDir: string): string {
  return join(stateDir, 'operator.json');
}

/** @returns `undefined` when there is none @throws the error of the system, or of the parser */
export function readPlace(stateDir: string): GatewayPlace | undefined {
  let text: string;
  try {
    text = readFileSync(placeFileIn(stateDir), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  return placeShape.parse(JSON.parse(text));
}
