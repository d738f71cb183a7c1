-- A blog as its first version would have made it.
CREATE TABLE users (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  username   TEXT NOT NULL UNIQUE COLLATE NOCASE,
  email      TEXT NOT NULL,
  password   BLOB,
  is_admin   BOOLEAN NOT NULL DEFAULT 0 CHECK (is_admin IN (0, 1)),
  created_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
  updated_at TIMESTAMP DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
);
CREATE UNIQUE INDEX users_email ON users (lower(email));
create table posts (
  id integer primary key,
  author_id integer not null references users (id) on delete cascade on update no action,
  slug varchar(255) not null,
  title varchar(200) not null,
  body text not null default '',
  state text not null default 'draft' check (state in ('draft', 'published', 'archived')),
  views integer not null default 0,
  rating decimal(3, 1),
  published_at text,
  constraint posts_slug unique (author_id, slug),
  constraint posts_published check (state <> 'published' or published_at is not null)
);
CREATE INDEX posts_by_state ON posts (state, published_at DESC) WHERE state = 'published';
CREATE INDEX IF NOT EXISTS posts_by_author ON posts(author_id);
CREATE TABLE comments (
  id INTEGER PRIMARY KEY,
  post_id INTEGER NOT NULL REFERENCES posts DEFERRABLE INITIALLY DEFERRED,
  parent_id INTEGER REFERENCES comments (id) ON DELETE SET NULL,
  author TEXT, body TEXT NOT NULL CHECK (length(body) BETWEEN 1 AND 10000),
  created_at INTEGER NOT NULL DEFAULT (unixepoch()),
  hidden_at INTEGER
);
CREATE TABLE tags (name TEXT PRIMARY KEY NOT NULL) WITHOUT ROWID;
CREATE TABLE post_tags (
  post_id INTEGER NOT NULL, tag TEXT NOT NULL,
  PRIMARY KEY (post_id, tag),
  FOREIGN KEY (post_id) REFERENCES posts (id) ON DELETE CASCADE,
  FOREIGN KEY (tag) REFERENCES tags (name) ON DELETE RESTRICT
) STRICT, WITHOUT ROWID;
CREATE TABLE settings (key TEXT PRIMARY KEY, value ANY) STRICT;
CREATE VIRTUAL TABLE posts_fts USING fts5(title, body, content='posts', content_rowid='id', tokenize = 'porter unicode61');
CREATE TRIGGER posts_fts_insert AFTER INSERT ON posts BEGIN
  INSERT INTO posts_fts (rowid, title, body) VALUES (new.id, new.title, new.body);
END;
CREATE TRIGGER posts_fts_delete AFTER DELETE ON posts BEGIN
  INSERT INTO posts_fts (posts_fts, rowid, title, body) VALUES ('delete', old.id, old.title, old.body);
END;
CREATE TRIGGER posts_fts_update AFTER UPDATE OF title, body ON posts BEGIN
  INSERT INTO posts_fts (posts_fts, rowid, title, body) VALUES ('delete', old.id, old.title, old.body);
  INSERT INTO posts_fts (rowid, title, body) VALUES (new.id, new.title, new.body);
END;
CREATE TRIGGER users_touch AFTER UPDATE ON users FOR EACH ROW WHEN new.updated_at IS old.updated_at
BEGIN
  UPDATE users SET updated_at = CASE WHEN new.id > 0 THEN datetime('now') ELSE NULL END WHERE id = new.id;
END;
CREATE VIEW published AS
  SELECT p.id, p.title, u.username AS author, p.published_at
  FROM posts p JOIN users u ON u.id = p.author_id
  WHERE p.state = 'published';
CREATE VIEW comment_counts (post_id, total) AS SELECT post_id, count(*) FROM comments WHERE hidden_at IS NULL GROUP BY post_id;
INSERT INTO users (username, email, is_admin) VALUES ('ada', 'ada@example.org', 1), ('bob', 'bob@example.org', 0);
INSERT INTO users (username, email) VALUES ('Zoë O''Hara', 'zoe@example.org');
INSERT INTO "users" ("username", "email", "password") VALUES ('dan', 'dan@example.org', x'00ff10');
INSERT INTO posts (author_id, slug, title, body, state, published_at, views)
  VALUES (1, 'hello', 'Hello, world; again', 'It''s -- not a comment /* nor this */', 'published', '2024-01-02T03:04:05Z', 10);
INSERT INTO posts (author_id, slug, title, body) SELECT id, 'draft-' || id, 'Draft of ' || username, 'nothing yet' FROM users;
INSERT OR IGNORE INTO tags (name) VALUES ('sql'), ('wasm'), ('sql');
INSERT INTO tags VALUES ('forge') ON CONFLICT DO NOTHING;
INSERT INTO post_tags SELECT 1, name FROM tags WHERE name <> 'forge';
REPLACE INTO settings (key, value) VALUES ('title', 'My blog');
INSERT INTO settings (key, value) VALUES ('title', 'Our blog') ON CONFLICT (key) DO UPDATE SET value = excluded.value;
INSERT INTO settings (key, value) VALUES ('page_size', 20) ON CONFLICT (key) DO UPDATE SET value = excluded.value WHERE settings.value <> excluded.value;
INSERT INTO settings VALUES ('empty', NULL);
INSERT OR REPLACE INTO settings VALUES ('limits', json('{"max": 10, "min": [1, 2]}'));
INSERT INTO comments (post_id, author, body) VALUES (1, 'eve', 'first!'), (1, NULL, 'second');
INSERT INTO comments (post_id, parent_id, author, body) VALUES (1, 1, 'bob', 'reply') RETURNING id, created_at;
UPDATE posts SET views = views + 1 WHERE id = 1;
UPDATE posts SET (title, body) = ('New title', 'new body'), state = 'archived' WHERE slug LIKE 'draft-%' AND author_id = 2;
UPDATE OR IGNORE posts SET slug = 'hello' WHERE author_id = 1;
UPDATE posts SET rating = t.average FROM (SELECT post_id, avg(length(body)) AS average FROM comments GROUP BY post_id) AS t WHERE t.post_id = posts.id;
UPDATE users SET email = lower(trim(email)) WHERE email <> lower(trim(email)) RETURNING id;
UPDATE posts AS p SET views = (SELECT count(*) FROM comments c WHERE c.post_id = p.id);
DELETE FROM comments WHERE hidden_at IS NOT NULL AND hidden_at < unixepoch('now', '-30 days');
DELETE FROM comments WHERE id IN (SELECT id FROM comments ORDER BY created_at DESC LIMIT -1 OFFSET 100);
DELETE FROM tags WHERE NOT EXISTS (SELECT 1 FROM post_tags WHERE tag = tags.name) RETURNING name;
SELECT * FROM posts;
SELECT id, title FROM posts WHERE state = 'published' ORDER BY published_at DESC LIMIT 10 OFFSET 0;
SELECT id, title FROM posts WHERE id > ? ORDER BY id LIMIT ?;
SELECT * FROM posts WHERE (published_at, id) < (?, ?) ORDER BY published_at DESC, id DESC LIMIT ?;
SELECT count(*) AS "total count", max(views), min(views), total(views), sum(views) * 1.0 / count(*) FROM posts;
SELECT DISTINCT author_id FROM posts;
SELECT u.username, count(p.id) AS posts FROM users AS u LEFT OUTER JOIN posts AS p ON p.author_id = u.id GROUP BY u.id HAVING count(p.id) > 0 ORDER BY 2 DESC, u.username COLLATE NOCASE ASC NULLS LAST;
SELECT * FROM users WHERE username = :name COLLATE NOCASE;
SELECT * FROM users WHERE id = ?1 OR email = ?2 OR username = ?2;
SELECT * FROM users WHERE email = @email AND is_admin = $admin;
SELECT p.*, u.username FROM posts p, users u WHERE u.id = p.author_id AND p.slug = ?;
SELECT p.title, c.body FROM posts p CROSS JOIN comments c ON c.post_id = p.id;
SELECT title FROM posts NATURAL JOIN (SELECT 1 AS id);
SELECT title, tag FROM posts JOIN post_tags ON post_tags.post_id = posts.id JOIN tags ON tags.name = post_tags.tag;
SELECT a.title, b.title FROM posts a INNER JOIN posts b USING (author_id) WHERE a.id < b.id;
SELECT * FROM posts p FULL OUTER JOIN comments c ON c.post_id = p.id;
SELECT * FROM comments c RIGHT JOIN posts p ON p.id = c.post_id;
SELECT title, CASE state WHEN 'draft' THEN 'Draft' WHEN 'published' THEN 'Live' ELSE upper(state) END AS label FROM posts;
SELECT title, iif(views > 5, 'popular', 'new') FROM posts;
SELECT coalesce(published_at, 'never'), ifnull(rating, 0), nullif(state, 'draft') FROM posts;
SELECT * FROM posts WHERE title LIKE '%100\%%' ESCAPE '\';
SELECT * FROM posts WHERE title GLOB 'H*' AND body NOT LIKE '%--%';
SELECT * FROM posts WHERE id IN (1, 2, 3) AND state NOT IN ('archived');
SELECT * FROM posts WHERE id IN (SELECT value FROM json_each(?));
SELECT * FROM posts WHERE views BETWEEN 1 AND 10 AND published_at IS NOT NULL;
SELECT * FROM posts WHERE rating IS NOT DISTINCT FROM NULL;
SELECT * FROM posts WHERE rating ISNULL OR published_at NOTNULL;
SELECT substr(body, 1, 80) || '…' AS excerpt FROM posts;
SELECT rowid, _rowid_, oid FROM posts WHERE rowid = 1;
SELECT snippet(posts_fts, 1, '<b>', '</b>', '…', 12) FROM posts_fts WHERE posts_fts MATCH ? ORDER BY rank;
SELECT highlight(posts_fts, 0, '[', ']'), bm25(posts_fts, 10.0, 1.0) FROM posts_fts WHERE posts_fts MATCH 'title:hello AND body:(not NEAR comment)' ORDER BY bm25(posts_fts, 10.0, 1.0);
SELECT * FROM posts_fts('hello') ORDER BY rank LIMIT 5;
SELECT * FROM posts WHERE id IN (SELECT rowid FROM posts_fts WHERE posts_fts MATCH '"hello world" OR drafts*');
INSERT INTO posts_fts (posts_fts) VALUES ('rebuild');
INSERT INTO posts_fts (posts_fts) VALUES ('optimize');
INSERT INTO posts_fts (posts_fts, rank) VALUES ('rank', 'bm25(10.0, 5.0)');
SELECT * FROM published;
SELECT * FROM comment_counts WHERE total > 1;
SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%';
SELECT name, sql FROM sqlite_master WHERE type IN ('table', 'index', 'trigger', 'view') ORDER BY name;
SELECT name FROM sqlite_schema WHERE name NOT LIKE '\_forge\_%' ESCAPE '\' AND name <> 'x';
SELECT EXISTS (SELECT 1 FROM users WHERE username = ?);
SELECT 1 FROM users WHERE email = ? LIMIT 1;
SELECT last_insert_rowid();
SELECT changes(), total_changes();
ALTER TABLE posts ADD COLUMN cover TEXT DEFAULT NULL;
ALTER TABLE posts ADD summary TEXT NOT NULL DEFAULT '' CHECK (length(summary) <= 500);
ALTER TABLE posts RENAME COLUMN cover TO cover_url;
ALTER TABLE posts DROP COLUMN cover_url;
ALTER TABLE settings RENAME TO preferences;
ALTER TABLE preferences RENAME value TO content;
DROP VIEW IF EXISTS comment_counts;
DROP TRIGGER users_touch;
DROP INDEX IF EXISTS posts_by_author;
DROP TABLE IF EXISTS does_not_exist;
DROP TABLE preferences;
