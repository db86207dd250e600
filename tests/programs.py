"""Programs that tests run, and the packages of npm that some of them need."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

__all__ = ["npm_packages", "program"]


def program(*names: str) -> str:
    """Return the path of a program, or fail the test and say what to install."""
    found = next(filter(None, map(shutil.which, names)), None)
    if found is None:
        pytest.fail(
            f"this test needs the program {names[0]}: build.py test installs it as root on Debian "
            "and its kin, and elsewhere says how"
        )
    return found


def npm_packages(folder: Path, environment: Mapping[str, str] | None = None) -> Path:
    """Return the folder of the packages in a lock file of npm; put them there if they are not."""
    digest = hashlib.sha256((folder / "package-lock.json").read_bytes()).hexdigest()
    stamp = folder / "node_modules" / ".backpocket-stamp"
    with (folder / ".npm.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not stamp.is_file() or stamp.read_text() != digest:
            program("node")
            command = [program("npm"), "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
            done = subprocess.run(
                command, cwd=folder, capture_output=True, text=True, env=environment or os.environ
            )
            if done.returncode:
                pytest.fail(
                    f"npm could not install what {folder.name} needs:\n{done.stderr[-2000:]}"
                )
            stamp.write_text(digest)
    return stamp.parent
