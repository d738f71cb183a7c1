import { globSync } from 'node:fs';
import { join } from 'node:path';
import { componentize } from 'componentize-qjs';
import { messageOf } from '@forgepoint/common/forge-error.ts';
import type { Problem } from '../terminal/problem.ts';
import { bundle, unplaced, type Bundle } from './bundle.ts';
import { problemInFile } from './problem-in-file.ts';
import { sourcePositions } from './source-positions.ts';
import { interfaceFile, interfaceFolder, type InterfaceVersion } from './toolchain.ts';

export type ComponentizedGuest =
  | {
      readonly kind: 'built';
      readonly component: Uint8Array;
      /** Source map of the JavaScript in it, as JSON text with absolute paths. */
      readonly map: string;
      /** Absolute paths of every file that went into it. */
      readonly inputs: readonly string[];
    }
  | { readonly kind: 'failed'; readonly problems: readonly Problem[] };

export interface ComponentizeOptions {
  readonly interfaceVersion: InterfaceVersion;
  /** Absolute path of a folder of WIT that the world is in; that of the interface when left out. */
  readonly witFolder?: string | undefined;
  /** World of the interface package. */
  readonly world: string;
  /** A third smaller, but slower. */
  readonly optSize: boolean;
}

/** Bundles a guest's TypeScript and makes a component of it. @param entry absolute path */
export async function componentizeGuest(
  entry: string,
  options: ComponentizeOptions,
): Promise<ComponentizedGuest> {
  const bundled = await bundle(entry, 'esm');
  if (bundled.kind === 'failed') return bundled;
  const { code, map, files } = bundled.bundle;
  if (options.interfaceVersion === '0.2.0' && options.witFolder === undefined && newer.test(code)) {
    return { kind: 'failed', problems: [builtElsewhere] };
  }
  try {
    const component = await componentizeSource(code, options);
    return { kind: 'built', component, map, inputs: [...files, ...witFiles(options)] };
  } catch (error) {
    return { kind: 'failed', problems: [evaluationProblem(error, bundled.bundle)] };
  }
}

const newer = /\bfrom\s*["']forge:[^"']*@0\.3\.0["']/;
const builtElsewhere: Problem = {
  code: 'BUILD_FAILED',
  message: 'The sources import version 0.3.0 of the interface, and this builds for 0.2.0.',
  remedy: 'With the SDK, build by buildExtension of @forgepoint/sdk/build, as docs/extensions.md shows.',
};

/** Makes a component of JavaScript. @throws Error when it can't be evaluated */
export async function componentizeSource(
  jsSource: string,
  { interfaceVersion, witFolder, world, optSize }: ComponentizeOptions,
): Promise<Uint8Array> {
  const { component } = await componentize({
    witPath: witFolder ?? interfaceFolder(interfaceVersion),
    world,
    jsSource,
    sync: true,
    optSize,
  });
  return component;
}

/** A folder of its own has that of the interface among its dependencies. */
function witFiles({ interfaceVersion, witFolder }: ComponentizeOptions): readonly string[] {
  const own = witFolder === undefined ? [] : globSync('**/*.wit', { cwd: witFolder }).toSorted();
  return [...own.map((file) => join(witFolder ?? '', file)), interfaceFile(interfaceVersion)];
}

const evaluation = /JavaScript module evaluation: (?<thrown>[^\n]*)/;
/** For the outermost level of a module the engine knows no place. */
const frame = /at (?!<anonymous>)\S+ \(componentize-qjs:user\.js:(?<line>\d+):(?<column>\d+)\)/g;

/** A build evaluates the modules once, so what they throw on their outermost level is thrown here. */
function evaluationProblem(error: unknown, { map }: Bundle): Problem {
  const message = messageOf(error);
  const thrown = evaluation.exec(message)?.groups?.['thrown'];
  if (thrown === undefined) return unplaced(error);
  const problem = {
    code: 'BUILD_FAILED',
    message: `While its modules were evaluated, which a build does once, this was thrown: ${thrown.trim().replace(/\.$/, '')}.`,
    remedy: 'Do it in init, which runs in the host.',
  };
  const positions = sourcePositions(map);
  for (const { groups } of message.matchAll(frame)) {
    const place = positions(Number(groups?.['line']), Number(groups?.['column']));
    if (place !== undefined) return problemInFile({ ...problem, ...place });
  }
  return problem;
}
