BEGIN TRANSACTION;
CREATE TABLE copy (
    key TEXT PRIMARY KEY, alias TEXT NOT NULL, run INTEGER NOT NULL REFERENCES run,
    attempt INTEGER NOT NULL, position INTEGER NOT NULL, number TEXT, reader TEXT,
    editions TEXT NOT NULL, paper TEXT NOT NULL, contents TEXT NOT NULL, sku TEXT NOT NULL,
    sort TEXT NOT NULL, stem TEXT, recipe TEXT, files TEXT, note TEXT
) STRICT;
INSERT INTO "copy" VALUES('shopify:id:1001','shopify:#1001',1,1,0,'#1001','Ann Walker','["back/handout-a4", "back/sheet-a4"]','a4','["Relief Balm"]','WM-BALM-050','','1001-b5dbeb414e0c','6058a45be17dd176f90ee4391d201b157af69c1e4f70f43e618fbd67c8b4b902','[["1001-b5dbeb414e0c-back-handout-a4.pdf", "ed47535782b03df51f24f31d712393ade1765e5ef4b188bbdda48e38868a2a7a", 840], ["1001-b5dbeb414e0c-back-sheet-a4.pdf", "c97c130ab86bb153e5e85be3c2638d3f57f032613fef8f30b671d236403c6d51", 800]]','');
INSERT INTO "copy" VALUES('forgotten:38c9bc0367169478f23efdfa66eb697cb2426834c056439423f829817b7f30b6','forgotten:d5a821752ec7793820241e59a767ca7bc17f17d37fa5ba7927f27535cc192ed8',1,1,1,NULL,NULL,'["back/handout-a4", "back/sheet-a4"]','a4','[]','WM-BALM-050','',NULL,'49ad4ce14391681a2bc3b3847dd4a417eabbd947d11f8db824fb253aff7bd2b2',NULL,NULL);
INSERT INTO "copy" VALUES('shopify:id:1003','shopify:#1003',1,1,2,'#1003','Cy Young','["back/handout-a4", "back/sheet-a4"]','a4','["Relief Balm"]','WM-BALM-050','','1003-8f274ca2aeed','30d292fbc6c75bf4f8bbd8aacd14c1fb882d59e938b211ce4418a7148dd566b8','[["1003-8f274ca2aeed-back-handout-a4.pdf", "6c3ca08b6e31d2200f4d9cf6c5750d6f11c08c19bd22f46d4410081a19f80d64", 800], ["1003-8f274ca2aeed-back-sheet-a4.pdf", "686ecb4cc9cb673885f24fa5f6cdbc0d90962c0604e2d2346f614cc0a714f3ef", 760]]','');
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
) STRICT;
INSERT INTO "run" VALUES(1,'a','dfccccf75738d858e90b0a156f1b35095499f06e7897843b6509f66c6ac6b953',1,'finished','2026-11-22',4,3);
CREATE TABLE salt (value TEXT NOT NULL);
INSERT INTO "salt" VALUES('ba5efc9f7d3c743de702d87187344a4a');
CREATE INDEX copy_alias ON copy (alias);
CREATE INDEX copy_order ON copy (run, sort, position);
CREATE INDEX copy_position ON copy (run, position);
CREATE INDEX copy_stem ON copy (run, stem);
COMMIT;
