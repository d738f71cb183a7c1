import type { Readiness } from '../generation.ts';
import { idleState } from '../operated/idle-state.ts';
import type { Operated, SubgraphState } from '../operated/operated.ts';
import type { CallFigures, Report, Subgraph } from '../operated/shapes.ts';
import { subgraphShape } from '../operated/shapes.ts';

export interface ServedGraph {
  readonly generation: number;
  readonly supergraphSdl: string;
  readonly subgraphs: readonly string[];
}

export interface ViewOptions {
  readonly readiness: () => Readiness;
  /** `undefined`: somebody else runs the subgraphs. */
  readonly operated: Operated | undefined;
  /** `undefined`: nothing yet. */
  readonly served: () => ServedGraph | undefined;
  /** What is counted of an extension's calls. */
  readonly callsOf: (extension: string) => CallFigures | undefined;
}

/** What is shown to the operator, whoever runs the subgraphs. */
export class View {
  readonly #options: ViewOptions;

  constructor(options: ViewOptions) {
    this.#options = options;
  }

  get served(): ServedGraph | undefined {
    return this.#options.served();
  }

  get readiness(): Readiness {
    return this.#options.readiness();
  }

  subgraphs(): readonly Subgraph[] {
    const { operated, readiness, callsOf } = this.#options;
    const states = operated?.subgraphs() ?? readiness().subgraphs.map(asState);
    return states.map((state) => ({ ...state, calls: callsOf(state.name) ?? null }));
  }

  report(): Report {
    const { generation = 0, subgraphs = [] } = this.served ?? {};
    const rest = this.#options.operated?.report() ?? {
      leftOut: this.#options
        .readiness()
        .subgraphs.flatMap(({ name, state, code, message }) =>
          (state === 'refused' || state === 'waiting') && code !== undefined && message !== undefined
            ? [{ name, state, code, message } as const]
            : [],
        ),
      disabled: [],
      gate: [],
    };
    return { generation, served: [...subgraphs], ...rest };
  }
}

/** Somebody else runs it: all that is known is whether it answers. */
function asState({ name, state, code, message }: Readiness['subgraphs'][number]): SubgraphState {
  return idleState(name, subgraphShape.shape.state.parse(state), {
    problem: code === undefined || message === undefined ? null : { code, message },
  });
}
