import { GraphQLError } from 'graphql';
import type { GraphqlBody } from '../../data-source/exchange.ts';
import { pathsTo, type Place } from './place.ts';

type SubgraphError = NonNullable<GraphqlBody['errors']>[number];
type Path = readonly (string | number)[];

/**
 * The errors of a subgraph as the client gets them: with the place in the client's answer. As @apollo/gateway makes them.
 * @param root of the answer as far as it is known
 * @param isAboutEntities the subgraph was asked for `_entities`
 */
export function downstreamErrors(
  errors: readonly SubgraphError[],
  subgraph: string,
  { path }: Place,
  root: unknown,
  isAboutEntities: boolean,
): readonly GraphQLError[] {
  let places: readonly Path[] | undefined;
  return errors.map((error) => {
    const given = pathOf(error);
    let place: Path | undefined;
    if (given !== undefined && isAboutEntities && typeof given[1] === 'number') {
      places ??= pathsTo(root, path);
      place = [...(places[given[1]] ?? []), ...given.slice(2)];
    } else if (given !== undefined) place = [...path, ...given];
    return downstreamError(error, subgraph, place);
  });
}

function downstreamError(error: SubgraphError, subgraph: string, path: Path | undefined): GraphQLError {
  const { message, extensions } = error;
  const given = typeof extensions === 'object' && extensions !== null ? extensions : {};
  const code: unknown = Reflect.get(given, 'code');
  return new GraphQLError(
    typeof message === 'string' && message !== ''
      ? message
      : `Error while fetching subquery from service "${subgraph}"`,
    {
      path,
      // It says that the fault is one of the subgraph, not of the graph.
      originalError: error as unknown as Error,
      extensions: {
        ...given,
        serviceName: subgraph,
        code: typeof code === 'string' && code !== '' ? code : 'DOWNSTREAM_SERVICE_ERROR',
      },
    },
  );
}

function pathOf({ path }: SubgraphError): Path | undefined {
  if (!Array.isArray(path)) return undefined;
  return path.filter((part) => typeof part === 'string' || typeof part === 'number');
}
