import { fileURLToPath } from 'node:url';
import { buildRust } from '@forgepoint/cli/build/build-rust.ts';
import { formatProblems } from '@forgepoint/cli/terminal/problem.ts';
import { plainTerminal } from '@forgepoint/cli/terminal/terminal.ts';

const crate = fileURLToPath(new URL('../issues-rust', import.meta.url));
const manifest = fileURLToPath(new URL('../issues-rust/manifest.json', import.meta.url));
const outFile = fileURLToPath(new URL('../../.forge/rust/issues.wasm', import.meta.url));

const result = await buildRust({ crate, manifest, outFile });
if (result.kind === 'failed') {
  process.stderr.write(`${formatProblems(result.problems, plainTerminal, 'note')}\n`);
  process.exitCode = 1;
} else {
  process.stdout.write(`${result.kind} ${outFile}; copy it to extensions_dir/issues.wasm to run it\n`);
}
