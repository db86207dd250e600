"""Shared files: what all pages of the site have in common, and what machines read of it."""

from __future__ import annotations

import hashlib
import io
import json
import posixpath
from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePosixPath
from urllib.parse import quote

from backpocket.diagnostics import Diagnostic
from backpocket.draw.tokens import tokens_of
from backpocket.load.disk import Disk
from backpocket.load.look import Look
from backpocket.model.guide import Brand, Guide
from backpocket.model.source import Source
from backpocket.model.typefaces import Typefaces

__all__ = [
    "fonts",
    "icon_file",
    "llms",
    "robots",
    "scripts",
    "sitemap",
    "style",
    "web_manifest",
    "worker",
]

_STYLES = ("site-colours.css", "site.css")
SCRIPTS = ("scripts/site.js", "scripts/sheet.js", "scripts/sw.js")
"""The scripts among the files of ``styles/``."""

_OFF_LINE = (".html", ".css", ".js", ".svg", ".webmanifest", ".webp", ".woff2")


def style(sources: Mapping[str, Source], typefaces: Typefaces) -> bytes:
    """Return the style of all pages: the tokens of the house, its faces, and its own styles."""
    family = typefaces.text
    faces = "".join(
        f'@font-face {{ font-family: "{family.name}"; font-weight: {weight}; '
        f'font-display: swap; src: url("{_web_name(file)}") format("woff2"); }}\n'
        for file, weight in ((family.regular, 400), (family.bold, 700))
    )
    face = f":root {{ --text-face: {typefaces.tokens['text-face']}, system-ui, sans-serif; }}\n"
    own = "\n".join(sources[name].text for name in _STYLES)
    return f"{sources['tokens.css'].text}\n{faces}{face}\n{own}".encode()


def font_names(typefaces: Typefaces) -> list[str]:
    """Return the names of the faces of the site, the one that most is set in first."""
    return [_web_name(typefaces.text.regular), _web_name(typefaces.text.bold)]


def fonts(disk: Disk, typefaces: Typefaces) -> dict[str, bytes]:
    """Return the whole faces of the text family as WOFF2, and their licence."""
    from fontTools.ttLib import TTFont

    family = typefaces.text
    files = {family.licence_file: disk.read(typefaces.folder / family.licence_file)}
    for name in (family.regular, family.bold):
        data = io.BytesIO(disk.read(typefaces.folder / name))
        font = TTFont(data, recalcTimestamp=False)
        font.flavor = "woff2"
        out = io.BytesIO()
        font.save(out)
        files[_web_name(name)] = out.getvalue()
    return files


def _web_name(name: str) -> str:
    return f"{name.removesuffix('.ttf')}.woff2"


def scripts(look: Look) -> dict[str, bytes]:
    """Return the scripts of the pages by name: that of all, and that of a visitor's own sheet."""
    return {PurePosixPath(name).name: look.styles[name].text.encode() for name in SCRIPTS[:-1]}


def worker(
    look: Look, files: Mapping[str, bytes], folder: str = "", shown: Sequence[str] = ()
) -> bytes:
    """Return the script that keeps the pages of a folder, and all that they need, off line.

    Without a folder, that is the index, on which files of other folders are ``shown``. Files to
    download, and pictures for old browsers, are fetched when they are wanted.
    """
    own = [path for path in files if posixpath.dirname(path).partition("/")[0] == folder]
    shared = [path for path in files if "/" not in path and not path.startswith("index.")]
    needed = sorted(
        path
        for path in dict.fromkeys([*own, *shared, *shown])
        if path.endswith(_OFF_LINE) or "/figures/" in path
    )
    total = hashlib.sha256()
    for path in needed:
        total.update(f"{path} {hashlib.sha256(files[path]).hexdigest()}\n".encode())
    version = json.dumps(total.hexdigest()[:16])
    paths = json.dumps([posixpath.relpath(path, folder or ".") for path in needed])
    head = f"const VERSION = {version};\nconst FILES = {paths};\n"
    return (head + look.styles[SCRIPTS[-1]].text).encode()


def icon_file(
    sources: Mapping[str, Source],
) -> tuple[bytes, list[Diagnostic]]:
    """Return the sign of the site in the tabs of browsers: a pocket with a sheet in it."""
    tokens, diagnostics = tokens_of(sources, ["tokens.css"])
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">'
        f'<path d="M9 3h14v12H9z" fill="{tokens.get("paper", "#ffffff")}" '
        f'stroke="{tokens.get("accent", "#b5530b")}" stroke-width="2"/>'
        f'<path d="M3 11h26v10a8 8 0 0 1-8 8H11a8 8 0 0 1-8-8z" '
        f'fill="{tokens.get("strong", "#2f5673")}"/></svg>'
    )
    return svg.encode(), diagnostics


def web_manifest(brand: Brand, colour: str) -> bytes:
    """Return the manifest of the site (W3C Web Application Manifest).

    It stays in the browser: an iPhone shows a PDF of an installed page without a way back.
    """
    table = {
        "name": f"{brand.name}: guides",
        "short_name": brand.name[:12],
        "start_url": "index.html",
        "scope": "./",
        "display": "browser",
        "background_color": colour,
        "theme_color": colour,
        "icons": [{"src": "icon.svg", "sizes": "any", "type": "image/svg+xml"}],
    }
    return (json.dumps(table, indent=2, ensure_ascii=False) + "\n").encode()


def robots(site: str) -> bytes:
    """Return what crawlers are told (RFC 9309): all is open, and where the list of pages is."""
    return f"User-agent: *\nAllow: /\n\nSitemap: {site}/sitemap.xml\n".encode()


def sitemap(site: str, pages: Iterable[tuple[str, str]]) -> bytes:
    """Return the list of pages, each with the day of its last change (sitemaps.org, 0.9)."""
    rows = "".join(
        f"<url><loc>{site}/{quote(path.removesuffix('index.html'))}</loc>"
        f"{f'<lastmod>{day}</lastmod>' if day else ''}</url>\n"
        for path, day in pages
    )
    space = "http://www.sitemaps.org/schemas/sitemap/0.9"
    head = '<?xml version="1.0" encoding="utf-8"?>\n'
    return f'{head}<urlset xmlns="{space}">\n{rows}</urlset>\n'.encode()


def llms(brand: Brand, guides: Sequence[tuple[Guide, str, str]]) -> bytes:
    """Return what language models read first (llmstxt.org): guides, each with its plain text."""
    lines = [f"# {brand.name}: guides", "", "> Health guides to read, print and keep.", ""]
    lines += ["## Guides", ""]
    lines += [
        f"- [{guide.settings.title}]({text}): {promise}" for guide, text, promise in guides if text
    ]
    return ("\n".join(lines) + "\n").encode()
