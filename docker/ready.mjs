// A container's health check: `node docker/ready.mjs <port>` ends with 0 when the process on that port is ready.
const port = Number(process.argv[2]);
try {
  const response = await fetch(`http://127.0.0.1:${port}/health/ready`, { signal: AbortSignal.timeout(3000) });
  process.exitCode = response.status === 200 ? 0 : 1;
} catch {
  process.exitCode = 1;
}
