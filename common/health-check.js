// Ends with 0 when the program of this container serves: for health checks where there is no curl.
// Usage: node common/health-check.js http://127.0.0.1:8000/readyz

const url = process.argv[2];
try {
  const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
  const body = await response.text();
  // A gateway serves although an extension is down; then its state is not 200, and it must not be replaced.
  const serves = response.ok || JSON.parse(body).serving === true;
  if (!serves) process.stdout.write(`${url} answers ${response.status}: ${body}\n`);
  process.exitCode = serves ? 0 : 1;
} catch (error) {
  process.stdout.write(`${url} does not answer: ${String(error)}\n`);
  process.exitCode = 1;
}
