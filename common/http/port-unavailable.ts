import { ForgeError, systemReason } from '../forge-error.ts';

/** How the address is set, in words. */
export interface AddressSettings {
  readonly port: string;
  readonly host: string;
}

const usual: AddressSettings = { port: 'FORGE_PORT or --port', host: 'FORGE_HOST or --host' };

/** The error for an address that can't be listened on. */
export function portUnavailable(
  host: string,
  port: number,
  error: unknown,
  settings: AddressSettings = usual,
): ForgeError {
  const message = `Cannot listen on ${host}:${port}: ${systemReason(error)}.`;
  const remedy = remedyFor((error as NodeJS.ErrnoException).code, settings);
  return new ForgeError('PORT_UNAVAILABLE', message, { remedy, cause: error });
}

function remedyFor(code: string | undefined, { port, host }: AddressSettings): string {
  switch (code) {
    case 'EADDRINUSE':
      return `Stop what uses the port, or choose another by ${port}.`;
    case 'EACCES':
      return `Ports below 1024 need a permission: choose another by ${port}.`;
    default:
      return `Name an address of this machine by ${host}, such as 127.0.0.1.`;
  }
}
