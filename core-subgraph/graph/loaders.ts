import DataLoader from 'dataloader';
import type { ForgeStore, Kind, Node } from '../store/forge-store.ts';

/** Look-ups of one request, each collecting the keys of a tick into one statement. */
export interface Loaders {
  readonly node: DataLoader<string, Node | undefined>;
  readonly path: DataLoader<string, string>;
  readonly children: Readonly<Record<Kind, DataLoader<string, readonly Node[]>>>;
}

export function createLoaders(store: ForgeStore): Loaders {
  const children = (kind: Kind): DataLoader<string, readonly Node[]> =>
    batched((keys) => {
      const found = store.childrenOf(keys, kind);
      return keys.map((key) => found.get(key) ?? []);
    });
  return {
    node: batched((keys) => {
      const found = store.byIds(keys);
      return keys.map((key) => found.get(key));
    }),
    path: batched((keys) => {
      const found = store.pathsOf(keys);
      return keys.map((key) => found.get(key) ?? '');
    }),
    children: { group: children('group'), repository: children('repository') },
  };
}

function batched<Value>(load: (keys: readonly string[]) => Value[]): DataLoader<string, Value> {
  return new DataLoader((keys: readonly string[]) => Promise.resolve(load(keys)));
}
