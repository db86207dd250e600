"""What is kept: nothing is drawn twice, a damaged file is made anew, colours are free."""

import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from backpocket.draw import kept as kept_module
from backpocket.draw.drawing_tasks import FrameTask, Task
from backpocket.draw.drawings import draw
from backpocket.draw.figure.vectors import from_plain, plain
from backpocket.draw.kept import ELSEWHERE, FOLDER, Kept, kept_of
from backpocket.draw.scene import draw_frames
from backpocket.load.disk import Disk
from backpocket.load.project import load_project
from backpocket.model.figures import Frame
from backpocket.model.guide import Guide
from tests.builds import small_project
from tests.draw.shelf import library
from tests.places import ROOT
from tests.styles import palette, style

FRAME = Frame.model_validate({"pose": "plank", "alt": "A plank."})


@pytest.fixture
def guide(tmp_path: Path) -> Guide:
    project, _ = load_project(Disk(small_project(tmp_path / "project")))
    assert project.press is not None
    return project.press.guides["small"]


class Counting:
    """Does tasks one after the other, and counts them."""

    def __init__(self) -> None:
        self.done = 0

    def __call__(self, work: Callable[[Task], object], tasks: Iterable[Task]) -> Iterable[object]:
        for task in tasks:
            self.done += 1
            yield work(task)


def count(guide: Guide, kept: Kept, monkeypatch: pytest.MonkeyPatch, **changes: str) -> int:
    """Draw as a new process does, and say how much was drawn."""
    monkeypatch.setattr(kept_module, "_MEMORY", {})
    counting = Counting()
    look = replace(style(), palette=replace(palette(), **changes))
    draw(guide, look, kept=kept, side_by_side=counting)  # type: ignore[arg-type]
    return counting.done


@pytest.mark.slow
def test_what_is_kept_is_not_drawn_again_in_any_colours(
    guide: Guide, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = Kept(tmp_path / FOLDER)
    assert count(guide, kept, monkeypatch) == len(guide.moves) + 1
    assert count(guide, kept, monkeypatch) == 0
    assert count(guide, kept, monkeypatch, ink="#000000", legs="#ffffff") == 0


@pytest.mark.slow
def test_colours_come_from_the_palette(guide: Guide) -> None:
    (one,) = {draw(guide, style()).svg("figure:plank/end")}
    other = draw(guide, replace(style(), palette=replace(palette(), legs="#123456")))
    assert one is not None
    assert other.svg("figure:plank/end") == one.replace(palette().legs, "#123456")


@pytest.mark.slow
@pytest.mark.parametrize("damage", [b"", b"{}", b"\xff\x00" * 9, None])
def test_a_damaged_file_is_made_anew(
    damage: bytes | None, guide: Guide, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = Kept(tmp_path / FOLDER)
    count(guide, kept, monkeypatch)
    files = sorted(kept.folder.iterdir())
    before = [file.read_bytes() for file in files]
    files[0].write_bytes(before[0][:-9] if damage is None else damage)
    assert count(guide, kept, monkeypatch) == 1
    assert [file.read_bytes() for file in files] == before


@pytest.mark.slow
def test_a_folder_that_cannot_be_written_is_done_without(
    guide: Guide, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / FOLDER).write_text("a file")
    assert count(guide, Kept(tmp_path / FOLDER), monkeypatch) == len(guide.moves) + 1


def test_another_pose_body_or_mark_is_another_key() -> None:
    pose = library()["plank"]
    tasks = [
        FrameTask((FRAME,), {"plank": pose}, "man"),
        FrameTask((FRAME,), {"plank": pose}, "woman"),
        FrameTask((FRAME,), {"plank": pose.model_copy(update={"lumbar": 7.0})}, "man"),
        FrameTask((FRAME.model_copy(update={"ghost": True}),), {"plank": pose}, "man"),
    ]
    assert len({task.key for task in tasks}) == len(tasks)
    assert tasks[0].key == FrameTask((FRAME,), {"plank": pose}, "man").key


def test_vectors_come_back_as_they_were() -> None:
    frame = Frame.model_validate(
        {
            "pose": "plank",
            "alt": "A.",
            "felt": ["belly"],
            "guides": [{"start": "hip", "end": "head"}],
        }
    )
    (vectors, _) = draw_frames([frame, frame], library(), "man")
    assert from_plain(plain(vectors)) == vectors


_ASKED = """
import sys
from pathlib import Path
from backpocket.draw.drawings import draw
from backpocket.draw.kept import ELSEWHERE, FOLDER, Kept, kept_of
from backpocket.load.disk import Disk
from backpocket.load.project import load_project
from tests.styles import style
project, _ = load_project(Disk(Path(sys.argv[1])))
draw(project.press.guides["small"], style(), kept=Kept(Path(sys.argv[2])))
print(sorted({"numpy", "scipy", "shapely"} & set(sys.modules)))
"""


@pytest.mark.slow
def test_a_build_with_unchanged_poses_does_without_numpy(tmp_path: Path) -> None:
    project, kept = small_project(tmp_path / "project"), tmp_path / FOLDER

    def loaded() -> str:
        command = [sys.executable, "-c", _ASKED, str(project), str(kept)]
        return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout

    assert "numpy" in loaded()
    assert loaded() == "[]\n"


def test_projects_may_share_what_is_drawn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(ELSEWHERE, raising=False)
    assert kept_of(tmp_path) == Kept(tmp_path / FOLDER)
    monkeypatch.setenv(ELSEWHERE, str(tmp_path / "shared"))
    assert kept_of(tmp_path / "one") == kept_of(tmp_path / "other") == Kept(tmp_path / "shared")
