import { FetchCounts } from '../../gateway/observability/fetch-counts.ts';
import { ServingCounts } from '../../gateway/observability/serving-counts.ts';

class NoFetchCounts extends FetchCounts {
  override ended(): void {}
  override failed(): void {}
  override retried(): void {}
}

/** Counts nothing. */
export class NoCounts extends ServingCounts {
  readonly #none = new NoFetchCounts();

  override began(): void {}
  override ended(): void {}
  override fetchesOf(): FetchCounts {
    return this.#none;
  }
}
