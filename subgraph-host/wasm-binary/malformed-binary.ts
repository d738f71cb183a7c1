/** The only error that reading a binary raises: the bytes are not what the format says. */
export class MalformedBinary extends Error {
  constructor(what: string) {
    super(what);
    this.name = 'MalformedBinary';
  }
}
