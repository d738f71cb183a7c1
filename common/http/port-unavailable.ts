import { ForgeError, systemReason } from '../forge-error.ts';

/** The error for an address that can't be listened on. */
export function portUnavailable(host: string, port: number, error: unknown): ForgeError {
  const message = `Cannot listen on ${host}:${port}: ${systemReason(error)}.`;
  const remedy = remedyFor((error as NodeJS.ErrnoException).code);
  return new ForgeError('PORT_UNAVAILABLE', message, { remedy, cause: error });
}

function remedyFor(code: string | undefined): string {
  switch (code) {
    case 'EADDRINUSE':
      return 'Stop what uses the port, or choose another by FORGE_PORT or --port.';
    case 'EACCES':
      return 'Ports below 1024 need a permission: choose another by FORGE_PORT or --port.';
    default:
      return 'Name an address of this machine by FORGE_HOST or --host, such as 127.0.0.1.';
  }
}
