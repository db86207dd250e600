"""The site server: shows the site on this machine as a host would, to it alone."""

from __future__ import annotations

import contextlib
import gzip
import http.server
import shutil
from collections.abc import Mapping
from functools import cache, partial
from http import HTTPStatus
from io import BytesIO
from pathlib import Path

__all__ = ["HOST", "TYPES", "packed", "server_of"]

HOST = "127.0.0.1"

TYPES: Mapping[str, str] = {
    ".css": "text/css; charset=utf-8",
    ".epub": "application/epub+zip",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".svg": "image/svg+xml; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".webmanifest": "application/manifest+json; charset=utf-8",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
    ".xml": "application/xml; charset=utf-8",
    ".zip": "application/zip",
}
_PACKED = frozenset([".css", ".html", ".js", ".svg", ".txt", ".webmanifest", ".xml"])
_LOST = "404.html"


@cache
def packed(data: bytes) -> bytes:
    """Return what goes over the wire of a text."""
    return gzip.compress(data, 6, mtime=0)


class _Handler(http.server.SimpleHTTPRequestHandler):
    """Gives the files of a folder with their types, and texts packed (RFC 9110, 8.4)."""

    extensions_map = {**TYPES, "": "application/octet-stream"}  # noqa: RUF012 - as its base has it

    def handle(self) -> None:
        """Answer what is asked, until the browser has enough."""
        with contextlib.suppress(ConnectionError):
            super().handle()

    def do_GET(self) -> None:
        self._answer(with_body=True)

    def do_HEAD(self) -> None:
        self._answer(with_body=False)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing of what goes well."""

    def _answer(self, *, with_body: bool) -> None:
        path = Path(self.translate_path(self.path))
        if path.is_dir() and not self.path.partition("?")[0].endswith("/"):
            self.send_response(HTTPStatus.MOVED_PERMANENTLY)
            self.send_header("Location", f"{self.path.partition('?')[0]}/")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        path = path / "index.html" if path.is_dir() else path
        status = HTTPStatus.OK if path.is_file() else HTTPStatus.NOT_FOUND
        if status is HTTPStatus.NOT_FOUND:
            path = Path(self.directory) / _LOST
        try:
            data = path.read_bytes()
        except OSError:
            data = b""
        self.send_response(status)
        self.send_header("Content-Type", self.guess_type(path))
        if path.suffix in _PACKED and "gzip" in self.headers.get("Accept-Encoding", ""):
            data = packed(data)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Vary", "Accept-Encoding")
        self.send_header("Cache-Control", "no-cache")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if with_body:
            shutil.copyfileobj(BytesIO(data), self.wfile)


def server_of(folder: Path, port: int = 0) -> http.server.ThreadingHTTPServer:
    """Return a server of a folder on this machine; with no ``port``, on any that is free.

    Raises OSError if the port is taken.
    """
    handler = partial(_Handler, directory=str(folder))
    return http.server.ThreadingHTTPServer((HOST, port), handler)
