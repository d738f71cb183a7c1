import { GraphQLError, type GraphQLSchema } from 'graphql';
import type { GraphqlBody } from '../../data-source/exchange.ts';
import { downstreamErrors } from './downstream-error.ts';
import { merge } from './merge.ts';
import { placeBelow, type Place } from './place.ts';
import type { FetchStep, Step } from './plan.ts';
import { representationOf } from './representation.ts';

type Fields = Record<string, unknown>;

export interface Execution {
  readonly schema: GraphQLSchema;
  /** As the client sent them. */
  readonly variables: Readonly<Record<string, unknown>>;
  /** Whether a variable that decides on steps is true. */
  readonly isOn: (variable: string) => boolean;
  /** Asks a subgraph. Throws a GraphQLError when there is no answer. */
  readonly ask: (step: FetchStep, variables: Readonly<Record<string, unknown>>) => Promise<GraphqlBody>;
}

export interface Executed {
  /** All that the subgraphs have answered, merged; more than is selected. */
  readonly data: Fields;
  readonly errors: readonly GraphQLError[];
}

/** Carries out a plan. What a subgraph fails at is missing in the data, and an error says why. */
export async function execute(step: Step, execution: Execution): Promise<Executed> {
  const run = new Run(execution);
  await run.step(step, { path: [], found: run.data });
  return run;
}

class Run implements Executed {
  readonly data: Fields = {};
  readonly errors: GraphQLError[] = [];
  readonly #execution: Execution;

  constructor(execution: Execution) {
    this.#execution = execution;
  }

  async step(step: Step, place: Place): Promise<void> {
    switch (step.kind) {
      case 'sequence':
        for (const next of step.steps) await this.step(next, place);
        return;
      case 'parallel':
        await Promise.all(step.steps.map((next) => this.step(next, place)));
        return;
      case 'at': {
        const below = placeBelow(place, step.path);
        if (below !== undefined) await this.step(step.step, below);
        return;
      }
      case 'condition':
        await this.step(this.#execution.isOn(step.variable) ? step.isTrue : step.isFalse, place);
        return;
      case 'fetch':
        try {
          await this.#fetch(step, place);
        } catch (error) {
          this.errors.push(asGraphqlError(error));
        }
    }
  }

  async #fetch(step: FetchStep, place: Place): Promise<void> {
    const found = (Array.isArray(place.found) ? place.found : [place.found]).filter(isObject);
    if (found.length === 0) return;
    const variables = this.#variablesOf(step);
    if (step.requires === null) {
      const data = await this.#ask(step, variables, place);
      if (data === null) return;
      for (const object of found) merge(object, data);
      return;
    }
    const { schema } = this.#execution;
    const named: Fields[] = [];
    const representations: Fields[] = [];
    for (const object of found) {
      const representation = representationOf(object, step.requires, schema);
      if (typeof representation?.['__typename'] !== 'string') continue;
      named.push(object);
      representations.push(representation);
    }
    if (representations.length === 0) return;
    if ('representations' in variables) throw new Error('Variables cannot contain key "representations"');
    const data = await this.#ask(step, { ...variables, representations }, place);
    if (data !== null) mergeEntities(named, data['_entities']);
  }

  /** @returns `null` when the subgraph has none */
  async #ask(step: FetchStep, variables: Fields, place: Place): Promise<Readonly<Fields> | null> {
    const { data, errors } = await this.#execution.ask(step, variables);
    if (errors !== undefined) {
      this.errors.push(...downstreamErrors(errors, step.subgraph, place, this.data, step.requires !== null));
    }
    return data ?? null;
  }

  #variablesOf({ operation }: FetchStep): Fields {
    const given = this.#execution.variables;
    const used: Fields = {};
    for (const name of operation.variables) {
      if (Object.hasOwn(given, name) && given[name] !== undefined) used[name] = given[name];
    }
    return used;
  }
}

function mergeEntities(objects: readonly Fields[], entities: unknown): void {
  if (!Array.isArray(entities)) throw new Error('Expected "data._entities" in response to be an array');
  if (entities.length !== objects.length) {
    throw new Error(`Expected "data._entities" to contain ${objects.length} elements`);
  }
  for (const [index, object] of objects.entries()) {
    const entity: unknown = entities[index];
    if (!isObject(entity)) continue;
    merge(object, isNamed(entity) ? entity : { ...entity, __typename: object['__typename'] });
  }
}

function isNamed({ __typename: name }: Fields): boolean {
  return typeof name === 'string' && name !== '';
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function asGraphqlError(error: unknown): GraphQLError {
  if (error instanceof GraphQLError) return error;
  return new GraphQLError(error instanceof Error ? error.message : String(error), {
    originalError: error instanceof Error ? error : undefined,
  });
}
