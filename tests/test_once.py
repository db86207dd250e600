"""What is made once: by the first who can, whole, and the same for all."""

from __future__ import annotations

from pathlib import Path

from tests.once import Once


def test_what_is_made_once_is_made_by_the_first_who_can(tmp_path: Path) -> None:
    tries = iter([OSError("no room"), None])

    def make(folder: Path) -> None:
        (folder / "half").write_text("half")
        if (problem := next(tries)) is not None:
            raise problem
        (folder / "whole").write_text(str(sorted(path.name for path in folder.iterdir())))

    try:
        Once(tmp_path).folder("thing", make)
    except OSError:
        made = Once(tmp_path).folder("thing", make)
    assert (made / "whole").read_text() == "['half']"
    assert Once(tmp_path).folder("thing", make) == made
    assert Once(tmp_path).value("number", lambda: 3) == Once(tmp_path).value("number", int) == 3
