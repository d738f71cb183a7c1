import assert from 'node:assert/strict';
import { failureOf, type Attack } from './support/attack.ts';
import { machine, program } from './support/attackers.ts';

/** Attacks on what lies outside of an extension. */
export const systemAttacks: readonly Attack[] = [
  {
    title: 'opens files at every descriptor, and reads from them',
    attacker: machine,
    run: async (gateway) => {
      assert.deepEqual(await gateway.data('{ openedFiles readInput }'), { openedFiles: 0, readInput: 0 });
      return 'nothing is open, nothing can be opened';
    },
  },
  {
    title: 'reads environment and arguments',
    attacker: machine,
    run: async (gateway) => {
      const found = await gateway.data('{ countVariables argumentsGiven }');
      assert.deepEqual(found, { countVariables: 0, argumentsGiven: 0 });
      return 'both are empty';
    },
  },
  {
    title: 'reads the clock that its manifest does not ask for',
    attacker: machine,
    run: async (gateway) => {
      assert.deepEqual(await gateway.data('{ secondsSince1970 }'), { secondsSince1970: 0 });
      return 'it is always the beginning of 1970';
    },
  },
  {
    title: 'looks for files, processes and the network in JavaScript',
    attacker: program,
    run: async (gateway) => {
      assert.deepEqual(await gateway.data('{ tryImports }'), { tryImports: 7 });
      assert.deepEqual(await gateway.data('{ outside }'), { outside: [] });
      return 'nothing of Node or of a browser is there';
    },
  },
  {
    title: 'exits',
    attacker: machine,
    run: async (gateway) => {
      const pid = await gateway.pidOf(machine.name);
      const { code, message } = failureOf(await gateway.query('{ exit }'), machine.name);
      assert.equal(code, 'EXTENSION_TRAPPED');
      assert.match(message, /exit/);
      assert.equal(await gateway.pidOf(machine.name), pid);
      return `\`${code}\`; its process goes on`;
    },
  },
  {
    title: 'traps and is called again in the same request',
    attacker: machine,
    run: async (gateway) => {
      const { data, errors } = await gateway.query('{ trapMachine fineMachine again: trapMachine }');
      assert.deepEqual(data, { trapMachine: null, fineMachine: 7, again: null });
      assert.deepEqual(
        errors?.map(({ extensions }) => extensions?.['code']),
        ['EXTENSION_TRAPPED', 'EXTENSION_TRAPPED'],
      );
      return '`EXTENSION_TRAPPED`; the field between is answered';
    },
  },
];
