/**
 * What a pragma may do. `query`: be read. `argument`: also be given a table, an index or a number, without changing
 * anything by it. `number`: also be set, within the transaction. `boolean`: also be set, until the transaction ends.
 * `foreign-keys`: be read; switching is the host's.
 */
export type PragmaUse = 'query' | 'argument' | 'number' | 'boolean' | 'foreign-keys';

export interface PragmaRule {
  readonly use: PragmaUse;
  /** The table-valued function of the pragma may be used. */
  readonly asTable: boolean;
}

/** Kinds of statements that a guest may run. `transaction` never reaches SQLite as the guest wrote it. */
export type StatementKind =
  | 'select'
  | 'insert'
  | 'update'
  | 'delete'
  | 'schema'
  | 'maintenance'
  | 'pragma'
  | 'explain'
  | 'transaction';

/** By their first word; WITH is told by the word after its last common table expression. */
export const statements: ReadonlyMap<string, StatementKind> = new Map([
  ['SELECT', 'select'],
  ['VALUES', 'select'],
  ['INSERT', 'insert'],
  ['REPLACE', 'insert'],
  ['UPDATE', 'update'],
  ['DELETE', 'delete'],
  ['CREATE', 'schema'],
  ['ALTER', 'schema'],
  ['DROP', 'schema'],
  ['REINDEX', 'maintenance'],
  ['ANALYZE', 'maintenance'],
  ['PRAGMA', 'pragma'],
  ['EXPLAIN', 'explain'],
  ['BEGIN', 'transaction'],
  ['COMMIT', 'transaction'],
  ['END', 'transaction'],
  ['ROLLBACK', 'transaction'],
  ['SAVEPOINT', 'transaction'],
  ['RELEASE', 'transaction'],
]);

/** Every other statement of SQLite, refused. */
export const refusedStatements: readonly string[] = ['ATTACH', 'DETACH', 'VACUUM'];

/** Names of what may be created, changed or dropped; VIRTUAL TABLE with a module of {@link modules}. */
export const schemaObjects: ReadonlySet<string> = new Set(['TABLE', 'INDEX', 'VIEW', 'TRIGGER', 'VIRTUAL']);

const readOnly: PragmaRule = { use: 'query', asTable: true };
const listing: PragmaRule = { use: 'argument', asTable: true };

/** Every pragma that isn't here is refused, and so is its table-valued function. */
export const pragmas: ReadonlyMap<string, PragmaRule> = new Map<string, PragmaRule>([
  ['table_info', listing],
  ['table_xinfo', listing],
  ['table_list', listing],
  ['index_list', listing],
  ['index_info', listing],
  ['index_xinfo', listing],
  ['foreign_key_list', listing],
  ['foreign_key_check', listing],
  ['integrity_check', listing],
  ['quick_check', listing],
  ['collation_list', readOnly],
  ['compile_options', readOnly],
  ['data_version', readOnly],
  ['encoding', readOnly],
  ['freelist_count', readOnly],
  ['page_count', readOnly],
  ['page_size', readOnly],
  ['recursive_triggers', readOnly],
  ['schema_version', readOnly],
  ['application_id', { use: 'number', asTable: true }],
  ['user_version', { use: 'number', asTable: true }],
  ['foreign_keys', { use: 'foreign-keys', asTable: true }],
  ['defer_foreign_keys', { use: 'boolean', asTable: true }],
  ['analysis_limit', { use: 'argument', asTable: false }],
  ['optimize', { use: 'argument', asTable: false }],
]);

/** The engine's other pragmas. */
export const refusedPragmas: ReadonlySet<string> = new Set(
  `auto_vacuum automatic_index busy_timeout cache_size cache_spill case_sensitive_like cell_size_check
  checkpoint_fullfsync count_changes database_list empty_result_callbacks full_column_names fullfsync
  function_list hard_heap_limit ignore_check_constraints incremental_vacuum journal_mode journal_size_limit
  legacy_alter_table locking_mode max_page_count mmap_size module_list pragma_list query_only read_uncommitted
  reverse_unordered_selects secure_delete short_column_names shrink_memory soft_heap_limit synchronous temp_store
  temp_store_directory threads trusted_schema wal_autocheckpoint wal_checkpoint writable_schema`.split(/\s+/),
);

/** Modules of which a virtual table may be created. */
export const modules: ReadonlySet<string> = new Set(['fts5', 'fts5vocab', 'rtree', 'rtree_i32']);

/** The engine's other modules; `eponymous` ones are tables without being created. */
export const refusedModules: ReadonlyMap<string, 'eponymous' | 'created'> = new Map([
  ['dbstat', 'eponymous'],
  ['fts3tokenize', 'eponymous'],
  ['fts4aux', 'eponymous'],
  ['fts3', 'created'],
  ['fts4', 'created'],
  ['geopoly', 'created'],
]);

/** The engine's own table-valued functions that may be used, beside those of {@link pragmas}. */
export const tableFunctions: ReadonlySet<string> = new Set([
  'json_each',
  'json_tree',
  'jsonb_each',
  'jsonb_tree',
]);

/** Functions of expressions that may be called. */
export const functions: ReadonlySet<string> = new Set(
  `-> ->> abs acos acosh asin asinh atan atan2 atanh avg bm25 ceil ceiling changes char coalesce concat concat_ws
  cos cosh count cume_dist current_date current_time current_timestamp date datetime degrees dense_rank exp
  first_value floor format fts5 fts5_get_locale fts5_insttoken fts5_locale fts5_source_id glob group_concat hex
  highlight if ifnull iif instr json json_array json_array_insert json_array_length json_error_position json_extract
  json_group_array json_group_object json_insert json_object json_patch json_pretty json_quote json_remove
  json_replace json_set json_type json_valid jsonb jsonb_array jsonb_array_insert jsonb_extract jsonb_group_array
  jsonb_group_object jsonb_insert jsonb_object jsonb_patch jsonb_remove jsonb_replace jsonb_set julianday lag
  last_insert_rowid last_value lead length like likelihood likely ln log log10 log2 lower ltrim match matchinfo max
  median min mod nth_value ntile nullif octet_length offsets optimize percent_rank percentile percentile_cont
  percentile_disc pi pow power printf quote radians random randomblob rank replace round row_number rtrim sign sin
  sinh snippet soundex sqlite_compileoption_get sqlite_compileoption_used sqlite_source_id sqlite_version sqrt
  strftime string_agg substr substring subtype sum tan tanh time timediff total total_changes trim trunc typeof
  unhex unicode unistr unistr_quote unixepoch unlikely upper zeroblob`.split(/\s+/),
);

/** The engine's other functions: they load code, hand out pointers, write to the host's log or look inside. */
export const refusedFunctions: ReadonlySet<string> = new Set(
  `fts3_tokenizer geopoly_area geopoly_bbox geopoly_blob geopoly_ccw geopoly_contains_point geopoly_debug
  geopoly_group_bbox geopoly_json geopoly_overlap geopoly_regular geopoly_svg geopoly_within geopoly_xform
  load_extension rtreecheck rtreedepth rtreenode sqlite_log`.split(/\s+/),
);

/** Names that begin so are the host's. */
export const hostPrefix = '_forge_';
