import { fixture } from '../../support/guests.ts';
import type { Attacker } from './attack.ts';
import { hostileMachine } from './machine.ts';

/** Written in WebAssembly itself: does what no compiler would. */
export const machine: Attacker = {
  name: 'machine',
  fine: { query: '{ fineMachine }', data: { fineMachine: 7 } },
  trap: '{ trapMachine }',
};

/** A program that uses up what it can. */
export const program: Attacker = {
  name: 'program',
  fine: { query: '{ programFine }', data: { programFine: 'fine' } },
  trap: '{ programTrap }',
};

/** Runs the SQL that it is given. */
export const sql: Attacker = {
  name: 'sql',
  fine: { query: '{ read(statements: ["SELECT 1"]) }', data: { read: ['{"rows":[[1]]}'] } },
  trap: undefined,
};

/** Answers with the text that it is given. */
export const speaker: Attacker = {
  name: 'speaker',
  fine: { query: '{ int(json: "1") }', data: { int: 1 } },
  trap: '{ nested(levels: -1, open: "", close: "") }',
};

/** Two that behave well until they are started again. */
export const sleeper: Attacker = turning('sleeper');
export const impostor: Attacker = turning('impostor');

export const attackers: readonly Attacker[] = [machine, program, sql, speaker, sleeper, impostor];

function turning(name: string): Attacker {
  const fine = { query: `{ ${name}Fine }`, data: { [`${name}Fine`]: 'fine' } };
  return { name, fine, trap: `{ ${name}Trap }`, endsRefused: true };
}

/** Their components. */
export async function attackerComponents(): Promise<Readonly<Record<string, string | Uint8Array>>> {
  return {
    machine: await hostileMachine(),
    program: await fixture('hostile-program'),
    sql: await fixture('runs-sql'),
    speaker: await fixture('answers-given-json'),
    sleeper: await fixture('turns-hostile'),
    impostor: await fixture('turns-hostile'),
  };
}

/** Limits that end an attack soon. */
export const attackerConfig = {
  extensions: {
    // Fuel is what ends the one, time the other two.
    machine: { fuelPerCall: 1_000_000_000 },
    program: { fuelPerCall: 1_000_000_000_000_000, callTimeoutMs: 2_500, databaseMb: 8 },
    sql: { callTimeoutMs: 500, databaseMb: 8 },
    sleeper: { fuelForStart: 1_000_000_000, config: { prefix: 'sleeper' } },
    impostor: { callTimeoutMs: 500, config: { prefix: 'impostor' } },
  },
};
