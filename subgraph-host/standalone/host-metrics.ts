import { exposed, expositionContentType } from '@forgepoint/common/metrics/exposition.ts';
import { ProcessWatch } from '@forgepoint/common/metrics/process-figures.ts';
import { guestMetrics, processMetrics } from '@forgepoint/common/metrics/subgraph-metrics.ts';
import { GuestCounts } from '../component/guest-counts.ts';

const watchResolutionMs = 50;

/** What a host that listens for itself tells to monitoring: under a gateway, that does so for it. */
export class HostMetrics {
  readonly contentType: string = expositionContentType;
  /** Of all versions of the extension. */
  readonly counts: GuestCounts = new GuestCounts();
  readonly #watch = new ProcessWatch(watchResolutionMs);
  readonly #extension: string;

  constructor(extension: string) {
    this.#extension = extension;
  }

  text(): Promise<string> {
    const extension = this.#extension;
    return exposed([
      ...guestMetrics(new Map([[extension, this.counts.figures()]])),
      ...processMetrics([{ process: 'host', extension, figures: this.#watch.figures() }]),
    ]);
  }
}
