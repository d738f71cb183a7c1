-- As object mappers and query builders write it.
-- CreateTable
CREATE TABLE "Account" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "name" TEXT NOT NULL,
    "balance" DECIMAL NOT NULL DEFAULT 0.0,
    "settings" JSONB
);
-- CreateTable
CREATE TABLE "Order" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "accountId" TEXT NOT NULL,
    "group" TEXT,
    "index" INTEGER,
    "edit" TEXT, "csv" TEXT, "readfile" TEXT, "completion" TEXT, "load" TEXT, "optimize" INTEGER, "match" TEXT, "offsets" TEXT,
    CONSTRAINT "Order_accountId_fkey" FOREIGN KEY ("accountId") REFERENCES "Account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
-- CreateIndex
CREATE UNIQUE INDEX "Account_name_key" ON "Account"("name");
CREATE INDEX "Order_group_index_idx" ON "Order"("group", "index" DESC);
--> statement-breakpoint
CREATE TABLE `line_items` (
	`order_id` integer NOT NULL,
	`sku` text(64) NOT NULL,
	`quantity` integer DEFAULT 1 NOT NULL,
	`price` numeric DEFAULT '0',
	`created_at` text DEFAULT (CURRENT_TIMESTAMP) NOT NULL,
	PRIMARY KEY(`order_id`, `sku`),
	FOREIGN KEY (`order_id`) REFERENCES `Order`(`id`) ON UPDATE no action ON DELETE cascade,
	CONSTRAINT "quantity_check" CHECK("line_items"."quantity" > 0)
);
--> statement-breakpoint
CREATE UNIQUE INDEX `line_items_sku` ON `line_items` (`sku`,`order_id`);
CREATE TABLE IF NOT EXISTS "django_migrations" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "app" varchar(255) NOT NULL, "name" varchar(255) NOT NULL, "applied" datetime NOT NULL);
CREATE TABLE "app_choice" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "choice_text" varchar(200) NOT NULL, "votes" integer unsigned NOT NULL CHECK ("votes" >= 0), "question_id" bigint NOT NULL REFERENCES "django_migrations" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE INDEX "app_choice_question_id_c5b4b260" ON "app_choice" ("question_id");
CREATE TABLE IF NOT EXISTS "schema_migrations" ("version" varchar NOT NULL PRIMARY KEY);
CREATE TABLE IF NOT EXISTS "ar_internal_metadata" ("key" varchar NOT NULL PRIMARY KEY, "value" varchar, "created_at" datetime(6) NOT NULL, "updated_at" datetime(6) NOT NULL);
CREATE TABLE IF NOT EXISTS "active_storage_blobs" ("id" integer PRIMARY KEY AUTOINCREMENT NOT NULL, "key" varchar NOT NULL, "byte_size" bigint NOT NULL, "checksum" varchar(255) DEFAULT NULL);
CREATE TABLE IF NOT EXISTS knex_migrations (id integer not null primary key autoincrement, name varchar(255), batch integer, migration_time datetime);
create table `knex_migrations_lock` (`index` integer not null primary key autoincrement, `is_locked` integer);
CREATE TABLE "temporary_order" ("id" integer PRIMARY KEY AUTOINCREMENT NOT NULL, "total" real NOT NULL DEFAULT (0), "state" varchar CHECK( "state" IN ('new','paid','sent') ) NOT NULL DEFAULT ('new'));
-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=ON;
CREATE TABLE "new_Account" ("id" TEXT NOT NULL PRIMARY KEY, "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP, "name" TEXT NOT NULL, "balance" REAL NOT NULL DEFAULT 0, "settings" JSONB, "closed" BOOLEAN NOT NULL DEFAULT false);
INSERT INTO "new_Account" ("id", "createdAt", "name", "balance", "settings") SELECT "id", "createdAt", "name", "balance", "settings" FROM "Account";
DROP TABLE "Account";
ALTER TABLE "new_Account" RENAME TO "Account";
CREATE UNIQUE INDEX "Account_name_key" ON "Account"("name");
PRAGMA defer_foreign_keys=OFF;
INSERT INTO `main`.`Account` (`id`,`name`) VALUES ('a1','Acme'),('a2','Bits & Pieces');
INSERT INTO "Order" ("accountId", "group", "index", "edit", "csv") VALUES ('a1', 'x', 1, 'edit', 'a,b;c') RETURNING "id" AS "id", "group" AS `group`;
insert into `line_items` (`order_id`, `quantity`, `sku`) select 1 as `order_id`, 2 as `quantity`, 'S-1' as `sku` union all select 1 as `order_id`, 5 as `quantity`, 'S-2' as `sku`;
INSERT INTO "schema_migrations" (version) VALUES ('20240101000000'), ('20240102000000');
INSERT INTO "ar_internal_metadata" ("key", "value", "created_at", "updated_at") VALUES ('environment', 'production', '2024-01-01 00:00:00.000000', '2024-01-01 00:00:00.000000') ON CONFLICT ("key") DO UPDATE SET updated_at=(CASE WHEN ("value" IS excluded."value") THEN "ar_internal_metadata".updated_at ELSE CURRENT_TIMESTAMP END),"value"=excluded."value" RETURNING "key";
INSERT INTO knex_migrations (name, batch, migration_time) VALUES ('1.js', 1, 1700000000000);
SELECT `main`.`Account`.`id`, `main`.`Account`.`name` FROM `main`.`Account` WHERE (`main`.`Account`.`name` LIKE ? AND 1=1) ORDER BY `main`.`Account`.`id` ASC LIMIT ? OFFSET ?;
SELECT "app_choice"."id", "app_choice"."votes" FROM "app_choice" INNER JOIN "django_migrations" ON ("app_choice"."question_id" = "django_migrations"."id") WHERE "django_migrations"."app" = 'polls' ORDER BY "app_choice"."votes" DESC LIMIT 21;
SELECT COUNT(*) AS "__count" FROM "django_migrations";
SELECT (1) AS "a" FROM "app_choice" WHERE "app_choice"."id" = 1 LIMIT 1;
SELECT "schema_migrations"."version" FROM "schema_migrations" ORDER BY "schema_migrations"."version" ASC /*application:Forge,controller:issues*/;
SELECT "t0"."id" AS "t0_c0", "t1"."sku" AS "t1_c0" FROM "Order" "t0" LEFT OUTER JOIN "line_items" "t1" ON "t1"."order_id" = "t0"."id" WHERE "t0"."group" IS NOT NULL AND ("t0"."index" >= ? OR ? IS NULL);
select "id", "accountId", (select json_group_array(json_array("sku", "quantity")) as "data" from (select * from "line_items" "Order_items" where "Order_items"."order_id" = "Order"."id") "Order_items") as "items" from "Order";
select distinct `line_items`.`sku` as `sku` from `line_items` where `line_items`.`quantity` in (?, ?, ?) and not `line_items`.`sku` = ?;
select count(distinct `sku`) as `c`, `order_id` from `line_items` group by `order_id` having `c` > 1;
select * from `line_items` where exists (select 1 from `Order` where `Order`.`id` = `line_items`.`order_id` and `Order`.`group` = 'x');
SELECT sqlite_master.name, sqlite_master.sql FROM sqlite_master WHERE type='table' AND name NOT IN ('sqlite_sequence');
SELECT name AS "table" FROM pragma_table_list WHERE schema = 'main' AND type = 'table';
SELECT name, pk FROM pragma_table_xinfo(?) ORDER BY cid;
SELECT "name" FROM "sqlite_master" WHERE "type" IN (?,?) AND "name"<>?;
UPDATE "Account" SET "balance" = "balance" + 10.5, "settings" = json_set(coalesce("settings", '{}'), '$.theme', 'dark') WHERE "id" = 'a1' AND 1=1;
UPDATE `line_items` SET `quantity` = `quantity` + 1 WHERE `order_id` = 1 AND `sku` = 'S-1' RETURNING *;
update `knex_migrations_lock` set `is_locked` = 1 where `is_locked` = 0;
DELETE FROM `line_items` WHERE (`line_items`.`order_id`, `line_items`.`sku`) IN (SELECT 1, 'S-2');
DELETE FROM "schema_migrations" WHERE "schema_migrations"."version" = '20240102000000';
DELETE FROM line_items ORDER BY order_id LIMIT 1;
UPDATE "Order" SET "edit" = 'x' WHERE 1 ORDER BY "id" DESC LIMIT 2;
BEGIN IMMEDIATE TRANSACTION;
SAVEPOINT "active_record_1";
SAVEPOINT `sp 2`;
RELEASE SAVEPOINT `sp 2`;
ROLLBACK TO "active_record_1";
RELEASE SAVEPOINT "active_record_1";
COMMIT TRANSACTION;
BEGIN;
END;
/* leading */ SELECT /* inside */ 1 -- trailing
;
/* one *//* two */ SELECT/**/2/**/;
-- a comment; with a semicolon
SELECT 3 -- and another; here
  , '-- no comment', "name" -- ;
  FROM "Account" /* the end; */;
SELECT
	4
	AS	"tab	bed"
;
SELECT"id",'x'AS"y"FROM"Account"WHERE"name"='Acme'AND"id"IN('a1');
SELECT+1,-1,~1,(1),((2)),NOT(1),1 IS NULL;
sElEcT CoUnT(*) FrOm "account" wHeRe NoT "NAME" iS nOt NuLl;
SELECT [id], [name] AS [the name], "name" "other", `name` 'quoted alias' FROM [Account];
SELECT 'a''b', '''', '', x'', X'AB', 'línea', '🙂', '
', "name" || ';' FROM "Account";
SELECT count(*) FROM Account WHERE name = 'pragma_' OR name = 'ATTACH DATABASE' OR name = 'load_extension(''x'')' OR name LIKE '%VACUUM%';
SELECT 'writefile', 'dbstat''s', 'drop table users; --', 'sqlite_schema', '_forge_%' AS pattern;
SELECT "edit", "csv", "readfile", "completion", "load", "optimize", "match", "offsets" FROM "Order";
SELECT edit, csv, readfile, completion, load, optimize FROM "Order" AS zipfile WHERE zipfile.edit IS NOT NULL;
SELECT attach, vacuum, detach, pragma FROM (SELECT 1 AS attach, 2 AS vacuum, 3 AS detach, 4 AS pragma);
CREATE TABLE vacuum (attach TEXT, detach INTEGER, pragma TEXT, "begin" TEXT, "end" TEXT, key TEXT, plan TEXT, temp TEXT, view TEXT, virtual TEXT, row TEXT, database TEXT);
INSERT INTO vacuum (attach, detach, pragma) VALUES ('a', 1, 'b');
SELECT vacuum.attach, vacuum.* FROM vacuum AS attach, vacuum WHERE attach.detach = 1;
UPDATE vacuum SET attach = 'c', key = 'd', plan = NULL WHERE database IS NULL;
DROP TABLE vacuum;
CREATE TABLE pragma_notes (id INTEGER PRIMARY KEY, json_text TEXT, jsonb_text TEXT);
SELECT * FROM pragma_notes WHERE json_text IS NULL;
CREATE TABLE "naïve – table" ("ключ" TEXT, 日本 TEXT, "with ""quotes""" TEXT, "new
line" TEXT);
INSERT INTO "naïve – table" VALUES ('a', 'b', 'c', 'd');
SELECT "ключ", 日本, "with ""quotes""" FROM "naïve – table";
SELECT NULL IS NULL, TRUE, FALSE, 1 IS TRUE, NOT FALSE, current_timestamp > '2000';
SELECT * FROM (VALUES (1, 2), (3, 4)) AS v WHERE column1 > 1;
SELECT max(length("name")) OVER () FROM "Account" WINDOW unused AS (ORDER BY 1);
CREATE TRIGGER IF NOT EXISTS "Account_audit" AFTER DELETE ON "Account" FOR EACH ROW BEGIN
  -- an END; in a comment
  INSERT INTO knex_migrations (name) VALUES ('deleted; END; ' || old."name"); /* END; */
  UPDATE "Order" SET "group" = CASE "group" WHEN 'x' THEN 'y' ELSE "group" END WHERE "accountId" = old."id";
END;
DROP TRIGGER IF EXISTS "Account_audit";
