"""DAISY Ace, which checks e-books, and what else needs Node and a browser.

Ace and what it needs are named in package-lock.json beside this file, with their hashes; npm puts
them into node_modules here, once. Ace's own download of a browser is left out: it uses Chromium.
"""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from tests.judges import Finding, Judges, digest_of
from tests.programs import npm_packages, program

HERE = Path(__file__).parent
_STARTS = 4
"""How often Ace may start: it gives its browser 5 seconds, which a busy machine may take."""


def ace(book: Path, judges: Judges) -> list[Finding]:
    """Check a book with DAISY Ace, axe-core's rules included."""

    def ask() -> Any:
        with tempfile.TemporaryDirectory() as folder:
            command = [modules() / ".bin" / "ace-cli", "--force", "--outdir", folder, book]
            report = Path(folder) / "report.json"
            for _ in range(_STARTS):
                done = subprocess.run(command, capture_output=True, text=True, env=environment())
                if report.is_file() or "Timed out after" not in done.stderr + done.stdout:
                    break
            said = f"{done.stdout[-2000:]}{done.stderr[-2000:]}"
            assert report.is_file(), f"Ace made no report: {said}"
            return json.loads(report.read_text(encoding="utf-8"))["assertions"]

    return _findings(judges.kept(f"ace-{digest_of(HERE / 'package-lock.json')}", book, ask))


def _findings(assertions: list[dict[str, Any]]) -> list[Finding]:
    return [
        Finding(
            part["earl:testSubject"]["url"],
            each["earl:test"]["dct:title"],
            each["earl:result"]["dct:description"],
        )
        for part in assertions
        for each in part["assertions"]
    ]


def script(name: str, *arguments: str) -> Any:
    """Run a script of this folder, which has Ace's packages, and return the JSON it prints."""
    modules()
    done = subprocess.run(
        [program("node"), HERE / name, *arguments],
        capture_output=True,
        text=True,
        env=environment(),
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


def environment() -> dict[str, str]:
    browser = program("chromium", "chromium-browser", "google-chrome")
    return {
        **os.environ,
        "PUPPETEER_SKIP_DOWNLOAD": "1",
        "PUPPETEER_EXECUTABLE_PATH": browser,
    }


def modules() -> Path:
    """Return the folder of Ace's packages."""
    return npm_packages(HERE, environment())
