"""Read once: no process of the press reads a file of content, styles or templates twice.

Exports of orders are none of these: they are read again rather than held in memory. So the one of
this test is not among the content.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from backpocket.load.guides import guide_names
from tests.orders.exports import catalogue_for
from tests.places import ROOT

PROGRAM = """
import json, sys
from pathlib import Path

root = Path(sys.argv[1]).resolve()
opened = []

def listen(event, arguments):
    if event == "open" and isinstance(arguments[0], (str, bytes, Path)):
        path = Path(arguments[0].decode() if isinstance(arguments[0], bytes) else arguments[0])
        if path.suffix and path.is_relative_to(root) and "w" not in str(arguments[1]):
            opened.append(path.relative_to(root).as_posix())

sys.addaudithook(listen)
from backpocket.commands import cli
import backpocket.orders.commands.choices as choices
cli.ROOT = choices.ROOT = root
try:
    cli.main(sys.argv[2:], standalone_mode=False)
except SystemExit as end:
    assert not end.code, end.code
print(json.dumps(opened))
"""


@pytest.mark.parametrize(
    "command",
    [
        ["check"],
        ["list"],
        ["build", "-q", "--jobs", "1", "--edition", "sheet-a4", "--edition", "ebook"],
        ["orders", "-q", "--dry-run", "exports/shopify-orders.csv"],
    ],
    ids=lambda command: command[0],
)
@pytest.mark.slow
def test_no_file_is_read_twice(tmp_path: Path, command: list[str]) -> None:
    for name in ("content", "styles", "templates"):
        shutil.copytree(ROOT / name, tmp_path / name)
    (tmp_path / "content" / "sample-orders").rename(tmp_path / "exports")
    for guide in guide_names(tmp_path):
        shutil.rmtree(tmp_path / "content" / guide)
    shutil.rmtree(tmp_path / "content" / "drawings")
    (tmp_path / "content" / "shown.toml").unlink()  # of poses that the small guide has not
    shutil.copytree(ROOT / "tests" / "guide" / "content", tmp_path / "content", dirs_exist_ok=True)
    (tmp_path / "content" / "orders.toml").write_text(catalogue_for("small"), encoding="utf-8")
    given = [str(tmp_path / each) if "/" in each else each for each in command]
    if command[0] == "build":
        given += ["--out", str(tmp_path / "dist")]
    if command[0] == "orders":
        given += ["--runs", str(tmp_path / "runs")]
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(tmp_path), *given],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    opened = Counter(json.loads(done.stdout.splitlines()[-1]))
    folders = ("content/", "styles/", "templates/")
    read = {path: count for path, count in opened.items() if path.startswith(folders)}
    assert any(path.startswith("content/") for path in read)
    assert {path: count for path, count in read.items() if count > 1} == {}
