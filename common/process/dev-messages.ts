import type { WireError } from '../forge-error.ts';
import type { SdlProblem } from '../schema/sdl-problem.ts';

/** From `forge dev` to the host that serves an extension while it is written. */
export type ToDevHost =
  /** Serve the component's file with this source from now on. */
  | { readonly type: 'run'; readonly source: string }
  /** What is wrong with the sources, for the page; `null`: nothing. What was served goes on. */
  | { readonly type: 'problems'; readonly text: string | null };

/** From that host. */
export type FromDevHost =
  | { readonly type: 'serving'; readonly url: string }
  /** The last source answers. */
  | { readonly type: 'loaded' }
  /** The last source does not run; the one before goes on. */
  | {
      readonly type: 'refused';
      readonly error: WireError;
      /** When it is its schema that is refused. */
      readonly schema: { readonly sdl: string; readonly problems: readonly SdlProblem[] } | null;
    };
