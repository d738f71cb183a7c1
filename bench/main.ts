import { benchAbi } from './guest/abi.ts';
import { benchFuel } from './guest/fuel.ts';
import { benchSdk } from './guest/sdk.ts';

const benchmarks: Readonly<Record<string, () => Promise<string>>> = {
  abi: benchAbi,
  fuel: benchFuel,
  sdk: benchSdk,
};

const [name = ''] = process.argv.slice(2);
const run = benchmarks[name];
if (run === undefined) {
  process.stdout.write(`npm run bench -- <name>, of: ${Object.keys(benchmarks).join(', ')}\n`);
  process.exitCode = name === '' ? 0 : 1;
} else {
  process.stdout.write(await run());
}
