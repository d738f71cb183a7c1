import { benchDefences } from './defences/bench-defences.ts';
import { benchDevLoop } from './dev-loop/dev-loop.ts';
import { benchEndToEnd } from './end-to-end/end-to-end.ts';
import { benchGateway } from './gateway/gateway.ts';
import { benchNeighbours } from './gateway/neighbours.ts';
import { benchFuel } from './guest/fuel.ts';
import { benchGuest } from './guest/guest.ts';
import { benchObservability } from './observability/observability.ts';
import { saveToAnswer } from './reload/save-to-answer.ts';
import { benchSwap } from './reload/swap.ts';
import { benchSdk } from './guest/sdk.ts';

const benchmarks: Readonly<Record<string, () => Promise<string>>> = {
  defences: benchDefences,
  'dev-loop': benchDevLoop,
  'end-to-end': benchEndToEnd,
  fuel: benchFuel,
  gateway: benchGateway,
  guest: benchGuest,
  neighbours: benchNeighbours,
  observability: benchObservability,
  reload: saveToAnswer,
  sdk: benchSdk,
  swap: benchSwap,
};

const [name = ''] = process.argv.slice(2);
const run = benchmarks[name];
if (run === undefined) {
  process.stdout.write(`npm run bench -- <name>, of: ${Object.keys(benchmarks).join(', ')}\n`);
  process.exitCode = name === '' ? 0 : 1;
} else {
  process.stdout.write(await run());
}
