import { wasmPageBytes } from '@forgepoint/common/admission/policy.ts';
import { ForgeError } from '@forgepoint/common/forge-error.ts';

const pagesPerMebibyte = (1024 * 1024) / wasmPageBytes;

/** Pages of 64 KiB in a number of MiB. */
export function pagesOf(memoryMb: number): number {
  return memoryMb * pagesPerMebibyte;
}

/**
 * By how many pages the memories of an instance may grow together.
 * @param initialPages what they begin with
 * @throws ForgeError EXTENSION_MEMORY_REFUSED when that is more than is granted
 */
export function growPagesOf(extension: string, memoryMb: number, initialPages: number): number {
  const growPages = pagesOf(memoryMb) - initialPages;
  if (growPages >= 0) return growPages;
  throw new ForgeError(
    'EXTENSION_MEMORY_REFUSED',
    `The extension "${extension}" begins with ${initialPages} pages of 64 KiB of memory; it is granted ${memoryMb} MiB, which is ${pagesOf(memoryMb)}.`,
    {
      extension,
      remedy: `Set its memoryMb to ${Math.ceil(initialPages / pagesPerMebibyte)} or more.`,
    },
  );
}
