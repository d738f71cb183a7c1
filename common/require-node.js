// Plain JavaScript on purpose: an older Node must be able to parse this file and say why it stops.
const minimumMajor = 26;
const major = Number(process.versions.node.split('.')[0]);
if (major < minimumMajor) {
  process.stderr.write(
    `Forgepoint needs Node ${minimumMajor} or newer, and this is ${process.version}. ` +
      'Run it through npm (npm start, npm test, npx subgraph-host), which puts the pinned Node first on PATH, or install Node 26.\n',
  );
  process.exit(1);
}
