/**
 * Every error code of the three programs, with what it means. The same code stands in a GraphQL
 * answer's `extensions.code`, in the log and in the documentation.
 */
export const errorCodes = {
  // Configuration and start
  CONFIG_INVALID: 'A setting in the configuration, the environment or the command line cannot be used.',
  PORT_UNAVAILABLE: 'The address to listen on is taken or not permitted.',
  FOLDER_UNUSABLE: 'A folder that is needed cannot be created, read or written.',

  // The extension as a file
  EXTENSION_NAME_INVALID: 'The file name does not give a valid extension name.',
  EXTENSION_FILE_INVALID: 'The file is not a WebAssembly component that can be hosted.',
  EXTENSION_FILE_UNREADABLE: 'The file is not a regular file or cannot be read.',
  EXTENSION_TOO_LARGE: 'The component exceeds a size limit of admission.',
  EXTENSION_NAME_IN_BINARY_REFUSED: 'The component holds an import or export name that is not permitted.',
  EXTENSION_IMPORT_REFUSED: 'The component imports an interface that the host does not offer.',
  EXTENSION_EXPORT_REFUSED: 'The component exports something that no extension exports.',
  EXTENSION_ABI_UNSUPPORTED:
    'The component is built against an interface version that the host does not speak.',
  EXTENSION_MANIFEST_INVALID: 'The manifest inside of the component cannot be used.',
  EXTENSION_PERMISSION_REFUSED:
    'The component imports an interface whose permission the operator does not grant.',
  EXTENSION_MEMORY_REFUSED: 'The component asks for a memory or table that the host does not grant.',
  EXTENSION_FEATURE_REFUSED:
    'The component uses a feature of WebAssembly whose use of time or memory cannot be counted.',
  EXTENSION_ADMISSION_FAILED: 'Admission of the component ended without a result.',

  // The extension as a program
  EXTENSION_CONFIG_INVALID: 'The configuration of the extension is not what its schema asks for.',
  EXTENSION_INIT_FAILED: 'The extension refused to start: its init answered with an error or trapped.',
  EXTENSION_MIGRATION_FAILED:
    'A migration of the extension failed; its database was left as it was, and it is not started.',
  EXTENSION_MIGRATION_CHANGED:
    'The migrations of the extension are not those that ran on its database: they were changed, or are older.',
  EXTENSION_SCHEMA_INVALID: 'The SDL that the extension gives cannot be served.',
  EXTENSION_TRAPPED: 'The extension stopped with a trap or an exception; it was given a new instance.',
  EXTENSION_FUEL_EXHAUSTED:
    'The extension used up the computing time that it is given, counted in units of fuel.',
  EXTENSION_OUT_OF_MEMORY: 'The extension stopped after it was refused more memory than it is given.',
  EXTENSION_TIMEOUT: 'The extension did not answer within the deadline.',
  EXTENSION_ERROR: 'The extension answered the call with an error of its own.',
  EXTENSION_RESULT_INVALID:
    'The extension answered with something that is not the JSON of the declared type.',
  EXTENSION_OVERLOADED: 'Too many calls to the extension are waiting.',
  EXTENSION_UNAVAILABLE: 'The extension is not running at the moment.',
  ENTITY_NOT_FOUND: 'Something refers to an entity that its owner does not have.',
  EXTENSION_ENTITY_UNRESOLVABLE: 'The extension offers no look-up for this entity.',
  MUTATION_NOT_STORED: 'The database did not take what a mutation wrote; nothing of it was stored.',
  MUTATION_FATE_UNKNOWN: 'The connection ended during a mutation: it may or may not have been carried out.',

  // Groups and repositories
  SLUG_INVALID: 'The slug is not lower-case words joined by hyphens.',
  SLUG_TAKEN: 'Another group or repository has that slug in that place.',
  GROUP_NOT_FOUND: 'There is no group with that id.',
  GROUP_TOO_DEEP: 'Groups nest too deep.',
  REMOTE_URL_INVALID: 'The URL of a remote repository cannot be used.',
  REMOTE_URL_TAKEN: 'The remote repository is linked already.',

  // Databases
  DATABASE_UNUSABLE: 'The database file cannot be opened or is damaged.',

  // The graph
  EXTENSION_DEPENDENCY_MISSING:
    'The extension builds on a type or field of another that is not served; it comes back with that.',
  SCHEMA_CONFLICT: 'The schema claims a name that another subgraph owns, or changes what it means.',
  COMPOSITION_FAILED: 'The subgraphs do not compose into one supergraph.',
  COMPOSITION_OVER_BUDGET: 'Composing with the extension takes more time or memory than there is for it.',
  SUBGRAPH_UNAVAILABLE: 'A subgraph cannot be reached.',
  SUBGRAPH_RESPONSE_INVALID:
    'A subgraph answered with something that is not a GraphQL response, or one that is too large.',
  SUBGRAPH_START_FAILED: 'The process of a subgraph ended or stayed silent before it was ready.',
  SUBGRAPH_QUARANTINED: 'The process of a subgraph crashed too often and is not started again by itself.',

  GATEWAY_WORKER_ENDED:
    'A process of the gateway that serves clients ended by itself; another takes its place.',

  // Requests
  REQUEST_INVALID: 'The HTTP request is not one that this address takes.',
  API_TOKEN_REQUIRED: 'The gateway answers only requests that carry its token.',
  INTERNAL_TOKEN_REQUIRED: 'This address answers only the gateway of the same boot.',
} as const satisfies Record<string, string>;

/** @see errorCodes */
export type ErrorCode = keyof typeof errorCodes;
