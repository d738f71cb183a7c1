/** The error code of wasi:filesystem for what is not permitted. */
const access = 'access';

const descriptorMethods = [
  'advise',
  'appendViaStream',
  'createDirectoryAt',
  'getFlags',
  'getType',
  'isSameObject',
  'linkAt',
  'metadataHash',
  'metadataHashAt',
  'openAt',
  'read',
  'readDirectory',
  'readViaStream',
  'readlinkAt',
  'removeDirectoryAt',
  'renameAt',
  'setSize',
  'setTimes',
  'setTimesAt',
  'stat',
  'statAt',
  'symlinkAt',
  'sync',
  'syncData',
  'unlinkFileAt',
  'write',
  'writeViaStream',
] as const;

function deny(): never {
  throw access;
}

class DirectoryEntryStream {
  readDirectoryEntry(): undefined {
    return undefined;
  }
}

/** The interfaces of wasi:filesystem: nothing is preopened, and a descriptor, were there one, denies everything. */
export function filesystem(): Readonly<Record<string, object>> {
  class Descriptor {}
  for (const method of descriptorMethods)
    Object.defineProperty(Descriptor.prototype, method, { value: deny });
  return {
    'wasi:filesystem/preopens': { getDirectories: () => [] },
    'wasi:filesystem/types': { Descriptor, DirectoryEntryStream, filesystemErrorCode: () => undefined },
  };
}
