import assert from 'node:assert/strict';
import { ended, failureOf, type Attack } from './support/attack.ts';
import { machine, program, sql } from './support/attackers.ts';

const endless = 'WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n';

/** Attacks on processor time. */
export const timeAttacks: readonly Attack[] = [
  ended(machine, 'spins in a resolver until its fuel is used up', '{ spin }', 'EXTENSION_FUEL_EXHAUSTED'),
  ended(
    machine,
    'spins where the host asks it for memory',
    '{ spinInAllocation }',
    'EXTENSION_FUEL_EXHAUSTED',
  ),
  ended(
    program,
    'asks its database without end, with fuel for days',
    '{ queryForEver }',
    'EXTENSION_TIMEOUT',
  ),
  ended(program, 'prepares a million statements', '{ prepareMany(times: 1000000) }', 'EXTENSION_TIMEOUT'),
  ended(sql, 'runs a statement without end', `{ read(statements: ["${endless}"]) }`, 'EXTENSION_TIMEOUT'),
  {
    title: 'waits for a year',
    attacker: machine,
    run: async (gateway) => {
      assert.deepEqual(await gateway.data('{ waitForAYear }'), { waitForAYear: 0 });
      return 'no wait: the call returns at once';
    },
  },
  {
    title: 'burns a processor, call after call',
    attacker: machine,
    run: async (gateway) => {
      for (let call = 0; call < 6; call += 1) {
        const { code } = failureOf(await gateway.query('{ spin }'), machine.name);
        assert.equal(code, 'EXTENSION_FUEL_EXHAUSTED');
      }
      return '`EXTENSION_FUEL_EXHAUSTED` for each of 6';
    },
  },
  {
    title: 'spins in fifty fields of one request',
    attacker: machine,
    run: async (gateway) => {
      const fields = Array.from({ length: 50 }, (_, index) => `a${index}: spin`);
      const { errors = [] } = await gateway.query(`{ ${fields.join(' ')} }`);
      const codes = errors.map(({ extensions }) => String(extensions?.['code']));
      assert.equal(codes.length, fields.length);
      // A request gets so many new instances, and no more.
      for (const code of codes) assert.match(code, /^EXTENSION_(?:FUEL_EXHAUSTED|TIMEOUT|TRAPPED)$/);
      return `\`${[...new Set(codes)].join('` or `')}\` for each`;
    },
  },
];
