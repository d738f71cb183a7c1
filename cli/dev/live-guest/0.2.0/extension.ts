/// <reference path="../wasi-environment.d.ts" />
import type { Config, ExtensionInfo, ResolveInfo, ResolveResult } from 'forge:extension/extension-api@0.2.0';
import * as database from 'forge:extension/host-database@0.2.0';
import * as log from 'forge:extension/host-log@0.2.0';
import { evaluateSource } from '../evaluate.ts';
import { traced } from '../traced.ts';

interface ExtensionApi {
  init(config: Config): void;
  getInfo(): ExtensionInfo;
  getSchema(): string;
  resolveField(info: ResolveInfo): ResolveResult;
  shutdown(): void;
}

let current: ExtensionApi | undefined;

function api(): ExtensionApi {
  current ??= evaluateSource({
    'forge:extension/host-database@0.2.0': database,
    'forge:extension/host-log@0.2.0': log,
  }) as ExtensionApi;
  return current;
}

function told<Result>(call: string, run: () => Result): Result {
  return traced(call, (line) => log.log('error', line), run);
}

export const extensionApi: ExtensionApi = {
  init: (config) => told('init', () => api().init(config)),
  getInfo: () => told('getInfo', () => api().getInfo()),
  getSchema: () => told('getSchema', () => api().getSchema()),
  resolveField: (info) => told(`${info.parentType}.${info.fieldName}`, () => api().resolveField(info)),
  shutdown: () => told('shutdown', () => api().shutdown()),
};
