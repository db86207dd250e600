"""Publish: what is written when, what the manifest says, and when there is nothing to do.

Nothing is drawn or laid out here: the renderer is a stand-in whose pages are a few bytes.
"""

from __future__ import annotations

import datetime as dt
import errno
import json
import os
import shutil
import threading
import tomllib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from backpocket.diagnostics import Diagnostic, Place, error, warning
from backpocket.load.disk import Disk
from backpocket.model.editions import EDITIONS, Edition
from backpocket.publish import Outcome, publish
from backpocket.render import makers as render
from backpocket.terminal.exits import ExitCode, exit_code
from backpocket.write import files, freshness
from backpocket.write.freshness import Choice, unchanged
from tests.conftest import Project
from tests.places import GUIDE, ROOT, SECOND

HANDOUT, SHEET = EDITIONS[0], next(each for each in EDITIONS if each.form == "sheet")
BOTH = (HANDOUT, SHEET)


class Rendered:
    """What stands for a rendered edition."""

    def __init__(self, text: str) -> None:
        self.data, self.pages, self.type_size = text.encode(), 3, 12.0


class Press:
    """The stand-in of the renderer: its diagnostics by guide, and by edition."""

    def __init__(self) -> None:
        self.finds: dict[str, Diagnostic] = {}
        self.finds_in: dict[str, Diagnostic] = {}
        self.meanwhile: Callable[[], object] = lambda: None
        self.jobs: int | None = 0

    def render_guide(
        self,
        project: Any,
        guide: Any,
        editions: Sequence[Edition],
        step: Any,
        jobs: int | None,
    ) -> tuple[list[tuple[Edition, Any]], list[Diagnostic]]:
        self.meanwhile()
        self.jobs = jobs
        wanted = [each for each in editions if each.form != "sheet" or guide.sheet is not None]
        made = [
            (each, self.result(f"{guide.settings.promise} {each.name}", each)) for each in wanted
        ]
        return made, [self.finds[guide.name]] if guide.name in self.finds else []

    def result(self, text: str, edition: Edition) -> tuple[Rendered, list[Diagnostic]]:
        found = self.finds_in.get(edition.name)
        return Rendered(text), [found] if found else []


@pytest.fixture
def press(monkeypatch: pytest.MonkeyPatch) -> Press:
    stand_in = Press()
    monkeypatch.setattr(render, "render_guide", stand_in.render_guide)
    return stand_in


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "dist"


@pytest.fixture
def two(project: Project) -> Project:
    """Return a project with the guides “other” and “small”."""
    shutil.copytree(project.content / "small", project.content / "other")
    return project


def manifest(out: Path) -> dict[str, Any]:
    return dict(json.loads((out / "manifest.json").read_text()))


def codes(outcome: Outcome) -> list[str]:
    return [each.code for each in outcome.diagnostics]


def listing(out: Path) -> list[str]:
    return sorted(path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file())


# --- Writing -------------------------------------------------------------------------------


@pytest.mark.usefixtures("press")
def test_every_edition_of_every_guide_is_written_and_listed(two: Project, out: Path) -> None:
    steps: list[tuple[str, str]] = []
    outcome = publish(two.root, out, editions=BOTH, progress=lambda *each: steps.append(each))
    assert not outcome.diagnostics
    paths = [edition.path(guide) for guide in ("other", "small") for edition in BOTH]
    assert [each.path for each in outcome.files] == paths
    assert listing(out) == sorted(["manifest.json", *paths])
    assert [each["path"] for each in manifest(out)["files"]] == sorted(paths)
    for each in manifest(out)["files"]:
        data = (out / each["path"]).read_bytes()
        assert (each["bytes"], each["sha256"]) == (len(data), files.digest(data))
        assert (each["version"], each["pages"], each["type_size"]) == ("1.0", 3, 12.0)
    assert [name for name, _ in steps] == ["load", "check", "check", "write", "write"]


@pytest.mark.usefixtures("press")
def test_a_second_build_is_the_same_to_the_byte(project: Project, out: Path) -> None:
    publish(project.root, out, editions=BOTH)
    first = {name: (out / name).read_bytes() for name in listing(out)}
    publish(project.root, out, editions=BOTH)
    assert {name: (out / name).read_bytes() for name in listing(out)} == first


@pytest.mark.usefixtures("press")
def test_fault_in_the_content_writes_nothing(project: Project, out: Path) -> None:
    project.write("small/03-more.md", "No title")
    outcome = publish(project.root, out)
    assert (codes(outcome), outcome.files) == (["E016"], ())
    assert not out.exists()


@pytest.mark.usefixtures("press")
def test_unknown_guide_writes_nothing(project: Project, out: Path) -> None:
    outcome = publish(project.root, out, ["small", "smal"])
    assert (codes(outcome), outcome.files) == (["E005"], ())
    assert not out.exists()


def test_guide_that_cannot_be_made_keeps_its_old_files(
    two: Project, out: Path, press: Press
) -> None:
    publish(two.root, out, editions=BOTH)
    for name in ("other", "small"):
        two.change(f"{name}/guide.toml", "Two moves, and what to ask.", "New.")
    press.finds["other"] = error(Place("content/other"), "E401", "it does not fit")
    outcome = publish(two.root, out, editions=BOTH)
    assert codes(outcome) == ["E401"]
    assert {each.guide for each in outcome.files} == {"small"}
    assert (out / HANDOUT.path("small")).read_text().startswith("New.")
    assert (out / HANDOUT.path("other")).read_text().startswith("Two moves")
    assert len(manifest(out)["files"]) == 4
    assert unchanged(Disk(two.root), out, Choice(["small"], BOTH))
    assert unchanged(Disk(two.root), out, Choice(["other"], BOTH)) is None


def test_where_one_edition_fails_the_others_are_written(
    project: Project, out: Path, press: Press
) -> None:
    publish(project.root, out, editions=BOTH)
    project.change("small/guide.toml", "Two moves, and what to ask.", "New.")
    press.finds_in[SHEET.name] = error(Place("content/small"), "E409", "it does not fit")
    outcome = publish(project.root, out, editions=BOTH)
    assert codes(outcome) == ["E409"]
    assert [each.edition for each in outcome.files] == [HANDOUT.name]
    assert exit_code(outcome.diagnostics) == ExitCode.PAGE
    assert (out / HANDOUT.path("small")).read_text().startswith("New.")
    assert (out / SHEET.path("small")).read_text().startswith("Two moves")
    assert [each["edition"] for each in manifest(out)["files"]] == [HANDOUT.name]
    assert manifest(out)["outdated"] == [SHEET.path("small")]
    assert unchanged(Disk(project.root), out, Choice(["small"], BOTH)) is None
    press.finds_in.clear()
    assert not publish(project.root, out, editions=BOTH, again=False).diagnostics
    assert unchanged(Disk(project.root), out, Choice(["small"], BOTH))


@pytest.mark.parametrize("strict", [True, False])
def test_doubt_about_one_page_holds_that_edition_of_a_strict_build_only(
    project: Project, out: Path, press: Press, strict: bool
) -> None:
    press.finds_in[SHEET.name] = warning(Place("content/small"), "W306", "odd")
    outcome = publish(project.root, out, editions=BOTH, strict=strict)
    assert codes(outcome) == ["W306"]
    assert [each.edition for each in outcome.files] == [each.name for each in BOTH[: 2 - strict]]
    assert listing(out) == sorted(["manifest.json", *(each.path for each in outcome.files)])


@pytest.mark.parametrize("strict", [True, False])
def test_doubt_about_a_page_stops_a_strict_build_only(
    project: Project, out: Path, press: Press, strict: bool
) -> None:
    press.finds["small"] = warning(Place("content/small"), "W306", "odd")
    outcome = publish(project.root, out, editions=BOTH, strict=strict)
    assert codes(outcome) == ["W306"]
    assert bool(outcome.files) is not strict
    assert out.exists() is not strict


@pytest.mark.parametrize("strict", [True, False])
@pytest.mark.usefixtures("press")
def test_doubt_about_the_content_stops_a_strict_build_only(
    project: Project, out: Path, strict: bool
) -> None:
    project.leave_a_reference_uncited()
    outcome = publish(project.root, out, editions=BOTH, strict=strict)
    assert codes(outcome) == ["W301"]
    assert bool(outcome.files) is not strict


@pytest.mark.usefixtures("press")
def test_full_disk_is_an_error_and_keeps_the_old_files(
    two: Project, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(two.root, out, editions=BOTH)
    before = {name: (out / name).read_bytes() for name in listing(out)}
    for name in ("other", "small"):
        two.change(f"{name}/guide.toml", "Two moves, and what to ask.", "New.")

    def full(path: Path, data: bytes) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(files, "write_whole", full)
    outcome = publish(two.root, out, editions=BOTH)
    [fault] = outcome.diagnostics
    assert (fault.code, str(fault.place)) == ("E501", "dist")
    assert fault.message == "the output was not written: No space left on device"
    assert not outcome.files
    assert {name: (out / name).read_bytes() for name in listing(out)} == before


@pytest.mark.usefixtures("press")
def test_what_was_written_before_the_disk_was_full_is_listed(
    two: Project, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_whole = files.write_whole

    def full(path: Path, data: bytes) -> None:
        if path.parent.name == "small":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        write_whole(path, data)

    monkeypatch.setattr(files, "write_whole", full)
    outcome = publish(two.root, out, editions=BOTH)
    assert codes(outcome) == ["E501"]
    assert {each["guide"] for each in manifest(out)["files"]} == {"other"}
    assert unchanged(Disk(two.root), out, Choice(["other"], BOTH))
    assert unchanged(Disk(two.root), out, Choice(["small"], BOTH)) is None


@pytest.mark.usefixtures("press")
def test_output_folder_that_is_a_file_is_an_error(project: Project, out: Path) -> None:
    out.write_text("not a folder")
    outcome = publish(project.root, out)
    assert codes(outcome) == ["E501"]
    assert not outcome.files
    assert out.read_text() == "not a folder"


def test_jobs_are_as_many_as_were_asked_for(project: Project, out: Path, press: Press) -> None:
    publish(project.root, out, editions=BOTH, jobs=3)
    assert press.jobs == 3
    publish(project.root, out, editions=BOTH)
    assert press.jobs is None


# --- Nothing to do -------------------------------------------------------------------------


@pytest.mark.usefixtures("press")
def test_nothing_has_changed(project: Project, out: Path) -> None:
    assert unchanged(Disk(project.root), out, Choice(["small"], BOTH)) is None
    made = publish(project.root, out, editions=BOTH).files
    assert unchanged(Disk(project.root), out, Choice(["small"], BOTH)) == list(made)
    assert unchanged(Disk(project.root), out, Choice(["small"], [SHEET])) == [made[1]]
    assert unchanged(Disk(project.root), out, Choice(["small", "small"], [SHEET])) == [made[1]]
    assert unchanged(Disk(project.root), out, Choice(["small"], EDITIONS)) is None
    os.utime(project.content / "small" / "guide.toml", (1, 1))
    assert unchanged(Disk(project.root), out, Choice(["small"], BOTH)) == list(made)


def change_content(project: Project, out: Path) -> None:
    project.change("small/guide.toml", 'Keep moving."\n', 'Keep on."\n')


def change_shared(project: Project, out: Path) -> None:
    project.change("brand.toml", "The Corner Shop", "Another Shop")


def change_file(project: Project, out: Path) -> None:
    (out / HANDOUT.path("small")).write_bytes(b"touched")


def delete_file(project: Project, out: Path) -> None:
    (out / SHEET.path("small")).unlink()


def delete_manifest(project: Project, out: Path) -> None:
    (out / "manifest.json").unlink()


@pytest.mark.usefixtures("press")
@pytest.mark.parametrize(
    "change", [change_content, change_shared, change_file, delete_file, delete_manifest]
)
def test_any_change_makes_work(
    project: Project, out: Path, change: Callable[[Project, Path], None]
) -> None:
    made = publish(project.root, out, editions=BOTH).files
    change(project, out)
    assert unchanged(Disk(project.root), out, Choice(["small"], BOTH)) is None
    again = publish(project.root, out, editions=BOTH)
    assert not again.diagnostics
    assert len(again.files) == len(made)
    assert unchanged(Disk(project.root), out, Choice(["small"], BOTH)) == list(again.files)


@pytest.mark.usefixtures("press")
def test_a_review_that_has_become_due_makes_work_and_is_told(
    project: Project, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = publish(project.root, out, editions=BOTH).files
    before = {name: (out / name).read_bytes() for name in listing(out)}
    text = (project.content / "small" / "guide.toml").read_text()
    due = tomllib.loads(text)["next_review"]
    for days, is_due in ((0, False), (1, True)):
        noon = dt.datetime.combine(due + dt.timedelta(days), dt.time(12), dt.UTC)
        monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(noon.timestamp())))
        there = unchanged(Disk(project.root), out, Choice(["small"], BOTH))
        assert there == (None if is_due else list(made))
        assert codes(publish(project.root, out, editions=BOTH)) == (["E705"] if is_due else [])
    assert {name: (out / name).read_bytes() for name in listing(out)} == before


@pytest.mark.usefixtures("press")
def test_a_day_of_review_that_goes_while_it_is_looked_for_makes_work(
    project: Project, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(project.root, out, editions=BOTH)
    digest = freshness.inputs_digest(Disk(project.root), "small")
    monkeypatch.setattr(freshness, "inputs_digest", lambda disk, guide: digest)
    for text in ("next_review = 1", 'next_review = "', "", "\xff"):
        project.write("small/guide.toml", text.encode("latin-1"))
        assert unchanged(Disk(project.root), out, Choice(["small"], BOTH)) is None
    (project.content / "small" / "guide.toml").unlink()
    assert unchanged(Disk(project.root), out, Choice(["small"], BOTH)) is None


@pytest.mark.usefixtures("press")
@pytest.mark.parametrize("name", ["none", "../small", "/", "", ".", "small/moves"])
def test_nothing_is_read_for_a_name_that_is_no_guide(
    project: Project, out: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    publish(project.root, out, editions=BOTH)

    def refuse(disk: Disk, guide: str) -> str:
        raise AssertionError(guide)

    monkeypatch.setattr(freshness, "inputs_digest", refuse)
    assert unchanged(Disk(project.root), out, Choice(["small", name], BOTH)) is None
    assert unchanged(Disk(project.root), out, Choice([], BOTH)) is None


ITEM = {
    "guide": "small", "version": "1.0", "edition": "x", "path": "small/x.pdf", "bytes": 1,
    "pages": 1, "type_size": 12.0, "sha256": "0",
}  # fmt: skip


@pytest.mark.usefixtures("press")
@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        "{}",
        '{"inputs": {}, "files": {}}',
        '{"inputs": [["small", "x"]], "files": []}',
        '{"inputs": {"small": 1}, "files": []}',
        '{"inputs": {}, "files": [1]}',
        '{"inputs": {}, "files": [{"path": "x"}]}',
        json.dumps({"inputs": {}, "files": [{**ITEM, "path": 5}]}),
        json.dumps({"inputs": {}, "files": [{**ITEM, "pages": "x"}]}),
        json.dumps({"inputs": {}, "files": [{**ITEM, "more": 1}]}),
        "[" * 100_000,
        "\ufeff\x00",
    ],
    ids=range(15),
)
def test_damaged_manifest_means_build_again(project: Project, out: Path, text: str) -> None:
    made = publish(project.root, out, editions=BOTH).files
    (out / "manifest.json").write_text(text)
    assert unchanged(Disk(project.root), out, Choice(["small"], BOTH)) is None
    assert not publish(project.root, out, editions=BOTH).diagnostics
    assert unchanged(Disk(project.root), out, Choice(["small"], BOTH)) == list(made)
    assert [each["edition"] for each in manifest(out)["files"]] == [each.name for each in BOTH]


@pytest.mark.usefixtures("press")
def test_edition_made_from_older_content_is_not_listed_any_more(
    project: Project, out: Path
) -> None:
    publish(project.root, out, editions=BOTH)
    change_content(project, out)
    publish(project.root, out, editions=[HANDOUT])
    assert [each["edition"] for each in manifest(out)["files"]] == [HANDOUT.name]
    assert unchanged(Disk(project.root), out, Choice(["small"], [HANDOUT]))
    assert unchanged(Disk(project.root), out, Choice(["small"], BOTH)) is None


@pytest.mark.usefixtures("press")
def test_edition_made_from_the_same_content_stays_listed(project: Project, out: Path) -> None:
    publish(project.root, out, editions=[HANDOUT])
    publish(project.root, out, editions=[SHEET])
    assert unchanged(Disk(project.root), out, Choice(["small"], BOTH))
    (out / HANDOUT.path("small")).unlink()
    publish(project.root, out, editions=[SHEET])
    assert [each["edition"] for each in manifest(out)["files"]] == [SHEET.name]


def test_what_is_saved_while_a_build_runs_is_not_taken_for_built(
    project: Project, out: Path, press: Press
) -> None:
    press.meanwhile = lambda: change_content(project, out)
    publish(project.root, out, editions=BOTH)
    assert unchanged(Disk(project.root), out, Choice(["small"], BOTH)) is None


@pytest.mark.usefixtures("press")
def test_guide_without_a_sheet_has_all_other_editions(project: Project, out: Path) -> None:
    (project.content / "small" / "sheet.toml").unlink()
    publish(project.root, out)
    others = [edition for edition in EDITIONS if edition.form != "sheet"]
    made = sorted(edition.path("small") for edition in others)
    assert listing(out) == sorted(["manifest.json", *made])
    assert not publish(project.root, out, again=False).built
    assert [each["path"] for each in manifest(out)["files"]] == made


@pytest.mark.usefixtures("press")
def test_a_file_that_is_not_listed_is_not_vouched_for(two: Project, out: Path) -> None:
    """Nor is it if another guide has the same, to the byte."""
    publish(two.root, out, ["other"], BOTH)
    publish(two.root, out, ["small"], [HANDOUT])
    shutil.copy(out / SHEET.path("other"), out / SHEET.path("small"))
    assert unchanged(Disk(two.root), out, Choice(["other"], BOTH))
    assert unchanged(Disk(two.root), out, Choice(["small"], [HANDOUT]))
    assert unchanged(Disk(two.root), out, Choice(["small"], BOTH)) is None


@pytest.mark.usefixtures("press")
def test_guide_without_a_sheet_can_be_unchanged(project: Project, out: Path) -> None:
    (project.content / "small" / "sheet.toml").unlink()
    made = publish(project.root, out, editions=BOTH).files
    assert [each.edition for each in made] == [HANDOUT.name]
    assert unchanged(Disk(project.root), out, Choice(["small"], BOTH)) == list(made)


@pytest.mark.usefixtures("press")
def test_input_that_cannot_be_read_makes_work_and_no_crash(
    project: Project, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(project.root, out, editions=BOTH)

    def refuse(disk: Disk, guide: str) -> str:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(freshness, "inputs_digest", refuse)
    assert unchanged(Disk(project.root), out, Choice(["small"], BOTH)) is None


# --- What is gone --------------------------------------------------------------------------


def paths(out: Path) -> list[str]:
    return [each["path"] for each in manifest(out)["files"]]


@pytest.mark.usefixtures("press")
@pytest.mark.parametrize("again", [True, False])
def test_what_a_guide_that_is_gone_has_left_goes_with_the_next_whole_build(
    two: Project, out: Path, again: bool
) -> None:
    publish(two.root, out)
    (out / "other" / "notes.txt").write_text("mine")
    shutil.rmtree(two.content / "other")
    publish(two.root, out, ["small"])
    publish(two.root, out, editions=BOTH)
    assert {path.partition("/")[0] for path in paths(out)} == {"other", "small"}
    outcome = publish(two.root, out, again=again)
    assert (outcome.built, codes(outcome)) == (again, [])
    assert {path.partition("/")[0] for path in paths(out)} == {"small"}
    assert set(manifest(out)["inputs"]) == {"small"}
    assert listing(out) == sorted([*paths(out), "manifest.json", "other/notes.txt"])
    assert len(outcome.files) == len(EDITIONS)


@pytest.mark.usefixtures("press")
def test_what_an_edition_that_is_gone_has_left_goes_too(
    project: Project, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(project.root, out)
    monkeypatch.setattr(freshness, "EDITIONS", BOTH)
    assert not publish(project.root, out, editions=BOTH, again=False).built
    assert paths(out) == sorted(edition.path("small") for edition in BOTH)
    (project.content / "small" / "sheet.toml").unlink()
    outcome = publish(project.root, out, editions=BOTH, again=False)
    assert outcome.built
    assert paths(out) == [HANDOUT.path("small")]
    assert listing(out) == ["manifest.json", HANDOUT.path("small")]


@pytest.mark.usefixtures("press")
def test_what_a_killed_build_has_left_goes_with_the_next_whole_build(
    two: Project, out: Path
) -> None:
    publish(two.root, out)
    before = listing(out)
    mine = [".notes.part.txt", "small/.notes.abcd1234"]
    wholes = [Path(HANDOUT.path(guide)) for guide in ("small", "other")]
    left = [whole.with_name(f".{whole.name}").as_posix() for whole in wholes]
    for name in (*mine, ".manifest.json.part", f"{left[0]}.part", f"{left[1]}.abcd1234"):
        (out / name).write_text("half")
    assert not publish(two.root, out, again=False).built
    assert listing(out) == sorted([*before, *mine])
    (out / f"{left[1]}.part").write_text("half")
    shutil.rmtree(two.content / "other")
    publish(two.root, out, again=False)
    assert not (out / "other").exists()


@pytest.mark.usefixtures("press")
def test_files_of_older_content_are_still_the_presss_own(two: Project, out: Path) -> None:
    publish(two.root, out, editions=BOTH)
    two.change("other/guide.toml", 'Keep moving."\n', 'Keep on."\n')
    publish(two.root, out, ["other"], [HANDOUT])
    assert manifest(out)["outdated"] == [SHEET.path("other")]
    publish(two.root, out, ["other"], [SHEET])
    assert manifest(out)["outdated"] == []
    two.change("other/guide.toml", 'Keep on."\n', 'Keep moving."\n')
    publish(two.root, out, ["other"], [HANDOUT])
    shutil.rmtree(two.content / "other")
    publish(two.root, out)
    assert (manifest(out)["outdated"], listing(out)) == ([], sorted(["manifest.json", *paths(out)]))


@pytest.mark.usefixtures("press")
def test_nothing_goes_with_a_build_that_the_content_stops(two: Project, out: Path) -> None:
    publish(two.root, out)
    before = listing(out)
    shutil.rmtree(two.content / "other")
    two.write("small/03-more.md", "No title")
    assert codes(publish(two.root, out)) == ["E016"]
    assert listing(out) == before


# --- Two at once ---------------------------------------------------------------------------


def test_two_builds_at_once_lose_nothing(two: Project, out: Path, press: Press) -> None:
    """The second begins while the first is at work, and waits for it."""
    said: list[tuple[str, ...]] = []
    waits = threading.Event()
    second: list[Outcome] = []

    def progress(*words: Any) -> None:
        said.append(words)
        if words[0] == "wait":
            waits.set()

    def build_other() -> None:
        second.append(publish(two.root, out, ["other"], BOTH, progress))

    thread = threading.Thread(target=build_other)

    def meanwhile() -> None:
        press.meanwhile = lambda: None
        thread.start()
        assert waits.wait(30)

    press.meanwhile = meanwhile
    first = publish(two.root, out, ["small"], BOTH)
    thread.join(30)
    assert not [*first.diagnostics, *second[0].diagnostics]
    assert said[0] == ("wait", "until another build of dist is done")
    assert paths(out) == sorted(each.path for each in (*first.files, *second[0].files))
    assert set(manifest(out)["inputs"]) == {"other", "small"}
    assert unchanged(Disk(two.root), out, Choice(["other", "small"], BOTH))


def test_what_another_build_has_just_made_is_not_made_again(
    project: Project, out: Path, press: Press
) -> None:
    waits = threading.Event()
    second: list[Outcome] = []

    def build_too() -> None:
        second.append(publish(project.root, out, None, BOTH, lambda *_: waits.set(), again=False))

    thread = threading.Thread(target=build_too)

    def meanwhile() -> None:
        press.meanwhile = never
        thread.start()
        assert waits.wait(30)

    def never() -> None:
        raise AssertionError("it is there already")

    press.meanwhile = meanwhile
    first = publish(project.root, out, None, BOTH, again=False)
    thread.join(30)
    assert (first.built, second[0].built) == (True, False)
    assert second[0].files == first.files


# --- More than one guide -------------------------------------------------------------------


@pytest.mark.usefixtures("press")
def test_a_sound_guide_is_built_while_another_is_broken(two: Project, out: Path) -> None:
    publish(two.root, out, editions=BOTH)
    kept = (out / HANDOUT.path("other")).read_bytes()
    two.write("other/03-more.md", "No title")
    two.change("small/guide.toml", "Two moves, and what to ask.", "New.")
    outcome = publish(two.root, out, ["small"], BOTH)
    assert not outcome.diagnostics
    assert {each.guide for each in outcome.files} == {"small"}
    assert (out / HANDOUT.path("small")).read_text().startswith("New.")
    assert (out / HANDOUT.path("other")).read_bytes() == kept
    assert {each["guide"] for each in manifest(out)["files"]} == {"small", "other"}


def test_both_guides_that_ship_are_built_in_one_run(
    out: Path, tmp_path: Path, takes_seconds: None
) -> None:
    text = [each for each in EDITIONS if each.form == "text"]
    outcome = publish(ROOT, out, editions=text)
    assert not [each for each in outcome.diagnostics if each.place.path != "content/brand.toml"]
    paths = [edition.path(guide) for guide in (GUIDE, SECOND) for edition in text]
    assert [each.path for each in outcome.files] == paths
    broken = tmp_path / "broken"
    for name in ("content", "styles", "templates"):
        shutil.copytree(ROOT / name, broken / name)
    (broken / "content" / SECOND / "11-more.md").write_text("No title")
    assert codes(publish(broken, out, [SECOND], text)) == ["E016"]
    assert not publish(broken, tmp_path / "again", [GUIDE], text).diagnostics
    assert listing(tmp_path / "again") == [paths[0], "manifest.json"]
    assert (tmp_path / "again" / paths[0]).read_bytes() == (out / paths[0]).read_bytes()
