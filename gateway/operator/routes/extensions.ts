import { z } from 'zod';
import { coreSubgraph } from '@forgepoint/common/extension-name.ts';
import { ForgeError } from '@forgepoint/common/forge-error.ts';
import type { OperatedChanges } from '../../operated/operated.ts';
import { subgraphShape, type Subgraph } from '../../operated/shapes.ts';
import type { Route } from '../route.ts';
import type { View } from '../view.ts';

const listShape = z.object({ extensions: z.array(subgraphShape) });

/** @param changes `undefined`: somebody else runs the extensions */
export function extensionRoutes(view: View, changes: OperatedChanges | undefined): readonly Route[] {
  return [
    {
      method: 'GET',
      path: '/v1/extensions',
      id: 'listExtensions',
      summary: 'All extensions: those that run, and those that are disabled or refused.',
      answer: listShape,
      handle: () => ({ json: { extensions: view.subgraphs().filter(({ name }) => name !== coreSubgraph) } }),
    },
    {
      method: 'GET',
      path: '/v1/extensions/{name}',
      id: 'getExtension',
      summary: 'One extension.',
      answer: subgraphShape,
      errors: ['EXTENSION_UNKNOWN'],
      handle: ({ parameters }) => ({ json: shown(view, parameters['name'] ?? '') }),
    },
    ...actions.map(({ verb, id, summary, act }): Route => ({
      method: 'POST',
      path: `/v1/extensions/{name}/${verb}`,
      id,
      summary,
      answer: subgraphShape,
      errors: ['EXTENSION_UNKNOWN', 'EXTENSION_STATE_UNFIT', 'NOT_SUPERVISED', 'SCHEMA_CHANGE_REFUSED'],
      handle: async ({ parameters: { name = '' } }) => {
        if (changes === undefined) throw notSupervised();
        await act(changes, name);
        return { json: shown(view, name) };
      },
    })),
  ];
}

/** For what can only be done where processes are supervised. */
export function notSupervised(): ForgeError {
  return new ForgeError('NOT_SUPERVISED', 'This gateway does not run the extensions itself.', {
    remedy: 'Do it where they run.',
  });
}

const actions: readonly {
  readonly verb: string;
  readonly id: string;
  readonly summary: string;
  readonly act: (changes: OperatedChanges, name: string) => Promise<void>;
}[] = [
  {
    verb: 'reload',
    id: 'reloadExtension',
    summary:
      'Starts the file that is there, be it the same, and gives it the place of what runs; answers when that is done. When it is refused, what runs goes on.',
    act: (changes, name) => changes.reload(name),
  },
  {
    verb: 'disable',
    id: 'disableExtension',
    summary:
      'Takes it out of the graph until it is enabled, restarts of the gateway included. Data and names are kept.',
    act: (changes, name) => changes.disable(name),
  },
  {
    verb: 'enable',
    id: 'enableExtension',
    summary: 'Serves what was disabled.',
    act: (changes, name) => changes.enable(name),
  },
  {
    verb: 'release',
    id: 'releaseExtension',
    summary: 'Starts what was left alone after too many crashes.',
    act: (changes, name) => changes.release(name),
  },
  {
    verb: 'accept',
    id: 'acceptBreakingChange',
    summary:
      'Takes the one version that was refused because of what clients would lose (SCHEMA_CHANGE_REFUSED).',
    act: (changes, name) => changes.acceptBreakingChange(name),
  },
];

function shown(view: View, name: string): Subgraph {
  const found = view.subgraphs().find((one) => one.name === name && name !== coreSubgraph);
  if (found !== undefined) return found;
  throw new ForgeError('EXTENSION_UNKNOWN', `There is no extension "${name}".`, {
    remedy: 'Take a name that "forge list" shows.',
  });
}
