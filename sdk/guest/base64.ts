const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** The engine of guests has neither `Buffer` nor `btoa`. */
export function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (let index = 0; index < bytes.length; index += 3) {
    const group = ((bytes[index] ?? 0) << 16) | ((bytes[index + 1] ?? 0) << 8) | (bytes[index + 2] ?? 0);
    text += `${at(group >> 18)}${at(group >> 12)}${at(group >> 6)}${at(group)}`;
  }
  const missing = (3 - (bytes.length % 3)) % 3;
  return missing === 0 ? text : text.slice(0, -missing) + '='.repeat(missing);
}

/** @param text as {@link toBase64} writes it */
export function fromBase64(text: string): Uint8Array {
  const digits = text.replace(/=+$/, '');
  const bytes = new Uint8Array(Math.floor((digits.length * 3) / 4));
  let bits = 0;
  let count = 0;
  let index = 0;
  for (const digit of digits) {
    bits = (bits << 6) | alphabet.indexOf(digit);
    count += 6;
    if (count < 8) continue;
    count -= 8;
    bytes[index] = (bits >> count) & 0xff;
    index += 1;
  }
  return bytes;
}

function at(bits: number): string {
  return alphabet.charAt(bits & 63);
}
