import { refusalOf } from './support/refusal.ts';
import type { Attack } from './support/attack.ts';
import { impostor, sleeper } from './support/attackers.ts';

/** Attacks by extensions that were admitted and served, and change when they are started again. They end refused. */
export const restartAttacks: readonly Attack[] = [
  {
    title: 'spins in init when its instance is replaced',
    attacker: sleeper,
    run: async (gateway) => {
      await gateway.data('mutation { sleeperTurn(how: "spins in init") }');
      const refused = refusalOf(gateway, sleeper.name, 'EXTENSION_FUEL_EXHAUSTED');
      await gateway.query('{ sleeperTrap }');
      await refused;
      return 'refused with `EXTENSION_FUEL_EXHAUSTED`';
    },
  },
  {
    title: 'brings another schema when its process is started again, with a name of the core',
    attacker: impostor,
    run: async (gateway) => {
      await gateway.data('mutation { impostorTurn(how: "takes a name of core") }');
      const refused = refusalOf(gateway, impostor.name, 'SCHEMA_CONFLICT');
      await gateway.query('{ impostorCrash }');
      await refused;
      return 'refused with `SCHEMA_CONFLICT`';
    },
  },
];
