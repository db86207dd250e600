"""Schema: the tables of the ledger, and the way from each earlier version to this one.

SQLite keeps the version in the file (``PRAGMA user_version``). A new ledger goes the whole way. A
step is never changed once a ledger may have gone it: what changes is a step of its own.
"""

from __future__ import annotations

__all__ = ["TABLES", "VERSION", "statements"]

_FIRST = """
CREATE TABLE IF NOT EXISTS salt (value TEXT NOT NULL);
INSERT INTO salt SELECT lower(hex(secret())) WHERE NOT EXISTS (SELECT 1 FROM salt);
CREATE TABLE IF NOT EXISTS run (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, exports TEXT NOT NULL,
    attempt INTEGER NOT NULL, state TEXT NOT NULL, day TEXT NOT NULL,
    read INTEGER NOT NULL DEFAULT 0, made INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE IF NOT EXISTS copy (
    key TEXT PRIMARY KEY, alias TEXT NOT NULL, run INTEGER NOT NULL REFERENCES run,
    attempt INTEGER NOT NULL, position INTEGER NOT NULL, number TEXT, reader TEXT,
    editions TEXT NOT NULL, paper TEXT NOT NULL, contents TEXT NOT NULL, sku TEXT NOT NULL,
    sort TEXT NOT NULL, stem TEXT, recipe TEXT, files TEXT, note TEXT
) STRICT;
CREATE INDEX IF NOT EXISTS copy_alias ON copy (alias);
CREATE INDEX IF NOT EXISTS copy_order ON copy (run, sort, position);
CREATE INDEX IF NOT EXISTS copy_position ON copy (run, position);
CREATE INDEX IF NOT EXISTS copy_stem ON copy (run, stem);
CREATE TABLE IF NOT EXISTS left_out (
    run INTEGER NOT NULL REFERENCES run, position INTEGER NOT NULL, what TEXT NOT NULL,
    number TEXT NOT NULL, reason TEXT NOT NULL, words TEXT NOT NULL,
    path TEXT NOT NULL, line INTEGER NOT NULL,
    PRIMARY KEY (run, position, what)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS delivery (
    run INTEGER NOT NULL REFERENCES run, address TEXT NOT NULL, token TEXT NOT NULL,
    PRIMARY KEY (run, address)
) STRICT;
"""
"""The ledgers of before there were versions, with and without deliveries, become this one."""

_KEYED = """
ALTER TABLE salt ADD COLUMN unclean INTEGER NOT NULL DEFAULT 0;
UPDATE salt SET unclean = EXISTS (SELECT 1 FROM run);
ALTER TABLE run ADD COLUMN forgets INTEGER NOT NULL DEFAULT 0;
UPDATE run SET forgets = 1, exports = '' WHERE
    id IN (SELECT run FROM copy WHERE number IS NULL)
    OR id IN (SELECT run FROM left_out WHERE number = '' AND words = '');
ALTER TABLE copy ADD COLUMN secret BLOB;
UPDATE copy SET recipe = NULL, editions = '[]', paper = '', sku = '' WHERE number IS NULL;
UPDATE copy SET secret = secret() WHERE number IS NOT NULL;
UPDATE copy SET recipe = keyed(secret, recipe) WHERE recipe IS NOT NULL;
"""
"""What the files of an order are made from is told by a digest with a key of the order's own.

Digests without one stood in rows of forgotten orders, and of their exports.
"""

_VOLUMES = """
CREATE TABLE volume (
    id INTEGER PRIMARY KEY, run INTEGER NOT NULL REFERENCES run, paper TEXT NOT NULL,
    number INTEGER NOT NULL, gaps INTEGER NOT NULL DEFAULT 0, secret BLOB, recipe TEXT,
    files TEXT, begins TEXT, notes TEXT, UNIQUE (run, paper, number)
) STRICT;
ALTER TABLE copy ADD COLUMN volume INTEGER REFERENCES volume;
ALTER TABLE copy ADD COLUMN pages TEXT;
CREATE INDEX copy_volume ON copy (volume);
"""
"""Print runs are cut into volumes; before, there was one file for each paper."""

_CHANGING = """
ALTER TABLE run ADD COLUMN fonts TEXT NOT NULL DEFAULT '';
ALTER TABLE copy ADD COLUMN shop TEXT NOT NULL DEFAULT '';
ALTER TABLE copy ADD COLUMN more TEXT;
ALTER TABLE copy ADD COLUMN decided TEXT;
ALTER TABLE copy ADD COLUMN label TEXT;
ALTER TABLE copy ADD COLUMN path TEXT NOT NULL DEFAULT '';
ALTER TABLE copy ADD COLUMN line INTEGER NOT NULL DEFAULT 0;
ALTER TABLE left_out ADD COLUMN shop TEXT NOT NULL DEFAULT '';
UPDATE copy SET shop = substr(key, 1, instr(key, ':') - 1),
    decided = '{"name": "' || keyed(secret, coalesce(reader, '')) || '"}'
    WHERE number IS NOT NULL;
ALTER TABLE volume ADD COLUMN ends TEXT;
CREATE INDEX copy_number ON copy (number);
CREATE INDEX copy_left_behind ON copy (key) WHERE instr(key, '~');
"""
"""Orders change: what decided their pages is known by digests, and several readers have copies.

Of earlier ones, the name alone is known; what they were made from in the shop is not.
"""

_STEPS = (_FIRST, _KEYED, _VOLUMES, _CHANGING)

TABLES = {"salt", "run", "copy", "left_out"}
"""What every ledger has, of whatever version."""

VERSION = len(_STEPS)


def statements(version: int) -> list[str]:
    """Return what brings a ledger of a version up to date."""
    script = "".join(_STEPS[version:])
    script += f"PRAGMA user_version = {VERSION}"
    return [each for each in script.split(";") if each.strip()]
