PRAGMA foreign_keys = ON;
BEGIN TRANSACTION;
CREATE TABLE IF NOT EXISTS "project" (
	"id"	INTEGER NOT NULL,
	"key"	TEXT NOT NULL,
	"name"	TEXT NOT NULL,
	"meta"	TEXT NOT NULL DEFAULT '{}' CHECK(json_valid("meta")),
	PRIMARY KEY("id" AUTOINCREMENT),
	UNIQUE("key")
);
CREATE TABLE IF NOT EXISTS `issue` (
	`id` INTEGER PRIMARY KEY,
	`project_id` INTEGER NOT NULL,
	`number` INT NOT NULL,
	`title` NVARCHAR(160) NOT NULL,
	`status` TEXT NOT NULL DEFAULT ('open'),
	`priority` TINYINT DEFAULT -1,
	`points` REAL DEFAULT +1.5e0,
	`labels` JSON NOT NULL DEFAULT (json_array()),
	`payload` JSONB,
	`opened` TEXT GENERATED ALWAYS AS (date(created)) VIRTUAL,
	`search` TEXT AS (lower(title) || ' ' || number) STORED,
	`created` TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP,
	`token` TEXT NOT NULL DEFAULT (lower(hex(randomblob(16)))),
	FOREIGN KEY (`project_id`) REFERENCES `project` (`id`) ON UPDATE CASCADE ON DELETE CASCADE,
	CONSTRAINT [one number] UNIQUE (`project_id`, `number`) ON CONFLICT ABORT
);
COMMIT;
CREATE INDEX [issue search] ON [issue] ([search]);
CREATE INDEX issue_label ON issue (json_extract(labels, '$[0]')) WHERE json_array_length(labels) > 0;
CREATE INDEX issue_recent ON issue (project_id ASC, created DESC, title COLLATE NOCASE);
CREATE TABLE link (source INTEGER NOT NULL, target INTEGER NOT NULL, kind TEXT DEFAULT 'blocks', PRIMARY KEY (source, target, kind)) WITHOUT ROWID;
CREATE TABLE event (id INTEGER PRIMARY KEY, issue_id INTEGER, at REAL DEFAULT (julianday('now')), "before" TEXT, "after" TEXT, "by" TEXT);
CREATE TABLE watcher (issue_id INTEGER, login TEXT, muted INTEGER NOT NULL DEFAULT FALSE, UNIQUE (issue_id, login) ON CONFLICT REPLACE);
CREATE TRIGGER issue_status AFTER UPDATE OF status ON issue WHEN old.status IS NOT new.status BEGIN
  INSERT INTO event (issue_id, "before", "after", "by") VALUES (new.id, old.status, new.status, 'trigger');
  DELETE FROM watcher WHERE issue_id = new.id AND muted AND new.status = 'closed';
  SELECT CASE WHEN new.status NOT IN ('open', 'closed', 'stalled') THEN RAISE(ABORT, 'unknown status; see the manual') END;
END;
CREATE TRIGGER issue_number BEFORE INSERT ON issue WHEN new.number IS NULL OR new.number < 1 BEGIN SELECT RAISE(FAIL, 'a number is positive'); END;
CREATE VIEW board AS SELECT project.key || '-' || issue.number AS ref, issue.title, issue.status FROM issue JOIN project ON project.id = issue.project_id;
CREATE TRIGGER board_update INSTEAD OF UPDATE OF status ON board BEGIN
  UPDATE issue SET status = new.status WHERE (SELECT key FROM project WHERE id = issue.project_id) || '-' || number = old.ref;
END;
CREATE TEMP TABLE staging (raw TEXT, line INTEGER);
CREATE TEMPORARY VIEW staged AS SELECT line, raw ->> '$.title' AS title FROM staging;
CREATE TEMP TRIGGER staging_check BEFORE INSERT ON staging BEGIN SELECT CASE WHEN NOT json_valid(new.raw) THEN RAISE(IGNORE) END; END;
CREATE VIRTUAL TABLE region USING rtree(id, min_x, max_x, min_y, max_y, +label TEXT);
CREATE VIRTUAL TABLE cell USING rtree_i32(id, x0, x1);
CREATE VIRTUAL TABLE IF NOT EXISTS main.issue_fts USING fts5(title, labels UNINDEXED, prefix='2 3', tokenize="unicode61 remove_diacritics 2", columnsize=0, detail=column);
CREATE VIRTUAL TABLE issue_terms USING fts5vocab('issue_fts', 'row');
INSERT INTO project (key, name) VALUES ('FORGE', 'Forge'), ('DOCS', 'Documentation');
INSERT INTO issue (project_id, number, title, labels) VALUES (1, 1, 'It breaks', '["bug","urgent"]'), (1, 2, 'It is slow', '[]'), (2, 1, 'Explain "it"', '["docs"]');
INSERT INTO issue (project_id, number, title) VALUES (1, (SELECT 1 + max(number) FROM issue WHERE project_id = 1), 'Next') RETURNING number, token;
WITH next (n) AS (SELECT coalesce(max(number), 0) + 1 FROM issue WHERE project_id = 2) INSERT INTO issue (project_id, number, title) SELECT 2, n, 'From a CTE' FROM next;
WITH RECURSIVE counter (n) AS (VALUES (10) UNION ALL SELECT n + 1 FROM counter WHERE n < 20) INSERT INTO issue (project_id, number, title) SELECT 2, n, printf('Issue %03d', n) FROM counter;
INSERT INTO link VALUES (1, 2, 'blocks'), (2, 3, 'blocks'), (3, 4, 'relates');
INSERT INTO watcher (issue_id, login) VALUES (1, 'ada'), (1, 'ada');
INSERT INTO watcher SELECT id, 'bob', 1 FROM issue WHERE status = 'open' ORDER BY id LIMIT 3;
INSERT INTO staging VALUES ('{"title": "a"}', 1), ('oops', 2);
INSERT INTO region VALUES (1, 0.0, 1.0, 0.0, 1.0, 'unit'), (2, -5, 5, -5, 5, 'large');
INSERT INTO cell VALUES (1, 0, 10);
INSERT INTO issue_fts (rowid, title, labels) SELECT id, title, labels FROM issue;
UPDATE issue SET status = 'closed' WHERE id = 1;
UPDATE board SET status = 'stalled' WHERE ref = 'FORGE-2';
UPDATE issue SET labels = json_insert(labels, '$[#]', 'triaged'), payload = jsonb('{"a": {"b": [1, 2, 3]}}') WHERE project_id = 1;
UPDATE issue SET labels = (SELECT json_group_array(value) FROM json_each(labels) WHERE value <> 'urgent') WHERE EXISTS (SELECT 1 FROM json_each(issue.labels) WHERE value = 'urgent');
UPDATE project SET meta = json_set(meta, '$.owner', 'ada', '$.count', (SELECT count(*) FROM issue WHERE project_id = project.id));
UPDATE issue SET priority = CASE WHEN labels LIKE '%bug%' THEN 1 ELSE priority END WHERE status = 'open';
WITH stale AS (SELECT id FROM issue WHERE created < datetime('now', '-1 year')) DELETE FROM issue WHERE id IN stale;
WITH stale AS MATERIALIZED (SELECT id FROM issue WHERE title = '') UPDATE issue SET status = 'closed' WHERE id IN (SELECT id FROM stale) RETURNING id;
WITH RECURSIVE reach (id, depth) AS (SELECT 1, 0 UNION SELECT target, depth + 1 FROM link JOIN reach ON reach.id = link.source WHERE depth < 10) SELECT issue.title, depth FROM reach JOIN issue USING (id) ORDER BY depth;
WITH RECURSIVE days (day) AS (SELECT date('2024-01-01') UNION ALL SELECT date(day, '+1 day') FROM days WHERE day < '2024-01-31') SELECT day, strftime('%w', day) FROM days;
WITH a AS (SELECT 1 AS x), b AS NOT MATERIALIZED (SELECT x + 1 AS x FROM a) SELECT * FROM a UNION ALL SELECT * FROM b UNION SELECT 3 EXCEPT SELECT 2 INTERSECT SELECT 1;
WITH "select" AS (SELECT 1), [with] AS (SELECT 2) SELECT * FROM "select", [with];
WITH replace AS (SELECT 1 AS n) SELECT n FROM replace;
VALUES (1, 'one'), (2, 'two');
SELECT number, row_number() OVER (PARTITION BY project_id ORDER BY number DESC) AS position FROM issue;
SELECT id, sum(points) OVER (ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS running FROM issue;
SELECT id, avg(points) OVER w, lag(points, 1, 0) OVER w, lead(points) OVER w, first_value(title) OVER w, last_value(title) OVER w, nth_value(title, 2) OVER w FROM issue WINDOW w AS (PARTITION BY project_id ORDER BY id RANGE BETWEEN 1 PRECEDING AND 1 FOLLOWING EXCLUDE TIES);
SELECT id, rank() OVER (ORDER BY priority), dense_rank() OVER (ORDER BY priority), ntile(4) OVER (ORDER BY id), percent_rank() OVER (ORDER BY id), cume_dist() OVER (ORDER BY id) FROM issue;
SELECT count(*) FILTER (WHERE status = 'open') AS open, count(*) FILTER (WHERE status <> 'open') AS "not open" FROM issue GROUP BY project_id;
SELECT group_concat(title, '; ' ORDER BY number) FROM issue GROUP BY project_id;
SELECT string_agg(status, ',') FROM (SELECT DISTINCT status FROM issue);
SELECT i.id, e.value AS label FROM issue AS i, json_each(i.labels) AS e WHERE e.type = 'text';
SELECT fullkey, path, key, atom FROM issue, json_tree(payload) WHERE payload IS NOT NULL AND atom > 1;
SELECT labels -> '$[0]', labels ->> 0, json_extract(labels, '$[0]', '$[1]'), json_type(labels), json_array_length(labels) FROM issue;
SELECT json_object('id', id, 'title', title, 'labels', json(labels)) FROM issue;
SELECT json_group_object(id, title), json_group_array(json_object('n', number)) FROM issue;
SELECT json_patch('{"a":1}', '{"b":2}'), json_remove('{"a":1,"b":2}', '$.a'), json_replace('{"a":1}', '$.a', 2), json_quote('x'), json_pretty('[1,2]');
SELECT jsonb_extract(payload, '$.a.b[1]'), json(payload), typeof(payload) FROM issue WHERE payload IS NOT NULL;
SELECT min(1, 2, 3), max('a', 'b'), abs(-5), round(2.567, 2), sign(-3), random() % 10 BETWEEN -9 AND 9;
SELECT ceil(1.2), floor(1.8), trunc(-1.5), sqrt(16), pow(2, 10), power(2, 0.5), mod(10, 3), ln(2.718281828), log(100), log2(8), log10(1000), exp(1), pi(), radians(180), degrees(pi());
SELECT sin(0), cos(0), tan(0), asin(1), acos(1), atan(1), atan2(1, 1), sinh(0), cosh(0), tanh(0);
SELECT upper('é'), lower('A'), length('日本'), octet_length('日本'), trim('  x '), ltrim('xxy', 'x'), rtrim('yxx', 'x'), replace('aXa', 'X', '-'), instr('hello', 'l'), substr('hello', -3, 2), substring('hello', 2);
SELECT hex('abc'), unhex('616263'), quote('it''s'), char(72, 105), unicode('H'), zeroblob(4), printf('%05.2f|%-5s|%,d', 3.14159, 'ab', 1234567), format('%q', 'a''b'), concat('a', NULL, 1), concat_ws('-', 'a', NULL, 'b');
SELECT date('now'), time('now', 'localtime'), datetime('now', 'start of month', '+1 month', '-1 day'), julianday('2024-02-29'), strftime('%s', 'now'), unixepoch('2024-01-01'), timediff('2024-03-01', '2024-02-01');
SELECT CURRENT_DATE, CURRENT_TIME, CURRENT_TIMESTAMP;
SELECT CAST('12abc' AS INTEGER), CAST(1.9 AS INT), CAST(x'616263' AS TEXT), CAST('1e3' AS REAL), CAST(7 AS NUMERIC), CAST('a' AS BLOB);
SELECT 0x1F, 1_000_000, 0xFF_FF, 1e3, .5, 5., 1.5E-3, 9223372036854775807, -9223372036854775808, 1_0.0_1;
SELECT 1 + 2 * 3 / 4 % 5 - -6, 7 & 3 | 8, 1 << 4 >> 2, ~5, NOT 1, 1 AND 0 OR 1, 'a' || 'b', 1 = 1, 1 == 1, 1 <> 2, 1 != 2, 1 < 2, 2 >= 1, 1 IS NOT 2;
SELECT typeof(NULL), typeof(1), typeof(1.0), typeof('1'), typeof(x'01'), likely(1), unlikely(0), likelihood(1, 0.5);
SELECT sqlite_version(), sqlite_source_id(), sqlite_compileoption_used('ENABLE_FTS5');
SELECT id, label FROM region WHERE min_x >= -10 AND max_x <= 10 AND min_y <= 2;
SELECT id FROM cell WHERE x0 <= 5 AND x1 >= 5;
SELECT term, doc, cnt FROM issue_terms ORDER BY cnt DESC LIMIT 10;
SELECT rowid, rank FROM issue_fts('breaks OR slow') ORDER BY rank;
SELECT * FROM issue_fts WHERE title MATCH 'it*' AND rank MATCH 'bm25(2.0)';
SELECT * FROM issue INDEXED BY issue_recent WHERE project_id = 1 ORDER BY created DESC;
SELECT * FROM issue NOT INDEXED WHERE id = 1;
SELECT main.issue.title, temp.staging.line FROM main.issue, temp.staging;
SELECT * FROM (issue JOIN project ON project.id = issue.project_id) LEFT JOIN link ON link.source = issue.id;
SELECT (SELECT count(*) FROM link WHERE source = i.id) AS links, * FROM issue i WHERE (1, 2) = (1, 2);
SELECT id FROM issue GROUP BY status, id HAVING max(priority) OR 1 ORDER BY count(*) DESC, max(created);
SELECT "id", "title" FROM "issue" WHERE "status" = 'open' ORDER BY "number" LIMIT 5, 10;
SELECT issue.* FROM issue WHERE (status, priority) IN (SELECT 'open', -1) OR title IN ('a', "title");
SELECT total(points), median(points), percentile(points, 90) FROM issue;
PRAGMA table_info(issue);
PRAGMA table_info("issue");
PRAGMA main.table_xinfo('issue');
pragma index_list = issue;
PRAGMA index_info([issue search]);
PRAGMA index_xinfo(issue_recent);
PRAGMA table_list;
PRAGMA foreign_key_list(issue);
PRAGMA foreign_key_check;
PRAGMA foreign_key_check(issue);
PRAGMA foreign_keys;
PRAGMA defer_foreign_keys = ON;
PRAGMA user_version;
PRAGMA user_version = 7;
PRAGMA main.user_version(8);
PRAGMA application_id = 0;
PRAGMA integrity_check;
PRAGMA integrity_check(10);
PRAGMA quick_check;
PRAGMA encoding;
PRAGMA page_count;
PRAGMA page_size;
PRAGMA freelist_count;
PRAGMA schema_version;
PRAGMA data_version;
PRAGMA collation_list;
PRAGMA compile_options;
PRAGMA recursive_triggers;
PRAGMA analysis_limit = 400;
PRAGMA optimize;
PRAGMA optimize(0x10002);
SELECT name, type FROM pragma_table_info('issue') WHERE pk = 0;
SELECT m.name AS tbl, p.name AS col FROM sqlite_schema AS m JOIN pragma_table_xinfo(m.name) AS p WHERE m.type = 'table';
SELECT il.name, ii.name FROM pragma_index_list('issue') AS il, pragma_index_info(il.name) AS ii;
SELECT * FROM pragma_foreign_key_list('issue');
SELECT user_version FROM pragma_user_version;
SELECT 'title' IN (SELECT name FROM pragma_table_info('issue'));
EXPLAIN SELECT * FROM issue;
EXPLAIN QUERY PLAN SELECT * FROM issue WHERE project_id = 1 ORDER BY created DESC;
EXPLAIN QUERY PLAN WITH x AS (SELECT 1) UPDATE issue SET title = 'x' WHERE id IN x;
EXPLAIN INSERT INTO link VALUES (7, 8, 'x');
ANALYZE;
ANALYZE issue;
ANALYZE main.issue_recent;
REINDEX;
REINDEX issue;
REINDEX NOCASE;
SAVEPOINT before_import;
INSERT INTO link VALUES (8, 9, 'x');
ROLLBACK TO SAVEPOINT before_import;
RELEASE before_import;
DELETE FROM link WHERE kind = 'relates' AND source = 3;
UPDATE sqlite_sequence SET seq = 100 WHERE name = 'project';
SELECT seq FROM sqlite_sequence;
SELECT * FROM sqlite_stat1;
SELECT * FROM sqlite_temp_schema;
CREATE TABLE copy AS SELECT id, title FROM issue WHERE status = 'open';
CREATE TEMP TABLE snapshot AS WITH x AS (SELECT * FROM issue) SELECT * FROM x;
CREATE TABLE new_issue (id INTEGER PRIMARY KEY, title TEXT);
INSERT INTO new_issue SELECT id, title FROM copy;
DROP TABLE copy;
ALTER TABLE new_issue RENAME TO copy;
DROP TABLE region;
DROP TABLE issue_terms;
DROP TABLE main.issue_fts;
DROP VIEW IF EXISTS main.board;
DROP TABLE temp.staging;
