/** For build scripts: what makes a component of an extension. */
export { buildExtension, type BuiltExtension, type ExtensionBuild } from './build-extension.ts';
export { writeSchemaModule } from '../types/write-module.ts';
