import { toBase64 } from './base64.ts';

/**
 * An answer is JSON that the schema tells the types of: a bigint that a number can't hold becomes a string of its
 * digits, bytes become base64. The host writes them so when it answers with rows.
 */
export function writeValuesAsJson(): void {
  define(BigInt.prototype, function toJSON(this: bigint): number | string {
    const number = Number(this);
    return Number.isSafeInteger(number) ? number : this.toString();
  });
  define(Uint8Array.prototype, function toJSON(this: Uint8Array): string {
    return toBase64(this);
  });
}

function define(prototype: object, toJSON: (this: never) => unknown): void {
  Object.defineProperty(prototype, 'toJSON', { value: toJSON, configurable: true, writable: true });
}
