/** The schema that random statements are about. */
export const schema = `
  CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT, email TEXT UNIQUE, age INT, data TEXT);
  CREATE TABLE posts (id INTEGER PRIMARY KEY, user_id INT REFERENCES users, title TEXT, body TEXT, score REAL);
  CREATE TABLE tags (name TEXT PRIMARY KEY, id INT) WITHOUT ROWID;
  CREATE VIEW recent AS SELECT id, title FROM posts ORDER BY id DESC;
  CREATE TRIGGER posts_touch AFTER UPDATE ON posts BEGIN SELECT 1; END;
  CREATE INDEX posts_title ON posts (title);
  CREATE VIRTUAL TABLE notes USING fts5(title, body);
  CREATE VIRTUAL TABLE terms USING fts5vocab(notes, row);
  CREATE VIRTUAL TABLE places USING rtree(id, x0, x1);
`;

export const ownTables = words('users posts tags recent notes terms places users posts');
export const columns = words('id name title body age score data rowid');
export const harmlessFunctions = words(
  `count max lower length coalesce json_extract printf date hex like typeof row_number group_concat bm25
  last_insert_rowid json instr iif random total`,
);
export const harmlessTableFunctions = words(
  'json_each json_tree pragma_table_info pragma_index_list jsonb_each',
);
export const harmlessTables = words(
  'sqlite_schema sqlite_master pragma_user_version pragma_table_list sqlite_sequence',
);

/** Names that only a hole in the gate lets through. */
export const hostileTables = words(
  `pragma_database_list pragma_function_list pragma_module_list pragma_pragma_list pragma_optimize
  pragma_wal_checkpoint pragma_journal_mode pragma_temp_store_directory pragma_writable_schema
  pragma_incremental_vacuum pragma_hard_heap_limit pragma_analysis_limit pragma_mmap_size
  dbstat fts4aux fts3tokenize _forge_migrations _FORGE_Migrations`,
);
export const hostileFunctions = words(
  'load_extension fts3_tokenizer sqlite_log geopoly_debug geopoly_area rtreecheck rtreenode',
);
export const allPragmas = words(
  `analysis_limit application_id auto_vacuum automatic_index busy_timeout cache_size cache_spill
  case_sensitive_like cell_size_check checkpoint_fullfsync collation_list compile_options data_version database_list
  defer_foreign_keys encoding foreign_key_check foreign_key_list foreign_keys freelist_count full_column_names
  function_list hard_heap_limit ignore_check_constraints incremental_vacuum index_info index_list index_xinfo
  integrity_check journal_mode journal_size_limit legacy_alter_table locking_mode max_page_count mmap_size module_list
  optimize page_count page_size pragma_list query_only quick_check read_uncommitted recursive_triggers
  reverse_unordered_selects schema_version secure_delete shrink_memory soft_heap_limit synchronous table_info
  table_list table_xinfo temp_store temp_store_directory threads trusted_schema user_version wal_autocheckpoint
  wal_checkpoint writable_schema`,
);
export const allModules = words(
  'fts5 fts5vocab rtree rtree_i32 fts3 fts4 fts4aux dbstat geopoly fts3tokenize',
);

export const pragmaValues = words(`1 0 -1 +2 ON off 'wal' "DELETE" users '/tmp' 0x10 1.5 full`);
/** `?` stands for the value. */
export const pragmaForms = ['', '', ' = ?', '=?', '(?)', ' == ?', ' = ', '(?, 1)'];

/** Transactions, and what is never allowed. */
export const controls = [
  'BEGIN·BEGIN IMMEDIATE TRANSACTION·BEGIN DEFERRED·BEGIN EXCLUSIVE x·BEGIN TRANSACTION t·COMMIT·COMMIT 1',
  'END TRANSACTION·ROLLBACK·ROLLBACK TO·ROLLBACK TRANSACTION TO SAVEPOINT s·SAVEPOINT·SAVEPOINT s',
  `SAVEPOINT 's'·RELEASE s·RELEASE savepoint·RELEASE SAVEPOINT "s"`,
  `ATTACH '/tmp/x' AS y·ATTACH DATABASE ? AS ?·DETACH main·DETACH DATABASE "y"`,
  `VACUUM·VACUUM INTO '/tmp/x'·VACUUM main·VACUUM main INTO 'file:/tmp/x'`,
].flatMap((statements) => statements.split('·'));

/** What separates tokens. */
export const gaps = [
  ' ',
  ' ',
  ' ',
  '\n',
  '\t',
  ' /**/ ',
  ' /* ; */ ',
  ' -- x;\n',
  '\r\n',
  ' \ufeff',
  '/*/ */ ',
];

function words(text: string): readonly string[] {
  return text.split(/\s+/);
}
