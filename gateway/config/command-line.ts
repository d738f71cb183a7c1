import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { coreSubgraph, isExtensionName, type SubgraphName } from '@forgepoint/common/extension-name.ts';
import { messageOf } from '@forgepoint/common/forge-error.ts';
import { namePlace, type GraphSource, type RemoteSubgraph } from './config.ts';
import { configError, shown } from './config-error.ts';
import { parseText, type FoundSetting } from './environment.ts';
import { nearestName } from '@forgepoint/common/nearest-name.ts';

export const helpText = `Usage: forgepoint [options]

Serves the core and the extensions of extensions_dir/ at one GraphQL URL.

  --host <address>         Address to listen on (FORGE_HOST, 127.0.0.1)
  --port <number>          Port to listen on (FORGE_PORT, 8000)
  --supergraph <file>      Serve this supergraph; its subgraphs run elsewhere
  --subgraph <name>=<url>  Compose and serve subgraphs that run elsewhere; repeatable
  --extensions-at <url>    With --subgraph core=<url>: the extensions of extensions_dir/ run elsewhere too, each at
                           this URL with its name for {name}
  --help                   Show this text

Other settings come from the environment and from forge.config.json.
`;

export interface CommandLine {
  readonly help: boolean;
  readonly source: GraphSource;
  readonly settings: readonly FoundSetting[];
}

const options = {
  host: { type: 'string' },
  port: { type: 'string' },
  supergraph: { type: 'string' },
  subgraph: { type: 'string', multiple: true },
  'extensions-at': { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** @throws ForgeError CONFIG_INVALID */
export function parseCommandLine(argv: readonly string[], cwd: string): CommandLine {
  const { host, port, supergraph, subgraph = [], help = false, ...more } = parseOptions(argv);
  const extensionsAt = more['extensions-at'];
  const settings: FoundSetting[] = [];
  if (host !== undefined) {
    settings.push({ setting: 'host', value: host, isPath: false, where: 'The option --host' });
  }
  if (port !== undefined) {
    const value = parseText(port, 'number');
    settings.push({ setting: 'port', value, isPath: false, where: 'The option --port' });
  }
  if (supergraph !== undefined && (subgraph.length > 0 || extensionsAt !== undefined)) {
    const other = subgraph.length > 0 ? '--subgraph' : '--extensions-at';
    throw configError({
      message: `--supergraph and ${other} cannot be given together.`,
      remedy: `A supergraph file already says where its subgraphs are: leave ${other} out.`,
    });
  }
  if (supergraph !== undefined) {
    return { help, settings, source: { kind: 'supergraph', file: resolve(cwd, supergraph) } };
  }
  if (subgraph.length === 0 && extensionsAt === undefined) {
    return { help, settings, source: { kind: 'extensions' } };
  }
  const subgraphs = parseSubgraphs(subgraph);
  return {
    help,
    settings,
    source: { kind: 'subgraphs', subgraphs, extensionsAt: parseExtensionsAt(extensionsAt, subgraphs) },
  };
}

function parseOptions(
  argv: readonly string[],
): ReturnType<typeof parseArgs<{ options: typeof options }>>['values'] {
  try {
    return parseArgs({ args: [...argv], options, strict: true, allowPositionals: false }).values;
  } catch (error) {
    const unknown = /unknown option '(-[^']*)'/i.exec(messageOf(error))?.[1];
    if (unknown !== undefined) {
      const known = Object.keys(options).map((name) => `--${name}`);
      const meant = nearestName(unknown, known);
      throw configError({
        message: `There is no option ${unknown}.`,
        remedy: meant === undefined ? `There are ${known.join(', ')}.` : `Write ${meant}.`,
      });
    }
    throw configError({
      message: `The command line cannot be used: ${messageOf(error)}.`.replace(/\.\.$/, '.'),
      remedy: '--help shows the options.',
    });
  }
}

function parseSubgraphs(texts: readonly string[]): readonly RemoteSubgraph[] {
  const subgraphs = texts.map(parseSubgraph);
  for (const [index, { name }] of subgraphs.entries()) {
    if (subgraphs.findIndex((other) => other.name === name) === index) continue;
    throw configError({
      message: `--subgraph names "${name}" twice.`,
      remedy: 'Give every subgraph a name of its own.',
    });
  }
  return subgraphs;
}

function parseSubgraph(text: string): RemoteSubgraph {
  const separator = text.indexOf('=');
  if (separator <= 0) {
    throw configError({
      message: `--subgraph is ${shown(text)}; it has to be a name and a URL.`,
      remedy: 'Write --subgraph issues=http://localhost:4001/graphql.',
    });
  }
  return {
    name: parseName(text.slice(0, separator)),
    url: parseUrl('--subgraph', text.slice(separator + 1)),
  };
}

function parseExtensionsAt(
  text: string | undefined,
  subgraphs: readonly RemoteSubgraph[],
): string | undefined {
  if (text === undefined) return undefined;
  if (!subgraphs.some(({ name }) => name === coreSubgraph)) {
    throw configError({
      message: '--extensions-at is given, but nothing says where the core is.',
      remedy: 'Write --subgraph core=http://localhost:4002/graphql beside it.',
    });
  }
  const parts = text.split(namePlace);
  if (parts.length < 2) {
    throw configError({
      message: `--extensions-at is ${shown(text)}; it has to be a URL with ${namePlace} in it.`,
      remedy: `Write --extensions-at http://${namePlace}:4001/graphql.`,
    });
  }
  parseUrl('--extensions-at', parts.join('name'));
  return text;
}

function parseName(name: string): SubgraphName {
  if (name === coreSubgraph || isExtensionName(name)) return name;
  throw configError({
    message: `--subgraph has the name ${shown(name)}; it has to be "core" or the name of an extension.`,
    remedy: 'Such a name is a lower-case letter, then lower-case letters, digits and hyphens.',
  });
}

function parseUrl(option: string, text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url !== undefined && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '') {
    return url.href;
  }
  throw configError({
    message: `${option} has the URL ${shown(text)}; it has to be one of http or https, without a user's name.`,
    remedy: 'Write --subgraph issues=http://localhost:4001/graphql.',
  });
}
