BEGIN TRANSACTION;
CREATE TABLE copy (
    key TEXT PRIMARY KEY, alias TEXT NOT NULL, run INTEGER NOT NULL REFERENCES run,
    attempt INTEGER NOT NULL, position INTEGER NOT NULL, number TEXT, reader TEXT,
    editions TEXT NOT NULL, paper TEXT NOT NULL, contents TEXT NOT NULL, sku TEXT NOT NULL,
    sort TEXT NOT NULL, stem TEXT, recipe TEXT, files TEXT, note TEXT
, secret BLOB, volume INTEGER REFERENCES volume, pages TEXT) STRICT;
INSERT INTO "copy" VALUES('shopify:id:1001','shopify:#1001',1,1,0,'#1001','Ann Walker','["back/handout-a4", "back/sheet-a4"]','a4','["Relief Balm"]','WM-BALM-050','','1001-b5dbeb414e0c','9f67641ba3dcc54b415d63936805b174','[["1001-b5dbeb414e0c-back-handout-a4.pdf", "ed47535782b03df51f24f31d712393ade1765e5ef4b188bbdda48e38868a2a7a", 840], ["1001-b5dbeb414e0c-back-sheet-a4.pdf", "c97c130ab86bb153e5e85be3c2638d3f57f032613fef8f30b671d236403c6d51", 800]]','',X'DA8A50E3353EADC5EF69DC93F48CE6C3',1,'[1, 1]');
INSERT INTO "copy" VALUES('forgotten:06efacc9c81f7465fe45a7e389457a585dbb1ef7fe403b690f86496d257f04ba','forgotten:c1c19d56d08b671465347ad0b7596a8f04850dc3a42f8ac1e49fcaa382807b04',1,1,1,NULL,NULL,'[]','','[]','','',NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "copy" VALUES('shopify:id:1003','shopify:#1003',1,1,2,'#1003','Cy Young','["back/handout-a4", "back/sheet-a4"]','a4','["Relief Balm"]','WM-BALM-050','','1003-8f274ca2aeed','efe6944c85d49959b98eca8bdc3d9932','[["1003-8f274ca2aeed-back-handout-a4.pdf", "6c3ca08b6e31d2200f4d9cf6c5750d6f11c08c19bd22f46d4410081a19f80d64", 800], ["1003-8f274ca2aeed-back-sheet-a4.pdf", "686ecb4cc9cb673885f24fa5f6cdbc0d90962c0604e2d2346f614cc0a714f3ef", 760]]','',X'3AFE310E25FF3328797FF39C6B9B3BFE',1,'[5, 5]');
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
INSERT INTO "run" VALUES(1,'a','',1,'finished','2026-11-22',4,3,1);
CREATE TABLE salt (value TEXT NOT NULL, unclean INTEGER NOT NULL DEFAULT 0);
INSERT INTO "salt" VALUES('5ad5484974f10537dafe2bec904d745f',0);
CREATE TABLE volume (
    id INTEGER PRIMARY KEY, run INTEGER NOT NULL REFERENCES run, paper TEXT NOT NULL,
    number INTEGER NOT NULL, gaps INTEGER NOT NULL DEFAULT 0, secret BLOB, recipe TEXT,
    files TEXT, begins TEXT, notes TEXT, UNIQUE (run, paper, number)
) STRICT;
INSERT INTO "volume" VALUES(1,1,'a4',1,1,NULL,NULL,NULL,NULL,NULL);
CREATE INDEX copy_alias ON copy (alias);
CREATE INDEX copy_order ON copy (run, sort, position);
CREATE INDEX copy_position ON copy (run, position);
CREATE INDEX copy_stem ON copy (run, stem);
CREATE INDEX copy_volume ON copy (volume);
COMMIT;
PRAGMA user_version = 3;
