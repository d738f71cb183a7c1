/** The SDK was used in a way that can't work; the message says what to write instead. */
export class MisuseError extends Error {
  override readonly name = 'MisuseError';
}
