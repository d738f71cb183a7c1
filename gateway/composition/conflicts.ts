import { ForgeError, type WireError } from '@forgepoint/common/forge-error.ts';
import type { TypeShape } from './schema-names.ts';
import { shownForm } from './type-form.ts';

// What an extension is told that asks for a name, and how it gets what it wants.

const giveAway = 'or let the operator give the name away (docs/schema-rules.md)';

export function typeTaken(extension: string, name: string, shape: TypeShape, owner: Owned): WireError {
  const whose = `which belongs to "${owner.owner}"`;
  if (owner.shape.kind === 'value' && shape.kind === 'value' && shape.word === owner.shape.word) {
    return conflict(
      extension,
      `"${extension}" defines the ${shape.word} "${name}" otherwise than "${owner.owner}", to which it belongs.`,
      `Rename it in "${extension}", or define it exactly so: ${shownForm(owner.shape.form)}`,
    );
  }
  const another = shape.word === owner.shape.word ? '' : `; there it is a ${owner.shape.word}`;
  const extend =
    owner.shape.kind === 'entity' && shape.word === owner.shape.word
      ? `; to add fields to it, write "extend type ${name}"`
      : '';
  return conflict(
    extension,
    `"${extension}" defines the ${shape.word} "${name}", ${whose}${another}.`,
    `Rename it in "${extension}"${extend}.`,
  );
}

export function fieldTaken(extension: string, coordinate: string, owner: string): WireError {
  return conflict(
    extension,
    `"${extension}" defines the field "${coordinate}", which belongs to "${owner}".`,
    `Rename the field in "${extension}", ${giveAway}.`,
  );
}

export function notAnEntity(extension: string, name: string, { owner, shape }: Owned): WireError {
  const form = shape.kind === 'value' ? `: ${shownForm(shape.form)}` : '.';
  const entity = shape.word === 'type' ? `, or let "${owner}" give it the field "id: ID!"` : '';
  return conflict(
    extension,
    `"${extension}" refers to the ${shape.word} "${name}" of "${owner}", but only entities can be referred to.`,
    `Define it in "${extension}" exactly as "${owner}" does${entity}${form}`,
  );
}

export function notAnInterface(extension: string, name: string, owner: string): WireError {
  return conflict(
    extension,
    `"${extension}" stands in for "${name}" of "${owner}" by @interfaceObject, but that is no interface with a key.`,
    `Write "extend type ${name}" without @interfaceObject.`,
  );
}

export function keyUnknown(
  extension: string,
  name: string,
  key: string,
  owner: string,
  offered: readonly string[],
): WireError {
  const [first = 'id'] = offered;
  return conflict(
    extension,
    `"${extension}" finds "${name}" of "${owner}" by the key "${key}"; "${owner}" offers ${listed(offered)}.`,
    `Write "extend type ${name} @key(fields: "${first}")" with the fields of that key.`,
  );
}

export function keyFieldDiffers(
  extension: string,
  coordinate: string,
  type: string,
  owner: string,
  expected: string | undefined,
): WireError {
  return conflict(
    extension,
    `"${extension}" declares the key field "${coordinate}" as "${type}"; in "${owner}" it is ${
      expected === undefined ? 'not there' : `"${expected}"`
    }.`,
    expected === undefined ? 'Use another key.' : `Write "${expected}".`,
  );
}

export function overridesAnother(
  extension: string,
  coordinate: string,
  from: string,
  owner: string | undefined,
): WireError {
  const whose = owner === undefined ? 'nobody has it' : `it belongs to "${owner}"`;
  return conflict(
    extension,
    `"${extension}" overrides "${coordinate}" from "${from}", but ${whose}.`,
    owner === undefined || owner === 'core'
      ? 'Leave @override out.'
      : `Write "from: \\"${owner}\\"", or leave @override out.`,
  );
}

/** What an extension needs is not there; it is left out until it is. */
export function missing(
  extension: string,
  what: string,
  owner: string | undefined,
  ownerServed: boolean,
): WireError {
  if (owner === undefined) {
    return waiting(
      extension,
      `"${extension}" builds on ${what}, which nobody defines.`,
      `Add the extension that defines it; or define it in "${extension}".`,
    );
  }
  return ownerServed
    ? waiting(
        extension,
        `"${extension}" builds on ${what}, which "${owner}" no longer defines.`,
        `Go back to a version of "${owner}" that does, or to one of "${extension}" that does not need it.`,
      )
    : waiting(
        extension,
        `"${extension}" builds on ${what} of "${owner}", which is not served.`,
        `Add "${owner}.wasm", or see in the log why it is not served; "${extension}" comes back with it.`,
      );
}

interface Owned {
  readonly owner: string;
  readonly shape: TypeShape;
}

function listed(keys: readonly string[]): string {
  return keys.map((key) => `"${key}"`).join(', ');
}

function conflict(extension: string, message: string, remedy: string): WireError {
  return new ForgeError('SCHEMA_CONFLICT', message, { extension, remedy }).toWire();
}

function waiting(extension: string, message: string, remedy: string): WireError {
  return new ForgeError('EXTENSION_DEPENDENCY_MISSING', message, { extension, remedy }).toWire();
}
