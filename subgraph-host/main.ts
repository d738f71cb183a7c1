import { runSupervised } from '@forgepoint/common/process/supervised.ts';
import { ignoreLateErrors } from './http/late-errors.ts';

ignoreLateErrors();

// A supervisor gives its settings by message; without one the command line does.
if (process.send === undefined) {
  const { runStandalone } = await import('./standalone/run.ts');
  await runStandalone(process.argv.slice(2));
} else {
  const { startSupervised } = await import('./supervised.ts');
  runSupervised('subgraph-host', startSupervised);
}
