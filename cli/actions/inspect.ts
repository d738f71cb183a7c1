import { printable, printableLines } from '@forgepoint/common/forge-error.ts';
import { limitNames } from '@forgepoint/common/extension-limits.ts';
import { permissionsIn } from '@forgepoint/common/permissions/permission.ts';
import type { CommandContext } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { problemsOfLook } from '../check/problems-of-look.ts';
import { findInSourcesOf } from '../check/sdl-in-sources.ts';
import { componentAt } from '../extension/component-at.ts';
import { lookAt, type Looked } from '../extension/look-at.ts';
import { readSettings } from '../read-settings.ts';
import { formatProblems, type Problem } from '../terminal/problem.ts';
import { shownSize } from '../terminal/quantities.ts';
import type { Terminal } from '../terminal/terminal.ts';

export interface InspectOptions {
  readonly config?: string;
  readonly sdl?: true;
  readonly wrappedSdl?: true;
  readonly json?: true;
}

export async function runInspect(
  context: CommandContext,
  path: string,
  options: InspectOptions,
): Promise<void> {
  const { terminal } = context;
  const at = await componentAt(path, true, context);
  if (at.kind === 'failed') {
    if (options.json === true) terminal.json({ problems: at.problems });
    showProblems(at.problems, terminal);
    context.exit(exitCodes.problems.code);
    return;
  }
  const look = await lookAt(at.file, readSettings(context, options.config), terminal);
  const problems = problemsOfLook(look, findInSourcesOf(at.author));
  if (look.kind === 'refused') {
    if (options.json === true) terminal.json({ extension: look.extension, file: look.file, problems });
    showProblems(problems, terminal);
  } else if (options.json === true) terminal.json(toJson(look, problems));
  else if (options.sdl === true) terminal.result(printableLines(look.described.sdl.trimEnd()));
  else {
    const { wrapped } = look.described;
    if (options.wrappedSdl !== true) terminal.result(toText(look, terminal));
    else if (wrapped.kind === 'wrapped') terminal.result(printableLines(wrapped.sdl.trimEnd()));
    showProblems(problems, terminal);
  }
  if (problems.length > 0) context.exit(exitCodes.problems.code);
}

function showProblems(problems: readonly Problem[], terminal: Terminal): void {
  if (problems.length > 0) terminal.note(formatProblems(problems, terminal, 'note'));
}

function toJson(look: Looked, problems: readonly Problem[]): object {
  const { extension, file, size, admitted, revision, described } = look;
  const { manifest } = admitted;
  return {
    extension,
    file,
    size,
    digest: admitted.digest,
    abiVersion: admitted.abiVersion,
    name: described.info.name,
    version: described.info.version,
    capabilities: described.info.capabilities,
    imports: admitted.imports,
    exports: admitted.exports,
    permissions: {
      wanted: manifest.permissions === undefined ? null : permissionsIn(manifest.permissions),
      effective: permissionsIn(revision.permissions),
    },
    limits: { wanted: manifest.limits, effective: revision.limits },
    configSchema: manifest.configSchema === null ? null : (JSON.parse(manifest.configSchema) as unknown),
    sdl: described.sdl,
    wrappedSdl: described.wrapped.kind === 'wrapped' ? described.wrapped.sdl : null,
    problems,
  };
}

function toText(look: Looked, terminal: Terminal): string {
  const { extension, file, size, admitted, revision, described } = look;
  const { manifest, imports, exports, abiVersion } = admitted;
  const { info, sdl, wrapped } = described;
  const title = (text: string): string => terminal.style('bold', text);
  const row = (name: string, value: string): string => `${title(name.padEnd(13))}${value}`;
  const wanted =
    manifest.permissions === undefined
      ? 'as imported; its manifest does not say'
      : listed(permissionsIn(manifest.permissions));
  const limits = limitNames.map((name) => {
    const asked = manifest.limits[name];
    return `${name} ${revision.limits[name]}${asked === undefined ? '' : ` (wants ${asked})`}`;
  });
  return [
    row('extension', `${extension}: ${printable(info.name)} ${printable(info.version)}`),
    row('file', `${printable(file)}, ${shownSize(size)}`),
    row('digest', `sha256 ${admitted.digest}`),
    row('interface', `forge:extension@${abiVersion}`),
    row('capabilities', listed(info.capabilities.map(printable))),
    row('permissions', `${listed(permissionsIn(revision.permissions))} (wants: ${wanted})`),
    row('limits', limits.join(', ')),
    title('imports'),
    ...imports.map((name) => `  ${printable(name)}`),
    title('exports'),
    ...exports.map((name) => `  ${printable(name)}`),
    title('SDL, as its author wrote it'),
    indented(sdl),
    ...(wrapped.kind === 'wrapped' ? [title('SDL of its subgraph'), indented(wrapped.sdl)] : []),
  ].join('\n');
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? 'none' : names.join(', ');
}

function indented(text: string): string {
  return printableLines(text.trim())
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n');
}
