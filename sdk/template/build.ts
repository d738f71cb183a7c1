import { buildExtension } from '@forgepoint/sdk/build';

const { file, size, kind } = await buildExtension({ outFile: 'dist/labels.wasm' });
console.log(`${file}: ${size} bytes, ${kind}`);
