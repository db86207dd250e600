"""Validators of web pages: vnu, html-validate, linkinator, axe and HTML_CodeSniffer.

Each is asked once about all pages, in one process or one browser. What they say is kept by what the
pages are: see tests/judges.py. They are named in package-lock.json beside this file, with their
hashes; npm puts them into node_modules here, once. The settings of html-validate say that an
attribute that is there has its own name as its value: pages are written from trees.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.judges import Judges, digest_of
from tests.programs import npm_packages, program
from tests.render.ebook.validators import modules as ace_modules

__all__ = [
    "SNIFFED",
    "WCAG",
    "code_sniffer",
    "dead_links",
    "html_validate",
    "of_pages",
    "sniffed",
    "vnu",
]

HERE = Path(__file__).parent
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
"""The tags of axe's rules."""

SNIFFED = "WCAG2AA"
"""HTML_CodeSniffer's name of WCAG 2.1, level AA."""

_OWN = ("package-lock.json", "html-validate.json", "validators.py")


def of_pages(
    judges: Judges, validator: str, files: Mapping[str, bytes], ask: Callable[[], Any]
) -> Any:
    """Return what a validator says of a site, kept by the digest of pages, styles and scripts."""
    digest = hashlib.sha256(digest_of(*(HERE / name for name in _OWN)).encode())
    for path in sorted(files):
        if path.endswith((".html", ".css", ".js", ".svg")):
            digest.update(path.encode() + hashlib.sha256(files[path]).digest())
    return judges.remembered(f"{validator}/{digest.hexdigest()}", ask)


def vnu(pages: Sequence[Path]) -> list[str]:
    """Return the errors and warnings of the Nu Html Checker.

    It reads files, where “self” of a policy is no host: what it says of that is left out.
    """
    jar = _modules() / "vnu-jar" / "build" / "dist" / "vnu.jar"
    command = [program("java"), "-jar", jar, "--format", "json", "--exit-zero-always", *pages]
    done = subprocess.run(command, capture_output=True, text=True)
    said = json.loads(done.stderr)["messages"]
    return [
        f"{each['url'].rpartition('/site/')[2]}: {each['message']}"
        for each in said
        if "violates Content Security Policy" not in each["message"]
    ]


def html_validate(pages: Sequence[Path]) -> list[str]:
    """Return the errors and warnings of html-validate, by its recommended rules."""
    settings = HERE / "html-validate.json"
    command = [_tool("html-validate"), "--config", settings, "--formatter", "json", *pages]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode in (0, 1), done.stderr
    return [
        f"{page['filePath']}:{each['line']}: {each['ruleId']}: {each['message']}"
        for page in json.loads(done.stdout)
        for each in page["messages"]
    ]


def dead_links(folder: Path) -> tuple[list[str], int]:
    """Return the links of a site that linkinator finds dead, and how many it followed.

    Links that lead out of the site are not followed.
    """
    outside = r"^https?://(?!localhost)"
    command = [_tool("linkinator"), folder, "--recurse", "--format", "json", "--skip", outside]
    done = subprocess.run(command, capture_output=True, text=True)
    links = json.loads(done.stdout)["links"]
    dead = [f"{each['parent']}: {each['url']}" for each in links if each["state"] == "BROKEN"]
    return dead, sum(each["state"] == "OK" for each in links)


def sniffed(page: Any) -> list[str]:
    """Return what axe, by WCAG 2.2 AA, and HTML_CodeSniffer, by 2.1 AA, find on a page as it is."""
    page.add_script_tag(path=str(ace_modules() / "@daisy" / "axe-core-for-ace" / "axe.min.js"))
    found = page.evaluate("tags => axe.run({runOnly: {type: 'tag', values: tags}})", WCAG)
    assert len(found["passes"]) > 10
    return [
        f"axe: {each['id']}: {[node['html'] for node in each['nodes']][:3]}"
        for each in found["violations"]
    ] + code_sniffer(page)


def code_sniffer(page: Any) -> list[str]:
    """Return the errors of HTML_CodeSniffer; what it leaves to people to judge is left out."""
    script = _modules() / "html_codesniffer" / "build" / "HTMLCS.js"
    page.add_script_tag(path=str(script))
    said: Iterable[Mapping[str, str]] = page.evaluate(
        "standard => new Promise((done, failed) => HTMLCS.process(standard, document, () => done("
        "HTMLCS.getMessages().filter(each => each.type === HTMLCS.ERROR).map(each => ({code:"
        " each.code, html: each.element.outerHTML.slice(0, 160)}))), failed))",
        SNIFFED,
    )
    return [f"HTML_CodeSniffer: {each['code']}: {each['html']}" for each in said]


def _modules() -> Path:
    return npm_packages(HERE)


def _tool(name: str) -> Path:
    return _modules() / ".bin" / name
