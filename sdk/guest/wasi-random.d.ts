declare module 'wasi:random/random@0.2.6' {
  /** @param length a number, where WIT says u64: the engine takes no bigint */
  export function getRandomBytes(length: number): Uint8Array;
}
