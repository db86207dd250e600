"""The validators of PDFs in Python: page-validation and outloud."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import page

from tests.judges import Finding


def page_validation(file: Path) -> list[Finding]:
    """Check a file against PDF/UA-1 with page-validation."""
    report = page.validate_pdf(str(file), profile=page.ValidationProfile.PDF_UA_1)
    return [Finding(file.name, each.rule_id, each.message) for each in report.failures]


def outloud(files: Sequence[Path]) -> list[Finding]:
    """Check files with outloud; return its errors. A warning is a question for a person."""
    tool = Path(sys.executable).with_name("outloud")
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        command = [tool, "--json", report, "--quiet", *files]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert report.exists(), done.stderr[-2000:]
        found = json.loads(report.read_text())
    return [
        Finding(Path(each["path"]).name, item["rule"], item["message"])
        for each in found["results"]
        for item in each["findings"]
        if item["severity"] == "error"
    ]
