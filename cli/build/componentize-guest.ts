import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { componentize } from 'componentize-qjs';
import { messageOf } from '@forgepoint/common/forge-error.ts';
import type { Problem } from '../terminal/problem.ts';
import { bundle, unplaced, type Bundle } from './bundle.ts';
import { problemInFile } from './problem-in-file.ts';
import { remedies } from './remedies.ts';
import { isOfAuthor, sourcePositions, type SourcePosition } from './source-positions.ts';
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
  const { interfaceVersion } = options;
  const bundled = await bundle(entry, { format: 'esm', interfaceVersion });
  if (bundled.kind === 'failed') return bundled;
  const { code, map, files } = bundled.bundle;
  if (interfaceVersion === '0.2.0' && options.witFolder === undefined && newer.test(code)) {
    return { kind: 'failed', problems: [builtElsewhere] };
  }
  try {
    const component = await componentizeSource(code, options);
    return { kind: 'built', component, map, inputs: [...files, ...witFiles(options)] };
  } catch (error) {
    return { kind: 'failed', problems: [evaluationProblem(error, bundled.bundle, entry, interfaceVersion)] };
  }
}

const newer = /\bfrom\s*["']forge:[^"']*@0\.3\.0["']/;
const builtElsewhere: Problem = {
  code: 'BUILD_FAILED',
  message: 'The sources import version 0.3.0 of the interface, and this builds for 0.2.0.',
  remedy:
    'Write it with the SDK: "npm install @forgepoint/sdk", and begin with defineExtension, as docs/extensions.md shows.',
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
const frame = /at (?!<anonymous>)\S+ \(componentize-qjs:user\.js:(?<line>\d+):(?<column>\d+)\)/g;

/** What the SDK throws says by itself what to write; the engine names its class only among the frames. */
const misuse = /evaluation: \w+: (?<said>[^\n]*)\n\s*at MisuseError \(/;

/** A build evaluates the modules once, so what they throw on their outermost level is thrown here. */
function evaluationProblem(
  error: unknown,
  { map }: Bundle,
  entry: string,
  interfaceVersion: InterfaceVersion,
): Problem {
  const message = messageOf(error);
  const thrown = evaluation.exec(message)?.groups?.['thrown']?.trim();
  if (thrown === undefined) return unplaced(error);
  const said = misuse.exec(message)?.groups?.['said'];
  const problem =
    said === undefined
      ? {
          code: 'BUILD_FAILED',
          message: `While its modules were evaluated, which a build does once, this was thrown: ${thrown.replace(/\.$/, '')}.`,
          remedy: remedies[interfaceVersion].whileEvaluated,
        }
      : { code: 'BUILD_FAILED', message: said };
  const positions = sourcePositions(map);
  for (const { groups } of message.matchAll(frame)) {
    const place = positions(Number(groups?.['line']), Number(groups?.['column']));
    if (place !== undefined && isOfAuthor(place.file, entry)) return problemInFile({ ...problem, ...place });
  }
  return said === undefined ? problem : problemInFile({ ...problem, ...definitionIn(entry) });
}

/** Where the extension is defined: for the outermost level of a module the engine knows no place. */
function definitionIn(entry: string): SourcePosition {
  const lines = readFileSync(entry, 'utf8').split('\n');
  const line = lines.findIndex((text) => text.includes('defineExtension('));
  const column = lines[line]?.indexOf('defineExtension(') ?? 0;
  return { file: entry, line: Math.max(line, 0) + 1, column: column + 1 };
}
