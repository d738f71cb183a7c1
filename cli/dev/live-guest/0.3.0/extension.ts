/// <reference path="../wasi-environment.d.ts" />
/// <reference path="../../../../sdk/guest/wasi-random.d.ts" />
import type { Call, ExtensionInfo, Migration, Outcome, Settings } from 'forge:extension/extension-api@0.3.0';
import * as log from 'forge:extension/host-log@0.3.0';
import * as sql from 'forge:extension/host-sql@0.3.0';
import * as random from 'wasi:random/random@0.2.6';
import { evaluateSource } from '../evaluate.ts';
import { traced } from '../traced.ts';

interface ExtensionApi {
  getInfo(): ExtensionInfo;
  getSchema(): string;
  migrations(): Migration[];
  init(settings: Settings): void;
  resolve(
    parentType: string,
    field: string,
    args: string,
    parents: string | undefined,
    context: string,
  ): Outcome;
  resolveMany(calls: Call[]): Outcome[];
  resolveEntities(typeName: string, representations: string, context: string): Outcome;
  shutdown(): void;
}

let current: ExtensionApi | undefined;

function api(): ExtensionApi {
  current ??= evaluateSource({
    'forge:extension/host-log@0.3.0': log,
    'forge:extension/host-sql@0.3.0': sql,
    'wasi:random/random@0.2.6': random,
  }) as ExtensionApi;
  return current;
}

function told<Result>(call: string, run: () => Result): Result {
  return traced(call, (line) => log.log('error', line, undefined), run);
}

export const extensionApi: ExtensionApi = {
  getInfo: () => told('getInfo', () => api().getInfo()),
  getSchema: () => told('getSchema', () => api().getSchema()),
  migrations: () => told('migrations', () => api().migrations()),
  init: (settings) => told('init', () => api().init(settings)),
  resolve: (parentType, field, args, parents, context) =>
    told(`${parentType}.${field}`, () => api().resolve(parentType, field, args, parents, context)),
  resolveMany: (calls) => told('resolveMany', () => api().resolveMany(calls)),
  resolveEntities: (typeName, representations, context) =>
    told(`The look-up of ${typeName}`, () => api().resolveEntities(typeName, representations, context)),
  shutdown: () => told('shutdown', () => api().shutdown()),
};
