import { Random } from '../../support/random.ts';
import type { Spoil } from './subgraphs.ts';

type Holder = Record<string, unknown> | unknown[];

const leaves: readonly unknown[] = [null, 'text', '', 7, -0.5, 1e300, true];
const anything: readonly unknown[] = [...leaves, {}, [], [null], [[]], { __typename: 'Nothing' }];
const typenames = ['Book', 'Disc', 'Nothing', 'Thing', '', 'Either', 'String'];
const messages = ['It is so', '', 'Cannot return null for non-nullable field A.b.'];
const extensions = [
  {},
  { code: 'EXTENSION_TRAPPED' },
  { code: 'INTERNAL_SERVER_ERROR' },
  { code: '' },
  { http: { status: 418 } },
  { code: 'INVALID_GRAPHQL', more: [1] },
];

/**
 * Answers with faults, the same ones whenever the same is asked.
 * @param seed of the faults
 * @param keepsForm lists and objects stay what they are, or become null
 */
export function spoilBy(seed: number, keepsForm: boolean): Spoil {
  return (asked, answer) => {
    const random = new Random(seed ^ hash(asked));
    const spoilt = JSON.parse(JSON.stringify(answer)) as Record<string, unknown>;
    if (random.chance(0.5)) random.several(1, 3, () => damage(spoilt, random, keepsForm));
    if (random.chance(0.3)) spoilt['errors'] = random.several(1, 2, () => error(spoilt, random));
    if (random.chance(0.05)) spoilt['data'] = null;
    if (random.chance(0.1)) spoilt['extensions'] = { more: true };
    const text = JSON.stringify(spoilt, null, random.chance(0.2) ? 2 : 0);
    return random.chance(0.02) ? text.slice(1) : text;
  };
}

function damage(answer: Record<string, unknown>, random: Random, keepsForm: boolean): void {
  const { data } = answer;
  // We know the root's name ourselves; @apollo/gateway believes the subgraph, or has none.
  const places = placesIn(data).filter(([holder, key]) => holder !== data || key !== '__typename');
  if (places.length === 0) return;
  const [holder, key] = random.pick(places);
  if (random.chance(0.15) && !Array.isArray(holder)) {
    Reflect.deleteProperty(holder, key);
    return;
  }
  if (random.chance(0.15) && !Array.isArray(holder)) {
    holder['unasked'] = 1;
    return;
  }
  const isLeaf = typeof Reflect.get(holder, key) !== 'object';
  const values = keepsForm ? (isLeaf ? leaves : [null]) : anything;
  Reflect.set(holder, key, structuredClone(random.pick(key === '__typename' ? typenames : values)));
}

function error(answer: Record<string, unknown>, random: Random): object {
  const path = random.chance(0.3) ? undefined : pathIn(answer['data'], random);
  return {
    ...(random.chance(0.9) ? { message: random.pick(messages) } : {}),
    ...(path === undefined ? {} : { path }),
    ...(random.chance(0.8) ? { extensions: random.pick(extensions) } : {}),
  };
}

function placesIn(value: unknown): readonly (readonly [Holder, string])[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, below]) => [
    [value as Holder, key] as const,
    ...placesIn(below),
  ]);
}

function pathIn(value: unknown, random: Random): (string | number)[] {
  if (typeof value !== 'object' || value === null || random.chance(0.2)) return [];
  const keys = Object.keys(value);
  if (keys.length === 0) return [];
  const key = random.pick(keys);
  return [Array.isArray(value) ? Number(key) : key, ...pathIn(Reflect.get(value, key), random)];
}

/** FNV-1a. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  return value >>> 0;
}
