const invisible = /[\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/**
 * JSON leaves characters as they are that a terminal obeys (C1 controls), that end a line for some readers, or that
 * turn the direction of a text around.
 */
export function escapeInvisible(json: string): string {
  return json.replace(invisible, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
