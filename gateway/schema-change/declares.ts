import { parse } from 'graphql';

/** Whether an SDL has the type, field or value of a coordinate, be it by an extension of a type. */
export function declares(sdl: string, coordinate: string): boolean {
  const [type, member] = coordinate.split('.');
  return parse(sdl, { noLocation: true }).definitions.some((node) => {
    if (!('name' in node) || node.name.value !== type) return false;
    if (member === undefined) return true;
    const members = 'fields' in node ? node.fields : 'values' in node ? node.values : undefined;
    return members?.some(({ name }) => name.value === member) ?? false;
  });
}
