/** How this machine reaches the registry, where it isn't reached directly. */
const ofNetwork = /^(?:(?:https?|no)_proxy|node_extra_ca_certs|ssl_cert_(?:file|dir)|npm_config_registry)$/i;

/** Of the shell of somebody who has never had anything to do with this project. */
export function strangerEnvironment(): Readonly<Record<string, string>> {
  const { PATH = '', HOME = '' } = process.env;
  const network = Object.entries(process.env).filter(([name]) => ofNetwork.test(name)) as [string, string][];
  // npm tries for minutes what can't be reached.
  return {
    ...Object.fromEntries(network),
    PATH,
    HOME,
    NODE_ENV: 'development',
    npm_config_fetch_retries: '1',
  };
}
