import { join } from 'node:path';
import { makePackage } from './make-package.ts';

const folder = join(import.meta.dirname, '..', 'dist');
await makePackage(folder);
process.stdout.write(`${folder}: "npm pack" and "npm publish" there\n`);
