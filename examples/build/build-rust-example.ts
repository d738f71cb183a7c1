import { fileURLToPath } from 'node:url';
import { buildRust } from './build-rust.ts';

const crate = fileURLToPath(new URL('../issues-rust', import.meta.url));
const outFile = fileURLToPath(new URL('../../.forge/rust/issues.wasm', import.meta.url));

buildRust({ crate, outFile });
process.stdout.write(`built ${outFile}; copy it to extensions_dir/issues.wasm to run it\n`);
