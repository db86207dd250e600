"""Long files: a PDF of any number of pages, written as it grows, in little memory.

It starts with a small whole PDF that holds what the pages share; the rest is one incremental
update of it (ISO 32000-1, 7.5.6). Pages are a few bytes each in compressed object streams
(7.5.7). What stays in memory is a place for each object.
"""

from __future__ import annotations

import hashlib
import zlib
from array import array
from collections.abc import Iterator
from itertools import chain
from typing import BinaryIO

__all__ = ["LongFile"]

_OBJECTS = 200
"""How many objects an object stream holds."""

_KIDS = 64
"""How many kids a node of the tree of pages has."""

_ROW = 8
"""Bytes of a row of the table: kind, then number or offset, then index."""

_CHUNK = 1 << 16


class LongFile:
    """Writes objects and pages after a head, whose objects are numbered below ``size``."""

    def __init__(self, out: BinaryIO, head: bytes, size: int) -> None:
        self._out = out
        self._size, self._first = size, size
        self._start = int(head[head.rindex(b"startxref\n") + 10 :].split()[0])
        self._hash = hashlib.sha256()
        self._at = 0
        self._rows = array("Q")
        """For each new object: where it is, and in the lowest 16 bits its index in a stream, plus
        one; zero there if it stands for itself."""
        self._old: dict[int, int] = {}
        self._packed: list[tuple[int, bytes]] = []
        self._levels: list[_Node] = []
        self.pages = 0
        self._write(head)

    def reserve(self) -> int:
        """Return the number of a new object."""
        self._rows.append(0)
        self._size += 1
        return self._size - 1

    def put(self, number: int, body: bytes) -> None:
        """Write an object as it is, such as a stream; also in the place of one of the head."""
        self._place(number, self._at << 16)
        self._write(b"%d 0 obj\n%b\nendobj\n" % (number, body))

    def pack(self, number: int, body: bytes) -> None:
        """Write a new object that is no stream, together with others."""
        self._packed.append((number, body))
        if len(self._packed) == _OBJECTS:
            self._flush()

    def page(self, entries: bytes) -> None:
        """Add a page with these entries in its dictionary."""
        self.pages += 1
        number = self.reserve()
        parent = self._parent(0, number)
        self.pack(number, b"<</Type/Page/Parent %d 0 R%b>>" % (parent, entries))

    def close(self, catalogue: bytes) -> None:
        """Write the tree of pages, a catalogue with these entries, and the table."""
        root = self._top()
        number = self.reserve()
        self.pack(number, b"<</Type/Catalog/Pages %d 0 R%b>>" % (root, catalogue))
        self._flush()
        self._table(number)
        self._write(b"startxref\n%d\n%%%%EOF\n" % self._start)

    def _write(self, data: bytes) -> None:
        self._out.write(data)
        self._hash.update(data)
        self._at += len(data)

    def _place(self, number: int, place: int) -> None:
        if number < self._first:
            self._old[number] = place
        else:
            self._rows[number - self._first] = place

    def _flush(self) -> None:
        if not self._packed:
            return
        number = self.reserve()
        heads, bodies, at = [], [], 0
        for index, (each, body) in enumerate(self._packed):
            heads.append(b"%d %d" % (each, at))
            bodies.append(body)
            at += len(body) + 1
            self._place(each, number << 16 | index + 1)
        head = b" ".join(heads) + b"\n"
        data = zlib.compress(head + b"\n".join(bodies), 6)
        entries = b"<</Type/ObjStm/N %d/First %d" % (len(self._packed), len(head))
        self._packed.clear()
        dictionary = b"%b/Filter/FlateDecode/Length %d>>" % (entries, len(data))
        self.put(number, b"%bstream\n%b\nendstream" % (dictionary, data))

    # --- The tree of pages -----------------------------------------------------------------

    def _parent(self, level: int, kid: int) -> int:
        """Return the node of a level that takes a kid; a full one is written first."""
        if level == len(self._levels):
            self._levels.append(_Node(self.reserve()))
        node = self._levels[level]
        if len(node.kids) == _KIDS:
            self._close(level)
            node = self._levels[level] = _Node(self.reserve())
        node.kids.append(kid)
        if level == 0:
            node.pages += 1
        return node.number

    def _close(self, level: int) -> None:
        node = self._levels[level]
        parent = self._parent(level + 1, node.number)
        self._levels[level + 1].pages += node.pages
        self._pack_node(node, b"/Parent %d 0 R" % parent)

    def _top(self) -> int:
        """Write the nodes that are open, the lowest first; return the root."""
        if not self._levels:
            self._levels.append(_Node(self.reserve()))
        level = 0
        while level < len(self._levels) - 1:
            self._close(level)
            level += 1
        self._pack_node(self._levels[-1], b"")
        return self._levels[-1].number

    def _pack_node(self, node: _Node, parent: bytes) -> None:
        kids = b" ".join(b"%d 0 R" % kid for kid in node.kids)
        self.pack(node.number, b"<</Type/Pages/Count %d/Kids[%b]%b>>" % (node.pages, kids, parent))

    # --- The table -------------------------------------------------------------------------

    def _table(self, root: int) -> None:
        """Write the table of objects as a stream (ISO 32000-1, 7.5.8)."""
        own = self.reserve()
        start, self._start = self._start, self._at
        self._place(own, self._at << 16)
        packer = zlib.compressobj(6)
        data = b"".join([*(packer.compress(part) for part in self._parts()), packer.flush()])
        old = "".join(f"{number} 1 " for number in sorted(self._old))
        digest = self._hash.hexdigest()[:32]
        self._write(
            f"{own} 0 obj\n<</Type/XRef/Size {self._size}/W[1 5 2]"
            f"/Index[{old}{self._first} {len(self._rows)}]/Root {root} 0 R/Prev {start}"
            f"/ID[<{digest}><{digest}>]/Filter/FlateDecode"
            f"/DecodeParms<</Predictor 12/Columns {_ROW}>>/Length {len(data)}>>stream\n".encode()
        )
        self._write(data + b"\nendstream\nendobj\n")

    def _parts(self) -> Iterator[bytes]:
        """Yield the rows of the table, each as its difference from the row above (PNG, 9.2)."""
        above = bytes(_ROW)
        done = bytearray()
        old = (self._old[number] for number in sorted(self._old))
        for place in chain(old, self._rows):
            index = place & 0xFFFF
            kind, last = (2, index - 1) if index else (1, 0)
            row = bytes([kind]) + (place >> 16).to_bytes(5, "big") + last.to_bytes(2, "big")
            done.append(2)
            done += bytes([(new - old) & 0xFF for new, old in zip(row, above, strict=True)])
            above = row
            if len(done) >= _CHUNK:
                yield bytes(done)
                done.clear()
        yield bytes(done)


class _Node:
    """A node of the tree of pages that still takes kids."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.kids: list[int] = []
        self.pages = 0
