import type { WireError } from '@forgepoint/common/forge-error.ts';
import type { Config } from '@forgepoint/gateway/config/config.ts';
import { lookAt, type Look } from '../extension/look-at.ts';
import { problemOfError, type Problem } from '../terminal/problem.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { checkTogether } from './check-together.ts';
import { placeOfCoordinate } from './place-of-coordinate.ts';
import { placeInSdl, problemsOfLook } from './problems-of-look.ts';
import type { FindInSources } from './sdl-in-sources.ts';
import { subgraphOf } from './subgraph-of.ts';
import type { Surroundings } from './surroundings.ts';

/** A component to be checked. */
export interface Checked {
  /** Absolute path. */
  readonly file: string;
  /** Finds places in the sources that it was built from; `undefined`: nobody knows them. */
  readonly find: FindInSources | undefined;
}

export interface CheckResult {
  readonly problems: readonly Problem[];
  /** What is wrong with the rest of the graph anyway. */
  readonly aside: readonly Problem[];
}

/** Everything that a gateway would say of components: one by one, and of the graph with them. */
export async function checkExtensions(
  checked: readonly Checked[],
  surroundings: Surroundings,
  config: Config,
  terminal: Terminal,
): Promise<CheckResult> {
  const looks: { readonly look: Look; readonly find: FindInSources | undefined }[] = [];
  for (const { file, find } of checked) looks.push({ look: await lookAt(file, config, terminal), find });
  const alone = looks.flatMap(({ look, find }) => problemsOfLook(look, find));
  const newcomers = looks.flatMap(({ look }) => {
    const subgraph = look.kind === 'looked' ? subgraphOf(look, config) : undefined;
    return subgraph === undefined ? [] : [subgraph];
  });
  const broken = surroundings.broken.map(problemOfError);
  if (newcomers.length === 0) return { problems: alone, aside: broken };
  terminal.step('Composing');
  const { refused, pushedOut, leftOutBefore } = await checkTogether(newcomers, surroundings);
  terminal.done();
  const placed = refused.map(({ name, error }) => {
    const own = looks.find(({ look }) => look.extension === name);
    return own?.look.kind === 'looked'
      ? inSdl(error, own.look.described.sdl, own.find)
      : problemOfError(error);
  });
  return {
    problems: [...alone, ...placed, ...pushedOut.map(({ error }) => pushes(error))],
    aside: [...broken, ...leftOutBefore.map(({ error }) => problemOfError(error))],
  };
}

function inSdl(error: WireError, sdl: string, find: FindInSources | undefined): Problem {
  const at = error.coordinate === undefined ? undefined : placeOfCoordinate(sdl, error.coordinate);
  const problem = problemOfError(error);
  return at === undefined ? problem : { ...problem, place: placeInSdl(sdl, at.line, at.column, find) };
}

function pushes(error: WireError): Problem {
  const { message, ...problem } = problemOfError(error);
  return {
    ...problem,
    message: `With what is checked, this extension is no longer part of the graph. ${message}`,
  };
}
