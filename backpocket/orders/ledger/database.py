"""Database: the file of the ledger, for its owner alone, and what SQLite does for it.

What is removed is overwritten at once; it is gone from the log and from the gaps between rows too
when :meth:`Database.cleanse` has written the file anew.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from backpocket.orders.ledger import schema
from backpocket.write import files

__all__ = ["Database", "LedgerError", "keyed"]

_PATIENCE = 60.0
"""Seconds to wait for another process that writes."""

_RUINED = {sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
"""SQLite's codes for a file that is no ledger, or is one no longer."""


class LedgerError(Exception):
    """The ledger cannot be read or written; the message is SQLite's and holds no data.

    ``ruined`` says that the file is no ledger that this press can read.
    """

    def __init__(self, message: str, *, ruined: bool = False) -> None:
        super().__init__(message)
        self.ruined = ruined


def keyed(key: bytes, text: str) -> str:
    """Return a digest that tells nothing to whoever lacks the key (BLAKE2, RFC 7693, 2.9).

    >>> keyed(b"0123456789abcdef", "Ann")
    '939830294a6b8ae7e6e29d5da3d479e0'
    """
    return hashlib.blake2b(text.encode(), key=key, digest_size=16).hexdigest()


class Database:
    """An open ledger, as rows that its kin in this folder ask for; ``folder`` is where it is."""

    def __init__(self, path: Path, *, look: bool = False) -> None:
        """Open a ledger, or make one; bring an old one up to date.

        To ``look`` is to change nothing: an old one is brought up to date in memory alone, and one
        that is empty is taken for a new one. Raises LedgerError.
        """
        self.folder = path.parent
        with _told():
            self._base = _looked_at(path) if look else _opened(path)
            try:
                self._begin(look=look)
            except BaseException:
                self._base.close()
                raise

    def _begin(self, *, look: bool) -> None:
        self._base.create_function("keyed", 2, keyed, deterministic=True)
        self._base.create_function("secret", 0, lambda: secrets.token_bytes(16))
        self._base.create_function("hidden", 1, self.hidden, deterministic=True)
        tables = {name for (name,) in self._rows("SELECT name FROM sqlite_schema")}
        if tables and not tables >= schema.TABLES:
            raise LedgerError("it is another database", ruined=True)
        if self._version() > schema.VERSION:
            raise LedgerError("it was made by a newer Backpocket", ruined=True)
        if not look:
            self._do("PRAGMA journal_mode = WAL")
            self._do("PRAGMA synchronous = NORMAL")
            self._do("PRAGMA secure_delete = ON")
            # What SQLite has to put aside may be as large as the ledger, and hold names: it goes
            # beside it, to files without a name, of which none is left if this process is killed.
            self._do("PRAGMA temp_store = FILE")
            os.environ["SQLITE_TMPDIR"] = str(self.folder.resolve())
        if self._version() < schema.VERSION:
            with self.transaction():
                for statement in schema.statements(self._version()):
                    self._base.execute(statement)
        self._salt = str(self._one("SELECT value FROM salt")[0])
        if not look and self._one("SELECT 1 FROM salt WHERE unclean"):
            with suppress(LedgerError):  # whoever opens it next tries again
                self.cleanse()

    def close(self) -> None:
        self._base.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Do all that is inside, or nothing of it."""
        with _told():
            self._base.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                if self._base.in_transaction:
                    self._base.execute("ROLLBACK")
                raise
            self._base.execute("COMMIT")

    def hidden(self, key: str) -> str:
        """Return what is kept of a key when its order is forgotten."""
        return "forgotten:" + hashlib.sha256(f"{self._salt}{key}".encode()).hexdigest()

    def cleanse(self) -> None:
        """Leave nothing in the file, its free pages and its log of what has been removed.

        Raises LedgerError if another process is in the way, or the disk is full; whoever opens the
        ledger next does it then.
        """
        self._do("VACUUM")
        if self._one("PRAGMA wal_checkpoint(TRUNCATE)")[0]:
            raise LedgerError("another process is reading the ledger")
        self._do("UPDATE salt SET unclean = 0")

    def _rows(self, statement: str, *values: Any) -> Iterator[tuple[Any, ...]]:
        with _told():
            yield from self._base.execute(statement, values)

    def _one(self, statement: str, *values: Any) -> Any:
        """Return the first row that is found, None if there is none."""
        with _told():
            return self._base.execute(statement, values).fetchone()

    def _do(self, statement: str, *values: Any) -> int:
        """Do what a statement says, and return how many rows it changed."""
        with _told():
            return self._base.execute(statement, values).rowcount

    def _version(self) -> int:
        (version,) = self._one("PRAGMA user_version")
        return int(version)


def _opened(path: Path) -> sqlite3.Connection:
    try:
        if not path.parent.is_dir():
            files.make_folder(path.parent, private=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
    except OSError as problem:
        raise LedgerError(problem.strerror or "it cannot be opened") from None
    return sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None)


def _looked_at(path: Path) -> sqlite3.Connection:
    address = f"{path.resolve().as_uri()}?mode=rw"
    memory = sqlite3.connect(":memory:", isolation_level=None)
    base = sqlite3.connect(address, timeout=_PATIENCE, isolation_level=None, uri=True)
    try:
        (version,) = base.execute("PRAGMA user_version").fetchone()
        if base.execute("SELECT 1 FROM sqlite_schema").fetchone() is None:
            base.close()
            return memory
        base.execute("PRAGMA query_only = ON")
        if version >= schema.VERSION:
            memory.close()
            return base
        base.backup(memory)
    except sqlite3.Error:
        memory.close()
        base.close()
        raise
    base.close()
    return memory


@contextmanager
def _told() -> Iterator[None]:
    """Turn SQLite's errors into ours: its messages name tables and files, never values."""
    try:
        yield
    except sqlite3.Error as problem:
        code = getattr(problem, "sqlite_errorcode", 0) & 0xFF
        raise LedgerError(str(problem), ruined=code in _RUINED) from None
