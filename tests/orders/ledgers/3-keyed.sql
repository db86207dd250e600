BEGIN TRANSACTION;
CREATE TABLE copy (
    key TEXT PRIMARY KEY, alias TEXT NOT NULL, run INTEGER NOT NULL REFERENCES run,
    attempt INTEGER NOT NULL, position INTEGER NOT NULL, number TEXT, reader TEXT,
    editions TEXT NOT NULL, paper TEXT NOT NULL, contents TEXT NOT NULL, sku TEXT NOT NULL,
    sort TEXT NOT NULL, stem TEXT, recipe TEXT, files TEXT, note TEXT
, secret BLOB) STRICT;
INSERT INTO "copy" VALUES('shopify:id:1001','shopify:#1001',1,1,0,'#1001','Ann Walker','["back/handout-a4", "back/sheet-a4"]','a4','["Relief Balm"]','WM-BALM-050','','1001-b5dbeb414e0c','084a5fb4d127536d9767b7e345eaf1ff','[["1001-b5dbeb414e0c-back-handout-a4.pdf", "ed47535782b03df51f24f31d712393ade1765e5ef4b188bbdda48e38868a2a7a", 840], ["1001-b5dbeb414e0c-back-sheet-a4.pdf", "c97c130ab86bb153e5e85be3c2638d3f57f032613fef8f30b671d236403c6d51", 800]]','',X'0B019E5990B840BD837B5C320462418F');
INSERT INTO "copy" VALUES('forgotten:e0ed915b75406f0dc9866985a5c79036d78d08477a96eff6c467669e814e769b','forgotten:e07effba1d2a874c0dfb8734c86a7a9bf02bf835a984f7214723a89638d47e80',1,1,1,NULL,NULL,'[]','','[]','','',NULL,NULL,NULL,NULL,NULL);
INSERT INTO "copy" VALUES('shopify:id:1003','shopify:#1003',1,1,2,'#1003','Cy Young','["back/handout-a4", "back/sheet-a4"]','a4','["Relief Balm"]','WM-BALM-050','','1003-8f274ca2aeed','09d0da77b3073a72b9a15c32fb1a07f3','[["1003-8f274ca2aeed-back-handout-a4.pdf", "6c3ca08b6e31d2200f4d9cf6c5750d6f11c08c19bd22f46d4410081a19f80d64", 800], ["1003-8f274ca2aeed-back-sheet-a4.pdf", "686ecb4cc9cb673885f24fa5f6cdbc0d90962c0604e2d2346f614cc0a714f3ef", 760]]','',X'753782C42E00345F20360F36C9D2CC03');
CREATE TABLE delivery (
    run INTEGER NOT NULL REFERENCES run, address TEXT NOT NULL, token TEXT NOT NULL,
    PRIMARY KEY (run, address)
) STRICT;
CREATE TABLE left_out (
    run INTEGER NOT NULL REFERENCES run, position INTEGER NOT NULL, what TEXT NOT NULL,
    number TEXT NOT NULL, reason TEXT NOT NULL, words TEXT NOT NULL,
    path TEXT NOT NULL, line INTEGER NOT NULL,
    PRIMARY KEY (run, position, what)
) STRICT, WITHOUT ROWID;
INSERT INTO "left_out" VALUES(1,3,'order','#1004','unpaid','the order is not paid','export',5);
CREATE TABLE run (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, exports TEXT NOT NULL,
    attempt INTEGER NOT NULL, state TEXT NOT NULL, day TEXT NOT NULL,
    read INTEGER NOT NULL DEFAULT 0, made INTEGER NOT NULL DEFAULT 0
, forgets INTEGER NOT NULL DEFAULT 0) STRICT;
INSERT INTO "run" VALUES(1,'a','',1,'finished','2026-11-27',4,3,1);
CREATE TABLE salt (value TEXT NOT NULL, unclean INTEGER NOT NULL DEFAULT 0);
INSERT INTO "salt" VALUES('a6463d9d6ec30780370af0f06a242163',0);
CREATE INDEX copy_alias ON copy (alias);
CREATE INDEX copy_order ON copy (run, sort, position);
CREATE INDEX copy_position ON copy (run, position);
CREATE INDEX copy_stem ON copy (run, stem);
COMMIT;
PRAGMA user_version = 2;
