import { schema } from '../../../core-subgraph/graph/schema.ts';
import { Composer } from '../../../gateway/composition/composer/composer.ts';
import { explodingSubgraphs } from './exploding-subgraphs.ts';

// A process that composes without end and says by which other process.
const core = { name: 'core', sdl: schema, url: 'http://core.subgraph' };
const composer = new Composer(new AbortController().signal);
await composer.compose([core], 60_000);
process.stdout.write(`${composer.pid}\n`);
await composer.compose([core, ...explodingSubgraphs(40)], 3_600_000);
