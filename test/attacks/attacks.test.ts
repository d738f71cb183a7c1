import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { alarms, assertRefused } from '../bad-input/support/refusals.ts';
import { subgraphsOf } from '../support/processes.ts';
import { systemAttacks } from './files-and-system.ts';
import { memoryAttacks } from './memory.ts';
import { outputAttacks } from './output.ts';
import { restartAttacks } from './restart.ts';
import { sqlAttacks } from './sql.ts';
import { hostileStarts } from './start.ts';
import { attackerComponents, attackerConfig, attackers } from './support/attackers.ts';
import { Besieged } from './support/besieged.ts';
import { Arena } from './support/arena.ts';
import type { Attack } from './support/attack.ts';
import { Evidence } from './support/evidence.ts';
import { timeAttacks } from './time.ts';

const evidence = new Evidence();
after(() => evidence.write(process.env['FORGE_ATTACK_EVIDENCE']));

const groups: Readonly<Record<string, readonly Attack[]>> = {
  'processor time': timeAttacks,
  memory: memoryAttacks,
  'the database and the disk': sqlAttacks,
  'the system': systemAttacks,
  'whoever reads its answers': outputAttacks,
  'whoever starts it again': restartAttacks,
};

describe('an extension harms nobody but itself when it attacks', () => {
  let arena: Arena;

  before(async () => {
    arena = await Arena.open({
      extensions: await attackerComponents(),
      attackers,
      config: attackerConfig,
      evidence,
    });
  });
  after(() => arena[Symbol.asyncDispose]());

  for (const [what, attacks] of Object.entries(groups)) {
    describe(what, () => {
      for (const attack of attacks) it(`${attack.attacker.name} ${attack.title}`, () => arena.suffer(attack));
    });
  }
});

describe('a gateway that is started with hostile extensions', () => {
  let besieged: Besieged;

  before(async () => {
    besieged = await Besieged.start(hostileStarts);
  });
  after(() => besieged[Symbol.asyncDispose]());

  for (const [name, { title, ...refusal }] of Object.entries(hostileStarts)) {
    it(`refuses one that ${title}`, async () => {
      await assertRefused(besieged.gateway, name, refusal);
      const line = alarms(besieged.gateway).find(({ extension }) => extension === name);
      evidence.noteRefused(title, refusal.code, String(line?.['reason']));
    });
  }

  it('serves the core and the innocent one', () => besieged.assertServes());

  it('has started no process that is left', () => {
    assert.equal(subgraphsOf(besieged.gateway.program.pid).length, 2);
  });

  it('finds its canaries as they were', () => besieged.assertUntouched());

  it('holds no more memory than one that was started without them', () => besieged.assertMemory());
});
