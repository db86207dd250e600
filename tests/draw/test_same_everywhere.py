"""The same bytes on every machine: whatever kernels and threads NumPy's libraries choose."""

import os
import subprocess
import sys

import pytest

from tests.places import ROOT

DRAWN = """
import hashlib
from backpocket.draw.drawing_tasks import FrameTask, done
from backpocket.model.figures import Frame
from tests.draw.shelf import library
digest = hashlib.sha256()
shown = {"woman": ("knee-to-chest-1", "childs-pose"), "elder": ("cow", "split-squat-end")}
for body, names in shown.items():
    frames = [Frame.model_validate({"pose": name, "alt": "A.", "felt": ["seat"]}) for name in names]
    digest.update(repr(done(FrameTask(tuple(frames), library(), body))).encode())
print(digest.hexdigest())
"""
MACHINES = [
    {"OPENBLAS_NUM_THREADS": "1"},
    {"OPENBLAS_NUM_THREADS": "2"},
    {"OPENBLAS_CORETYPE": "Haswell"},
    {"OPENBLAS_CORETYPE": "Prescott"},
    {"NPY_DISABLE_CPU_FEATURES": "AVX2 FMA3"},
]


def digest(machine: dict[str, str]) -> str:
    done = subprocess.run(
        [sys.executable, "-c", DRAWN],
        cwd=ROOT, check=True, capture_output=True, text=True, env=os.environ | machine,
    )  # fmt: skip
    return done.stdout


@pytest.mark.slow
def test_figures_are_the_same_on_every_machine() -> None:
    assert len({digest(machine) for machine in MACHINES}) == 1
