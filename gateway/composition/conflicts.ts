import { coreSubgraph } from '@forgepoint/common/extension-name.ts';
import { ForgeError, type WireError } from '@forgepoint/common/forge-error.ts';
import type { TypeShape } from './schema-names.ts';
import { shownForm } from './type-form.ts';

// What an extension is told that asks for a name, and how it gets what it wants.

export function typeTaken(extension: string, name: string, shape: TypeShape, owned: Owned): WireError {
  const { owner, shape: theirs } = owned;
  if (theirs.kind === 'value' && shape.kind === 'value' && shape.word === theirs.word) {
    const onlyNull = withoutNonNull(shape.form) === withoutNonNull(theirs.form);
    return conflict(
      extension,
      name,
      `"${extension}" defines the ${shape.word} "${name}" differently from "${owner}", which owns it.${away(owned)}`,
      `Rename it in "${extension}", or define it exactly so: ${shownForm(theirs.form)}${
        onlyNull ? ' Where it returns an entity of another extension, both have to leave "!" out.' : ''
      }`,
    );
  }
  const sameKind = theirs.kind === 'entity' && shape.word === theirs.word;
  const theirWord = theirs.kind === 'value' && theirs.word === 'type' ? 'value type' : theirs.word;
  return conflict(
    extension,
    name,
    `"${extension}" defines the ${shape.word} "${name}", which belongs to "${owner}".${away(owned)}`,
    sameKind
      ? `Rename it in "${extension}", or write "extend type ${name}" to add fields to it.`
      : `Rename it in "${extension}": for "${owner}" it is a ${theirWord}.`,
  );
}

export function fieldTaken(
  extension: string,
  coordinate: string,
  owned: Pick<Owned, 'owner' | 'present'>,
): WireError {
  return conflict(
    extension,
    coordinate,
    `"${extension}" defines the field "${coordinate}", which belongs to "${owned.owner}".${away(owned)}`,
    `Rename the field in "${extension}".`,
  );
}

/** Names stay with an owner that is away: it may come back. */
function away({ owner, present }: Pick<Owned, 'owner' | 'present'>): string {
  return present
    ? ''
    : ` "${owner}" is not served now; if it is gone for good, the operator can give its names away (docs/schema-rules.md).`;
}

function withoutNonNull(form: string): string {
  return form.replaceAll('!', '');
}

export function notAnEntity(
  extension: string,
  name: string,
  { owner, shape }: Pick<Owned, 'owner' | 'shape'>,
): WireError {
  if (shape.kind === 'entity') {
    return conflict(
      extension,
      name,
      `"${extension}" extends "${name}" of "${owner}" as a type, but it is an ${shape.word}.`,
      'Write @interfaceObject on it, which needs the grant "federation".',
    );
  }
  const entity = shape.word === 'type' ? `, or let "${owner}" give it the field "id: ID!"` : '';
  return conflict(
    extension,
    name,
    `"${extension}" refers to the ${shape.word} "${name}" of "${owner}", but only entities can be referred to.`,
    `Define it in "${extension}" exactly as "${owner}" does${entity}: ${shownForm(shape.form)}`,
  );
}

export function notAnInterface(extension: string, name: string, owner: string): WireError {
  return conflict(
    extension,
    name,
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
    name,
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
    coordinate,
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
    coordinate,
    `"${extension}" overrides "${coordinate}" from "${from}", but ${whose}.`,
    owner === undefined || owner === coreSubgraph
      ? 'Leave @override out.'
      : `Write @override(from: "${owner}"), or leave it out.`,
  );
}

/** A type or a field that is not there. */
export interface Missing {
  readonly word: 'type' | 'field';
  readonly coordinate: string;
}

/** What an extension needs is not there; it is left out until it is. */
export function missing(
  extension: string,
  what: Missing,
  owner: string | undefined,
  ownerServed: boolean,
): WireError {
  if (owner === undefined) {
    return waiting(
      extension,
      what.coordinate,
      `"${extension}" builds on ${named(what)}, which nobody defines.`,
      `Add the extension that defines it; or define it in "${extension}".`,
    );
  }
  return ownerServed
    ? waiting(
        extension,
        what.coordinate,
        `"${extension}" builds on ${named(what)}, which "${owner}" no longer defines.`,
        `Go back to a version of "${owner}" that does, or to one of "${extension}" that does not need it.`,
      )
    : waiting(
        extension,
        what.coordinate,
        `"${extension}" builds on ${named(what)} of "${owner}", which is not served.`,
        `Add the extension "${owner}", or see in the log why it is not served; "${extension}" comes back with it.`,
      );
}

function named({ word, coordinate }: Missing): string {
  return `the ${word} "${coordinate}"`;
}

interface Owned {
  readonly owner: string;
  readonly shape: TypeShape;
  /** The owner is there, part of the graph or not. */
  readonly present: boolean;
}

function listed(keys: readonly string[]): string {
  return keys.map((key) => `"${key}"`).join(', ');
}

/** @param coordinate what of the extension's schema is in the way */
function conflict(extension: string, coordinate: string, message: string, remedy: string): WireError {
  return new ForgeError('SCHEMA_CONFLICT', message, { extension, remedy, coordinate }).toWire();
}

function waiting(extension: string, coordinate: string, message: string, remedy: string): WireError {
  return new ForgeError('EXTENSION_DEPENDENCY_MISSING', message, { extension, remedy, coordinate }).toWire();
}
