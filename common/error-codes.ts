/** One row of the documentation's table. */
interface ErrorEntry {
  /** What happened; a sentence. */
  readonly meaning: string;
  /** What usually lies behind it; a sentence or two. */
  readonly cause: string;
  /** Who does what about it; a sentence or two. */
  readonly remedy: string;
  /** `log`: the log and, for a subgraph, `/readyz`. `answers`: GraphQL and HTTP answers. `terminal`: what `forge` says. */
  readonly seenIn: 'log' | 'answers' | 'log and answers' | 'terminal';
}

/**
 * Every error code of the three programs, with what it means. The same code stands in a GraphQL
 * answer's `extensions.code`, in the log and in the documentation.
 */
export const errorCodes = {
  // Configuration and start
  CONFIG_INVALID: {
    meaning: 'A setting in the configuration, the environment or the command line cannot be used.',
    cause: 'A value of another kind, a mistyped name, a file that is not JSON.',
    remedy: 'Write what the message says. Nothing was started.',
    seenIn: 'log',
  },
  PORT_UNAVAILABLE: {
    meaning: 'The address to listen on is taken or not permitted.',
    cause:
      'Another program, often a second gateway, listens there; or the address is not one of this machine.',
    remedy: 'End the other program, or set another port or host. Nothing was started.',
    seenIn: 'log',
  },
  FOLDER_UNUSABLE: {
    meaning: 'A folder that is needed cannot be created, read or written.',
    cause: 'A file stands in its place, its owner is another user, the disk is full or mounted read-only.',
    remedy: 'Make it a folder that this user may write, or name another one.',
    seenIn: 'log',
  },
  CLAIMS_UNUSABLE: {
    meaning: 'The record of who owns which name of the schema cannot be read or written.',
    cause: 'The file was edited or copied in part, or its folder cannot be written.',
    remedy: 'Restore it from a backup; without it, names belong to whichever extension asks first.',
    seenIn: 'log',
  },

  CONFIG_NEEDS_RESTART: {
    meaning: 'A setting that is read at the start alone was changed while the gateway runs.',
    cause: 'Only `extensions` and `breakingChanges` of forge.config.json have an effect at once.',
    remedy: 'Restart the gateway, or take the change back.',
    seenIn: 'log',
  },
  STATE_UNUSABLE: {
    meaning: 'A file in the folder of the gateway’s state cannot be read.',
    cause: 'The file was edited or copied in part.',
    remedy: 'Restore it from a backup, or delete it as the message says.',
    seenIn: 'log',
  },

  // The operator's interface, and what `forge` says of it
  OPERATOR_TOKEN_REQUIRED: {
    meaning: 'The operator’s interface answers only requests that carry its token.',
    cause: 'The header is missing, or holds the token of another gateway.',
    remedy: 'Send what stands in `operator-token` of the state folder as `Authorization: Bearer <token>`.',
    seenIn: 'answers',
  },
  OPERATOR_REQUEST_INVALID: {
    meaning: 'A request to the operator’s interface is not one that it takes.',
    cause: 'Another path or method, a parameter that is out of its bounds, or a page of a browser.',
    remedy: 'Send what `/openapi.json` of the same address describes.',
    seenIn: 'answers',
  },
  EXTENSION_UNKNOWN: {
    meaning: 'There is no extension of that name.',
    cause: 'The name is mistyped, or its file is not in the extensions folder.',
    remedy: 'Take a name that `forge list` shows.',
    seenIn: 'answers',
  },
  EXTENSION_STATE_UNFIT: {
    meaning: 'What the operator asks for does not fit the state of the extension.',
    cause: 'Such as releasing one that is not in quarantine, or reloading one that is disabled.',
    remedy: 'Look at its state with `forge list`, and do first what the message says.',
    seenIn: 'answers',
  },
  NOT_SUPERVISED: {
    meaning: 'This gateway does not run the extensions itself, so it cannot do that to them.',
    cause: 'It was started with `--subgraph` or `--supergraph`.',
    remedy: 'Do it where the extensions run.',
    seenIn: 'answers',
  },
  GATEWAY_NOT_RUNNING: {
    meaning: 'No gateway of this state folder answers.',
    cause: 'It has ended, or the command runs in another folder or with other settings than the gateway.',
    remedy:
      'Start it with `forge start`; or run the command where the gateway was started, with its settings.',
    seenIn: 'terminal',
  },

  // The command line `forge`; it tells the codes below as well
  COMMAND_INVALID: {
    meaning: 'A command of `forge` cannot be carried out with what it was given.',
    cause: 'A file or folder that it names is not there, or an address does not answer.',
    remedy: 'Correct what the message names.',
    seenIn: 'terminal',
  },
  BUILD_FAILED: {
    meaning: 'No component can be made of the sources of an extension.',
    cause: 'The sources import what is not there, or throw while their modules are evaluated.',
    remedy: 'Correct the place that the message names.',
    seenIn: 'terminal',
  },

  // The extension as a file
  EXTENSION_NAME_INVALID: {
    meaning: 'The file name does not give a valid extension name.',
    cause: 'Upper case, underscores, a reserved name, or the name that Cargo gives.',
    remedy: 'Rename the file as the message says.',
    seenIn: 'log',
  },
  EXTENSION_MISSING: {
    meaning: 'The configuration names an extension whose file is not there.',
    cause: 'The name is mistyped, or the file was removed.',
    remedy: 'Put the file into the extensions folder, or remove it from the configuration.',
    seenIn: 'log',
  },
  EXTENSION_FILE_INVALID: {
    meaning: 'The file is not a WebAssembly component that can be hosted.',
    cause:
      'It was copied in part, is something else under that name, or is a core module without its interface.',
    remedy: 'Copy it again, or have its author build it for the interface of this host.',
    seenIn: 'log',
  },
  EXTENSION_FILE_UNREADABLE: {
    meaning: 'The file is not a regular file or cannot be read.',
    cause: 'It is a link, a folder or a pipe, belongs to another user, or is still being written.',
    remedy: 'Put the component itself there, readable for this user.',
    seenIn: 'log',
  },
  EXTENSION_TOO_LARGE: {
    meaning: 'The component exceeds a size limit of admission.',
    cause: 'Debug information, or a run-time that is larger than it has to be.',
    remedy: 'Its author builds it for size.',
    seenIn: 'log',
  },
  EXTENSION_NAME_IN_BINARY_REFUSED: {
    meaning: 'The component holds an import or export name that is not permitted.',
    cause: 'The name could become code of the host. No compiler makes such names.',
    remedy: 'Do not run this file unless you trust who made it; its author renames that import or export.',
    seenIn: 'log',
  },
  EXTENSION_IMPORT_REFUSED: {
    meaning: 'The component imports an interface that the host does not offer.',
    cause: 'It wants the network, threads, or the interface of another host.',
    remedy: 'Its author builds it without what uses that interface.',
    seenIn: 'log',
  },
  EXTENSION_EXPORT_REFUSED: {
    meaning: 'The component exports something that no extension exports.',
    cause: 'It is meant for another host as well, or was linked with more than it needs.',
    remedy: 'Its author builds it against the world of the interface alone.',
    seenIn: 'log',
  },
  EXTENSION_ABI_UNSUPPORTED: {
    meaning: 'The component is built against an interface version that the host does not speak.',
    cause: 'It is meant for another version of this program, or for another program.',
    remedy: 'Get it for a version that the message names, or upgrade the host.',
    seenIn: 'log',
  },
  EXTENSION_MANIFEST_INVALID: {
    meaning: 'The manifest inside of the component cannot be used.',
    cause: 'It is not JSON of the form that this host reads, or meant for a newer host.',
    remedy: 'Its author corrects what the message names, and builds the component again.',
    seenIn: 'log',
  },
  EXTENSION_PERMISSION_REFUSED: {
    meaning: 'The component imports an interface whose permission the operator does not grant.',
    cause: 'It wants more than every extension is given.',
    remedy: 'Grant it as the message says, if you trust its author; or do without the extension.',
    seenIn: 'log',
  },
  EXTENSION_MEMORY_REFUSED: {
    meaning: 'The component asks for a memory or table that the host does not grant.',
    cause: 'It begins larger than the limit, is 64-bit or shared.',
    remedy: 'Its author links it with less.',
    seenIn: 'log',
  },
  EXTENSION_FEATURE_REFUSED: {
    meaning: 'The component uses a feature of WebAssembly whose use of time or memory cannot be counted.',
    cause: 'Threads, exceptions, garbage collection or another late feature is switched on in its build.',
    remedy: 'Its author builds it for the features of wasm32-wasip1.',
    seenIn: 'log',
  },
  EXTENSION_RENAMED: {
    meaning: 'The file holds what another extension of the folder held until now.',
    cause: 'It was renamed; but data and names of the schema belong to the old name.',
    remedy: 'Rename it back. The extension goes on under its old name meanwhile.',
    seenIn: 'log',
  },
  EXTENSION_SWAP_TOO_SLOW: {
    meaning: 'A new version of the extension would have kept mutations waiting for too long.',
    cause: 'Its migration has much to do, or a mutation of the old version ran for too long.',
    remedy: 'Let the migration do less at once; or restart the gateway with the new file in place.',
    seenIn: 'log',
  },
  SCHEMA_CHANGE_REFUSED: {
    meaning: 'A new version of the extension would take something from the schema that clients may use.',
    cause: 'It leaves out or changes a field, an argument or a type; operations that use it are named.',
    remedy: 'Have its author keep it, deprecated; or accept this one version as the message says.',
    seenIn: 'log',
  },
  EXTENSION_ADMISSION_FAILED: {
    meaning: 'Admission of the component ended without a result.',
    cause: 'The component is very large, or the machine has too little memory or time for it.',
    remedy: 'Try again when the machine is less busy; if it stays, report it with the file.',
    seenIn: 'log',
  },

  // The extension as a program
  EXTENSION_CONFIG_INVALID: {
    meaning: 'The configuration of the extension is not what its schema asks for.',
    cause: 'A setting is missing, mistyped or of another type.',
    remedy: 'Write what the message says into `extensions.<name>.config`.',
    seenIn: 'log',
  },
  EXTENSION_INIT_FAILED: {
    meaning:
      'The extension refused to start: init, get-info or get-schema answered with an error or trapped.',
    cause: 'A setting that it needs is missing, its data is of another version, or it has a bug.',
    remedy: 'Set what it asks for in `extensions.<name>.config`; otherwise its author has to mend it.',
    seenIn: 'log',
  },
  EXTENSION_MIGRATION_FAILED: {
    meaning: 'A migration of the extension failed; its database was left as it was, and it is not started.',
    cause: 'A statement that this database does not take, or rows in it that the author did not expect.',
    remedy: 'Its author corrects the migration that the message names; the version before still starts.',
    seenIn: 'log',
  },
  EXTENSION_MIGRATION_CHANGED: {
    meaning: 'The migrations of the extension are not those that ran on its database.',
    cause: 'An older version was installed, or the author changed a migration that had been released.',
    remedy: 'Install the version that ran them or a newer one; the author puts changes into a new migration.',
    seenIn: 'log',
  },
  EXTENSION_SCHEMA_INVALID: {
    meaning: 'The SDL that the extension gives cannot be served.',
    cause: 'It is not valid GraphQL, too large, or uses reserved names or directives that are not permitted.',
    remedy: 'Its author corrects the place that the message names.',
    seenIn: 'log',
  },
  EXTENSION_TRAPPED: {
    meaning: 'The extension stopped with a trap or an exception; it was given a new instance.',
    cause: 'A bug in it, or memory that ran out. Of a mutation nothing was stored.',
    remedy: 'Its author has to mend it; the log names the field and the request.',
    seenIn: 'log and answers',
  },
  EXTENSION_FUEL_EXHAUSTED: {
    meaning: 'The extension used up the computing time that it is given, counted in units of fuel.',
    cause: 'It loops, or the call has too much to do. Of a mutation nothing was stored.',
    remedy: 'Ask for less at once; or raise `fuelPerCall` or `fuelForStart` if it needs that much.',
    seenIn: 'log and answers',
  },
  EXTENSION_OUT_OF_MEMORY: {
    meaning: 'The extension stopped after it was refused more memory than it is given.',
    cause: 'It keeps too much, or the call has too much to do. Of a mutation nothing was stored.',
    remedy: 'Ask for less at once; or raise `memoryMb` if it needs that much.',
    seenIn: 'log and answers',
  },
  EXTENSION_TIMEOUT: {
    meaning: 'The extension did not answer within the deadline.',
    cause: 'It loops, or the call has too much to do. Of a mutation nothing was stored.',
    remedy: 'Ask for less at once; or raise `callTimeoutMs` or `startTimeoutMs` if it needs that long.',
    seenIn: 'log and answers',
  },
  EXTENSION_ERROR: {
    meaning: 'The extension answered the call with an error of its own.',
    cause: 'What was asked is not possible; the message is in the words of the extension.',
    remedy: 'Ask for something else; its documentation says what it accepts.',
    seenIn: 'answers',
  },
  EXTENSION_RESULT_INVALID: {
    meaning: 'The extension answered with something that is not the JSON of the declared type.',
    cause:
      'A bug in it: its resolver and its SDL differ. Of a mutation nothing was stored when the message says so; it was when the answer was JSON, but not of the declared type.',
    remedy: 'Its author corrects the resolver of the field that the message names, or its type.',
    seenIn: 'log and answers',
  },
  EXTENSION_OVERLOADED: {
    meaning: 'Too many calls to the extension are waiting.',
    cause: 'More is asked of it than it can answer.',
    remedy: 'Try again in a moment, and ask for less at once.',
    seenIn: 'log and answers',
  },
  EXTENSION_UNAVAILABLE: {
    meaning: 'The extension is not running at the moment.',
    cause: 'It is being restarted, or it was refused or left alone after crashes.',
    remedy: 'Try again in a moment; if it stays, `/readyz` and the log say why.',
    seenIn: 'log and answers',
  },
  ENTITY_NOT_FOUND: {
    meaning: 'Something refers to an entity that its owner does not have.',
    cause: 'It was deleted, or never existed; the extension that refers to it was not told.',
    remedy: 'Nothing is wrong with the graph; remove the reference where it is kept.',
    seenIn: 'answers',
  },
  MUTATION_NOT_STORED: {
    meaning: 'The database did not take what a mutation wrote; nothing of it was stored.',
    cause: 'A statement failed and undid the whole, or another program holds the database.',
    remedy: 'Try again; if it stays, the message says what the database refuses.',
    seenIn: 'log and answers',
  },
  MUTATION_FATE_UNKNOWN: {
    meaning: 'The connection ended during a mutation: it may or may not have been carried out.',
    cause: 'The process ended, or the deadline passed, while the mutation was being stored.',
    remedy: 'Look whether it was carried out before you repeat it.',
    seenIn: 'log and answers',
  },

  // Groups and repositories
  SLUG_INVALID: {
    meaning: 'The slug is not lower-case words joined by hyphens.',
    cause: 'Upper case, spaces, or more than 64 characters.',
    remedy: 'Write the slug that the message suggests.',
    seenIn: 'answers',
  },
  SLUG_TAKEN: {
    meaning: 'Another group or repository has that slug in that place.',
    cause: 'A slug is unique in its group.',
    remedy: 'Choose another slug.',
    seenIn: 'answers',
  },
  GROUP_NOT_FOUND: {
    meaning: 'There is no group with that id.',
    cause: 'The id is that of something else, or mistyped.',
    remedy: 'Take the id from getAllGroups.',
    seenIn: 'answers',
  },
  GROUP_TOO_DEEP: {
    meaning: 'Groups nest too deep.',
    cause: 'The parent is at the deepest level already.',
    remedy: 'Choose a group further up.',
    seenIn: 'answers',
  },
  REMOTE_URL_INVALID: {
    meaning: 'The URL of a remote repository cannot be used.',
    cause: 'It is not http or https, or holds a user name, a query or a fragment.',
    remedy: 'Give the plain URL of the repository.',
    seenIn: 'answers',
  },
  REMOTE_URL_TAKEN: {
    meaning: 'The remote repository is linked already.',
    cause: 'Somebody has linked the same URL.',
    remedy: 'Find it among getAllRepositories.',
    seenIn: 'answers',
  },

  // Databases
  DATABASE_UNUSABLE: {
    meaning: 'The database file cannot be opened, is damaged, or belongs to another program.',
    cause: 'It was copied while in use, cut short by a full disk, or another program holds or made it.',
    remedy: 'Restore it from a backup, or end the program that holds it. The file was left as it is.',
    seenIn: 'log and answers',
  },

  // The graph
  EXTENSION_DEPENDENCY_MISSING: {
    meaning:
      'The extension builds on a type or field of another that is not served; it comes back with that.',
    cause: 'The other was removed, was refused, or is not there yet.',
    remedy: 'Put the other back; or remove this one.',
    seenIn: 'log',
  },
  SCHEMA_CONFLICT: {
    meaning: 'The schema claims a name that another subgraph owns, or changes what it means.',
    cause: 'Two extensions define the same type or root field.',
    remedy: 'The author of the newcomer renames it; or the operator removes the claim of the other.',
    seenIn: 'log',
  },
  COMPOSITION_FAILED: {
    meaning: 'The subgraphs do not compose into one supergraph.',
    cause: 'An extension builds on another in a way that the other does not offer.',
    remedy: 'Its author corrects the SDL; the others are served without it.',
    seenIn: 'log',
  },
  COMPOSITION_OVER_BUDGET: {
    meaning: 'Composing with the extension takes more time or memory than there is for it.',
    cause: 'Its schema is very large, or made to be hard to compose.',
    remedy: 'Its author makes the schema smaller; the others are served without it.',
    seenIn: 'log',
  },
  SUBGRAPH_UNAVAILABLE: {
    meaning: 'A subgraph cannot be reached.',
    cause: 'Its process is starting or was ended.',
    remedy: 'Try again in a moment; if it stays, `/readyz` and the log say why.',
    seenIn: 'log and answers',
  },
  SUBGRAPH_RESPONSE_INVALID: {
    meaning: 'A subgraph answered with something that is not a GraphQL response, or one that is too large.',
    cause: 'The list that was asked for is very long; or something else answers at its address.',
    remedy: 'Ask for less at once, for example by paging.',
    seenIn: 'log and answers',
  },
  SUBGRAPH_START_FAILED: {
    meaning: 'The process of a subgraph ended or stayed silent before it was ready.',
    cause: 'It was killed, or the machine has too little memory or time for it.',
    remedy: 'Read its last log lines; give the machine more memory.',
    seenIn: 'log',
  },
  SUBGRAPH_CRASHED: {
    meaning: 'The process of a subgraph ended while it served.',
    cause: 'It was killed, ran out of memory, or was stuck inside of its database.',
    remedy: 'It is started again by itself; the log lines before say more.',
    seenIn: 'log',
  },
  SUBGRAPH_MISBEHAVED: {
    meaning: 'The process of a subgraph sent its supervisor what none of ours sends, and was ended for that.',
    cause: 'Its extension has taken the process over.',
    remedy: 'Remove the extension, keep its file, and look at what it had access to.',
    seenIn: 'log',
  },
  SUBGRAPH_QUARANTINED: {
    meaning: 'The process of a subgraph crashed too often and is not started again by itself.',
    cause: 'Every start meets the same failure.',
    remedy: 'Read its last log lines; replace its file, or restart the gateway.',
    seenIn: 'log',
  },

  // The gateway itself
  GATEWAY_WORKER_ENDED: {
    meaning: 'A process of the gateway that serves clients ended by itself; another takes its place.',
    cause: 'It was killed, or ran out of memory.',
    remedy: 'If it happens again, give the machine more memory; the log lines before say more.',
    seenIn: 'log',
  },

  // Requests
  REQUEST_INVALID: {
    meaning: 'The HTTP request is not one that this address takes.',
    cause: 'Another path, a body that is no JSON or too large, or a page of another origin.',
    remedy: 'Send GraphQL over HTTP to /graphql.',
    seenIn: 'answers',
  },
  API_TOKEN_REQUIRED: {
    meaning: 'The gateway answers only requests that carry its token.',
    cause: 'The header with the token is missing or holds another one.',
    remedy: 'Send the token that the operator has set.',
    seenIn: 'answers',
  },
  INTERNAL_TOKEN_REQUIRED: {
    meaning: 'This address answers only the gateway of the same boot.',
    cause: 'A client asked a subgraph instead of the gateway.',
    remedy: 'Ask the gateway; or give both the same FORGE_INTERNAL_TOKEN.',
    seenIn: 'answers',
  },
} as const satisfies Record<string, ErrorEntry>;

/** @see errorCodes */
export type ErrorCode = keyof typeof errorCodes;
