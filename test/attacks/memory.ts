import assert from 'node:assert/strict';
import { ended, type Attack } from './support/attack.ts';
import { machine, program, sql } from './support/attackers.ts';

/** As much as SQLite may hold in one value, twelve times over. */
const blobs = Array.from({ length: 12 }, () => 'SELECT length(zeroblob(500000000) || char(1))').join(
  ' UNION ALL ',
);

/** Attacks on memory and on the stack. */
export const memoryAttacks: readonly Attack[] = [
  ended(machine, 'takes all memory that it gets', '{ growMemory }', 'EXTENSION_OUT_OF_MEMORY', /64 MiB/),
  ended(program, 'fills its memory from JavaScript', '{ takeMemory }', 'EXTENSION_OUT_OF_MEMORY', /64 MiB/),
  {
    title: 'grows a table as far as it can',
    attacker: machine,
    run: async (gateway) => {
      const { growTable } = await gateway.data<{ growTable: number }>('{ growTable }');
      assert.ok(growTable > 1_000 && growTable <= 500_000, String(growTable));
      return `${growTable} elements, and no more`;
    },
  },
  ended(machine, 'calls itself without end', '{ deeper }', 'EXTENSION_TRAPPED', /stack/),
  ended(program, 'calls itself without end in JavaScript', '{ nestInCalls }', 'EXTENSION_TRAPPED'),
  ended(
    machine,
    'calls the host while the host asks it for memory',
    '{ reenter }',
    'EXTENSION_TRAPPED',
    /stack/,
  ),
  {
    title: 'has lost nothing of its database by that',
    attacker: machine,
    run: async (gateway) => {
      assert.deepEqual(await gateway.data('{ askDatabase }'), { askDatabase: 0 });
      return 'its database answers';
    },
  },
  ended(
    machine,
    'gives the host an address outside of its memory',
    '{ lieInAllocation }',
    'EXTENSION_TRAPPED',
  ),
  {
    title: 'has SQLite take 500 MB again and again',
    attacker: sql,
    run: async (gateway) => {
      const { errors } = await gateway.query(`{ read(statements: ["${blobs}"]) }`);
      const code = String(errors?.[0]?.extensions?.['code']);
      assert.equal(errors?.[0]?.extensions?.['extension'], sql.name, JSON.stringify(errors));
      assert.match(code, /^EXTENSION_(?:TIMEOUT|UNAVAILABLE)$|^SUBGRAPH_UNAVAILABLE$/);
      return `\`${code}\``;
    },
  },
];
