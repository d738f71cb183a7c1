/**
 * What JavaScript does that has got into a host. Each attack returns what it got hold of, and throws when it got nothing.
 * It is plain JavaScript that imports nothing, so that a test can put it into the glue.
 * @typedef {{ secret: string, ownFolder: string, core: string, parent: number, sibling: number, tcp: number, udp: number,
 *   unix: string, addon: string, sqlite: string }} Targets
 */

/** A module of Node by any way that leads to one. */
async function reach(name) {
  try {
    return await import(`node:${name}`);
  } catch (error) {
    const builtin = globalThis.process?.getBuiltinModule?.(name);
    if (builtin === undefined) throw error;
    return builtin;
  }
}

/** Settles with what an emitter does first; what does nothing within a while has been refused in silence. */
function outcomeOf(emitter, event) {
  return new Promise((resolve, reject) => {
    emitter.once(event, () => resolve(event));
    emitter.once('error', reject);
    setTimeout(() => reject(new Error('nothing happened')), 500);
  });
}

function taken(value, what) {
  if (value === undefined || value === null || value === false) throw new Error(`${what} is not there`);
  return what;
}

/** @type {Readonly<Record<string, (targets: Targets, imports: object) => unknown>>} */
export const attacks = {
  // Files
  'a file of somebody else': async ({ secret }) => (await reach('fs')).readFileSync(secret, 'utf8'),
  'a file of the system': async () => (await reach('fs')).readFileSync('/etc/passwd', 'utf8'),
  'the database of core as a file': async ({ core }) => (await reach('fs')).readFileSync(core).length,
  'a file of its own': async ({ ownFolder }) => {
    (await reach('fs')).writeFileSync(`${ownFolder}/written`, 'x');
    return 'written';
  },
  'a symbolic link in its folder': async ({ ownFolder }) =>
    (await reach('fs')).readFileSync(`${ownFolder}/symbolic`, 'utf8'),
  'a hard link in its folder': async ({ ownFolder }) =>
    (await reach('fs')).readFileSync(`${ownFolder}/hard`, 'utf8'),
  'making a symbolic link': async ({ ownFolder, secret }) => {
    (await reach('fs')).symlinkSync(secret, `${ownFolder}/made`);
    return 'linked';
  },
  'making a hard link': async ({ ownFolder, secret }) => {
    (await reach('fs')).linkSync(secret, `${ownFolder}/made-hard`);
    return 'linked';
  },
  'the list of its descriptors': async () => (await reach('fs')).readdirSync('/proc/self/fd'),
  'the memory of its process': async () => (await reach('fs')).openSync('/proc/self/mem', 'r+'),
  'a module from its text': async () => Object.keys(await import('data:text/javascript,export const a = 1')),
  'WASI of Node': async () => new (await reach('wasi')).WASI({ version: 'preview1', preopens: { '/': '/' } }),
  'a heap snapshot on disk': async ({ ownFolder }) =>
    (await reach('v8')).writeHeapSnapshot(`${ownFolder}/heap`),
  'a report on disk': ({ ownFolder }) => process.report.writeReport(`${ownFolder}/report.json`),
  'a trace on disk': async () =>
    (await reach('trace_events')).createTracing({ categories: ['node'] }).enable(),

  // SQLite
  'node:sqlite': async () => Object.keys(await reach('sqlite')),
  'the database of core by SQLite': async ({ core, sqlite }) => {
    const { default: Database } = await import(sqlite);
    return new Database(core).prepare('SELECT name FROM sqlite_schema').all();
  },
  'the addon of SQLite in the cache of modules': async () => {
    const cache = (await reach('module')).default._cache;
    return Object.keys(cache[Object.keys(cache).find((name) => name.endsWith('.node'))].exports);
  },

  // Code
  'an addon that it wrote': ({ addon }) => {
    process.dlopen({ exports: {} }, addon);
    return 'loaded';
  },
  'a library by node:ffi': async () => new (await reach('ffi')).DynamicLibrary('libc.so.6'),
  'a nested worker without flags': async () =>
    outcomeOf(new (await reach('worker_threads')).Worker('1', { eval: true, execArgv: [] }), 'online'),
  'hooks for modules in a thread of their own': async () => {
    (await reach('module')).register('data:text/javascript,export {}');
    return 'registered';
  },
  'the bindings of Node': () => Object.keys(process.binding('fs')),
  'the flags of V8': async () => {
    (await reach('v8')).setFlagsFromString('--allow-natives-syntax');
    return 'set';
  },
  'the inspector of the main thread': async () => {
    new (await reach('inspector')).Session().connectToMainThread();
    return 'connected';
  },
  'an inspector that listens': async () => {
    const inspector = await reach('inspector');
    inspector.open(0, '127.0.0.1');
    return taken(inspector.url(), 'an address');
  },

  // Processes
  'a program': async () => (await reach('child_process')).execFileSync('/bin/true').length,
  'a fork': async () => (await reach('cluster')).default.fork(),
  'another program in its place': () => process.execve('/bin/true', ['true']),
  'a signal to the gateway': ({ parent }) => process.kill(parent, 0),
  'a signal to a sibling': ({ sibling }) => process.kill(sibling, 0),
  'a signal to its own process': () => process.kill(process.pid, 0),
  'a crash of its process': () => process.abort(),
  'another user': () => process.setuid(1),
  'another working directory': () => process.chdir('/'),

  // Network
  'an address by fetch': async ({ tcp }) => (await fetch(`http://127.0.0.1:${tcp}`)).status,
  'an address by a socket': async ({ tcp }) =>
    outcomeOf((await reach('net')).connect(tcp, '127.0.0.1'), 'connect'),
  'an address by TLS': async ({ tcp }) =>
    outcomeOf((await reach('tls')).connect(tcp, '127.0.0.1'), 'connect'),
  'an address by HTTP/2': async ({ tcp }) =>
    outcomeOf((await reach('http2')).connect(`http://127.0.0.1:${tcp}`), 'connect'),
  'an address by a WebSocket': ({ tcp }) =>
    new Promise((resolve, reject) => {
      const socket = new WebSocket(`ws://127.0.0.1:${tcp}`);
      socket.addEventListener('open', () => resolve('open'));
      socket.addEventListener('error', () => reject(new Error('refused')));
    }),
  'the socket of a sibling': async ({ unix }) => outcomeOf((await reach('net')).connect(unix), 'connect'),
  'a datagram': async ({ udp }) => {
    const socket = (await reach('dgram')).createSocket('udp4');
    socket.send('x', udp, '127.0.0.1', () => socket.emit('sent'));
    return outcomeOf(socket, 'sent');
  },
  'a port': async () => outcomeOf((await reach('net')).createServer().listen(0, '127.0.0.1'), 'listening'),
  'a name by a server of its own': async ({ udp }) => {
    const resolver = new (await reach('dns')).promises.Resolver({ timeout: 300, tries: 1 });
    resolver.setServers([`127.0.0.1:${udp}`]);
    return resolver.resolve4('stolen.example.com');
  },
  'a name by the system': async () => (await reach('dns')).promises.lookup('localhost'),
  'a name of an address': async () => (await reach('dns')).promises.lookupService('127.0.0.1', 22),

  // Its own process
  'the environment': () => taken(process.env, 'the environment'),
  'the command line': () => process.execArgv,
  'a report': () => Object.keys(process.report.getReport()),
  'what the machine is': async () => (await reach('os')).hostname(),
  'descriptors that are open': async () => {
    const fs = await reach('fs');
    return Array.from({ length: 64 }, (_, fd) => fd).filter((fd) => isOpen(fs, fd));
  },
  'the channel to the gateway': async () => (await reach('fs')).fstatSync(3).isSocket() && 'a socket',
  'words on the output of the process': async () =>
    (await reach('fs')).writeSync(1, 'words of the attacker\n'),
  'the channel as a socket': async () => taken(new (await reach('net')).Socket({ fd: 3 }), 'a socket'),
  'a message to the gateway': () => process.send({ type: 'pong', id: 1 }),
  'a message to the main thread': async () =>
    taken((await reach('worker_threads')).parentPort, 'the port to the main thread'),
  'a channel between threads': () => new BroadcastChannel('x').name,

  // What the host's own code uses
  'a method of the language that the host calls': () => {
    for (const [owner, name] of [
      [Map.prototype, 'get'],
      [Array.prototype, 'map'],
      [Object.prototype, 'then'],
      [Function.prototype, 'call'],
      [Object.getPrototypeOf([][Symbol.iterator]()), 'next'],
      [JSON, 'parse'],
      [globalThis, 'Map'],
    ]) {
      const before = Object.getOwnPropertyDescriptor(owner, name);
      if (!Reflect.defineProperty(owner, name, { value: before?.value, configurable: true })) continue;
      if (before === undefined || before.configurable) return `${name} could be replaced`;
    }
    throw new Error('all of them are fixed');
  },
  'the frames of the host': (_targets, imports) => {
    const frames = [];
    Error.prepareStackTrace = (_error, sites) => {
      frames.push(...sites.map((site) => site.getFunction() ?? site.getThis()));
      return '';
    };
    imports['forge:extension/host-database'].query({ toString: () => new Error('x').stack }, []);
    taken(
      new Error('x').stack === '' && frames.find((found) => found !== undefined),
      'a function of the host',
    );
  },
  'a host function in the place of another': (_targets, imports) => {
    imports['forge:extension/host-log'].log = () => undefined;
    return 'replaced';
  },
  'the process by a constructor': (_targets, imports) =>
    taken(imports['forge:extension/host-log'].log.constructor('return globalThis.process')(), 'the process'),
  'something shared that can be changed': (_targets, imports) => {
    const seen = new Set();
    const waiting = [globalThis, imports];
    while (waiting.length > 0) {
      const value = waiting.pop();
      if ((typeof value !== 'object' && typeof value !== 'function') || value === null || seen.has(value))
        continue;
      seen.add(value);
      if (Object.isExtensible(value)) return `an object with ${Object.getOwnPropertyNames(value).join(', ')}`;
      for (const property of Object.values(Object.getOwnPropertyDescriptors(value)))
        waiting.push(property.value, property.get, property.set);
      waiting.push(Object.getPrototypeOf(value));
    }
    throw new Error(`${seen.size} objects, all of them fixed`);
  },
};

/** Only what is called by a guest has imports: elsewhere these fail for another reason. */
export const needsImports = [
  'the frames of the host',
  'a host function in the place of another',
  'the process by a constructor',
];

function isOpen(fs, fd) {
  try {
    return fs.fstatSync(fd) !== undefined;
  } catch {
    return false;
  }
}

/** @returns for every attack what it got, or the words with which it was refused */
export async function runAttacks(targets, imports) {
  // Some of them fail later, with nobody waiting any more.
  globalThis.process?.on('uncaughtException', () => undefined);
  const outcomes = {};
  for (const [name, attack] of Object.entries(attacks)) {
    try {
      const got = await attack(targets, imports);
      outcomes[name] = { got: String(typeof got === 'object' ? Object.keys(got) : got).slice(0, 100) };
    } catch (error) {
      outcomes[name] = { refused: String(error?.code ?? error?.message ?? error).slice(0, 100) };
    }
  }
  return outcomes;
}
