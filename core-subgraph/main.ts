import { runSupervised } from '@forgepoint/common/process/supervised.ts';

// A supervisor gives its settings by message; without one the command line does.
if (process.send === undefined) {
  const { runAlone } = await import('./alone.ts');
  await runAlone(process.argv.slice(2));
} else {
  const { startCore } = await import('./start.ts');
  runSupervised('core-subgraph', startCore);
}
