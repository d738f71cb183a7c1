import { bundle } from '../build/bundle.ts';
import { sourcePositions, type SourcePositions } from '../build/source-positions.ts';
import type { InterfaceVersion } from '../build/toolchain.ts';
import type { Problem } from '../terminal/problem.ts';

export type LiveBundle =
  | {
      readonly kind: 'bundled';
      /** An expression whose value is a function of `module`, `exports` and `require`. */
      readonly source: string;
      /** Of places in that text. */
      readonly positions: SourcePositions;
      readonly files: readonly string[];
    }
  | { readonly kind: 'failed'; readonly problems: readonly Problem[]; readonly files: readonly string[] };

const prologue = '(function (module, exports, require) {\n';

/** Bundles an extension for the guest that evaluates it. @param entry absolute path */
export async function bundleLive(entry: string, interfaceVersion: InterfaceVersion): Promise<LiveBundle> {
  const bundled = await bundle(entry, { format: 'cjs', interfaceVersion });
  if (bundled.kind === 'failed') return bundled;
  const { code, map, files } = bundled.bundle;
  const inBundle = sourcePositions(map);
  return {
    kind: 'bundled',
    source: `${prologue}${code}\n})`,
    positions: (line, column) => inBundle(line - 1, column),
    files,
  };
}
