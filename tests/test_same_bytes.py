"""The same bytes everywhere: what the small guide's editions are, on this machine and on others.

``--update-golden`` digests a plain build. A test builds in another folder and process, time zone
and locale, with another seed of Python's hashes, and must come to the same digests. They hold for
the packages of ``requirements.lock`` and the system's libraries that the first line names; where
those differ, a plain build takes the place of the golden file.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
import zlib
from pathlib import Path

import pytest

from tests.builds import build, small_project
from tests.conftest import Golden
from tests.judges import digest_of
from tests.places import ROOT, TESTS

GOLDEN = TESTS / "golden" / "editions.sha256"
PRESS = "from backpocket.commands.cli import main; main()"


def libraries() -> str:
    """Name the system's libraries that shape letters, choose fonts and pack streams."""
    pango, harfbuzz, fontconfig = (
        ctypes.CDLL(name)
        for name in ("libpango-1.0.so.0", "libharfbuzz-subset.so.0", "libfontconfig.so.1")
    )
    pango.pango_version_string.restype = ctypes.c_char_p
    harfbuzz.hb_version_string.restype = ctypes.c_char_p
    versions = {
        "fontconfig": str(fontconfig.FcGetVersion()),
        "harfbuzz": harfbuzz.hb_version_string().decode(),
        "pango": pango.pango_version_string().decode(),
        "zlib": zlib.ZLIB_RUNTIME_VERSION,
    }
    return "# made with " + ", ".join(f"{name} {version}" for name, version in versions.items())


def plain(folder: Path) -> Path:
    build(small_project(folder / "plain"), folder / "plain" / "dist")
    return folder / "plain" / "dist" / "small"


def elsewhere(folder: Path) -> Path:
    project = small_project(folder / "else where" / "press")
    shutil.copytree(ROOT / "backpocket", project / "backpocket")
    odd = {"TZ": "Pacific/Auckland", "LC_ALL": "C", "PYTHONHASHSEED": "random"}
    command = [sys.executable, "-c", PRESS, "build", "-q"]
    subprocess.run(command, cwd=project, env=os.environ | odd, check=True)
    return project / "dist" / "small"


def digests(folder: Path) -> str:
    """Return what sha256sum says of the editions, below the libraries."""
    lines = [f"{digest_of(path)}  {path.name}" for path in sorted(folder.iterdir())]
    return "\n".join([libraries(), *lines, ""])


@pytest.mark.slow
def test_the_bytes_are_the_same_in_another_place_and_process(
    tmp_path: Path, golden: Golden, request: pytest.FixtureRequest
) -> None:
    if request.config.getoption("update_golden"):
        golden(GOLDEN, digests(plain(tmp_path)))
    kept = GOLDEN.read_text()
    wanted = kept if kept.startswith(libraries()) else digests(plain(tmp_path))
    assert digests(elsewhere(tmp_path)) == wanted
