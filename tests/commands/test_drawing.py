"""Drawing: figures by themselves, as files; what cannot be drawn is told."""

import io
import os
import re
import subprocess
import sys
import tomllib
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from PIL import Image

from backpocket.commands import cli, contact_sheets, draw_command
from backpocket.draw.body.posed import posed
from backpocket.draw.kept import ELSEWHERE
from backpocket.model.poses import BODIES, Pose
from backpocket.terminal.exits import ExitCode
from tests.builds import small_project
from tests.conftest import Project
from tests.draw.shelf import library
from tests.places import ROOT
from tests.quick import spent

Draw = Callable[..., Result]
MOVE = ["bridge-end", "bridge-start", "bridge-strip"]


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(small_project(tmp_path / "project"))


@pytest.fixture
def draw(project: Project, monkeypatch: pytest.MonkeyPatch) -> Draw:
    """Return what runs the command on the small project, whose figures go into ``drawn/``."""
    monkeypatch.setattr(draw_command, "ROOT", project.root)
    monkeypatch.chdir(project.root)

    def run(*arguments: str) -> Result:
        out = ["--out", str(project.root / "drawn")]
        result = CliRunner().invoke(cli.main, ["draw", *arguments, *out], prog_name="build.py")
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return run


def stems(project: Project, kind: str) -> list[str]:
    return sorted(path.stem for path in (project.root / "drawn").glob(f"*.{kind}"))


def svg(project: Project, name: str) -> ET.Element:
    return ET.fromstring((project.root / f"drawn/{name}.svg").read_text(encoding="utf-8"))


def colours(project: Project, name: str) -> set[str]:
    text = (project.root / f"drawn/{name}.svg").read_text(encoding="utf-8")
    return set(re.findall(r"#[0-9a-f]{6}", text))


@pytest.mark.slow
def test_a_move_gives_its_frames_and_a_strip(draw: Draw, project: Project) -> None:
    result = draw("small/bridge")
    assert result.exit_code == ExitCode.FINE, result.stderr
    assert "drawn/bridge-strip.png" in result.stdout
    assert stems(project, "svg") == stems(project, "png") == MOVE
    for name in MOVE:
        image = Image.open(project.root / f"drawn/{name}.png")
        root = svg(project, name)
        sizes = (float(root.get(side, "nan")) for side in ("width", "height"))
        assert all(abs(a - b) <= 1 for a, b in zip(image.size, sizes, strict=True))
        assert image.convert("L").getextrema()[0] < 60
    wide = [
        float(svg(project, name).get("width", "nan")) for name in ("bridge-start", "bridge-strip")
    ]
    assert wide[1] > 6 * wide[0]


@pytest.mark.slow
def test_a_pose_gives_itself_and_all_bodies(draw: Draw, project: Project) -> None:
    assert draw("plank").exit_code == ExitCode.FINE
    assert stems(project, "png") == ["plank", "plank-bodies"]
    one, all_ = (float(svg(project, name).get("width", "nan")) for name in stems(project, "svg"))
    assert all_ > 2.5 * one


@pytest.mark.slow
def test_a_pose_is_drawn_as_its_exercise_is_shown(draw: Draw, project: Project) -> None:
    frames = '[{ pose = "press-up-elbows" }, { pose = "plank", felt = ["belly"] }]'
    project.write("shown.toml", f'[lift]\nbody = "man"\nframes = {frames}\n')
    assert draw("plank").exit_code == ExitCode.FINE
    assert stems(project, "svg") == ["plank", "plank-bodies", "press-up-elbows"]
    project.write("shown.toml", '[lift]\nbody = "man"\nframes = [{ pose = "plonk" }]\n')
    result = draw("plank")
    assert result.exit_code == ExitCode.CONTENT
    assert "content/shown.toml:3:13: error E201: unknown pose “plonk”" in result.stderr


@pytest.mark.slow
def test_a_pose_of_a_guide_is_named_with_it(draw: Draw, project: Project) -> None:
    project.write("small/poses.toml", '[bow]\ny = 52\nlegs = { on = "sole", knee = 3, at = 0 }\n')
    assert draw("small/bow", "small/press-up-elbows").exit_code == ExitCode.FINE
    assert stems(project, "svg") == [
        "bow",
        "bow-bodies",
        "press-up-elbows",
        "press-up-elbows-bodies",
    ]
    result = draw("bow")
    assert result.exit_code == ExitCode.USAGE
    assert "named with its guide" in result.stderr


def test_another_body_and_lines_that_take_little_ink(draw: Draw, project: Project) -> None:
    draw("plank")
    plain = project.root / "drawn/plank.svg"
    before, coloured = plain.read_bytes(), colours(project, "plank")
    draw("plank", "--body", "elder")
    assert plain.read_bytes() != before
    draw("plank", "--ink-light")
    assert any(len({each[1:3], each[3:5], each[5:7]}) > 1 for each in coloured)
    assert all(len({each[1:3], each[3:5], each[5:7]}) == 1 for each in colours(project, "plank"))


def test_colours_of_a_guide_are_in_its_figures(draw: Draw, project: Project) -> None:
    project.write("small/tokens.css", ":root { --figure-shirt: #123456; }\n")
    draw("small/bridge", "plank")
    assert "#123456" in colours(project, "bridge-end")
    assert "#123456" not in colours(project, "plank")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["smal/bridge"], "there is no guide “smal”; did you mean “small”?"),
        (["small/brige"], "small has no move or pose “brige”; did you mean “bridge”?"),
        (["plan"], "there is no pose “plan”; did you mean “plank”?"),
        (["small/"], "small has no move or pose “”"),
        ([], "name moves as GUIDE/MOVE"),
        (["plank", "--sheet"], "name moves as GUIDE/MOVE"),
        (["plank", "--body", "child"], "child"),
    ],
)
def test_what_is_not_there_is_wrong_usage(
    draw: Draw, project: Project, arguments: list[str], message: str
) -> None:
    result = draw(*arguments)
    assert result.exit_code == ExitCode.USAGE
    assert message in result.stderr
    assert not (project.root / "drawn").exists()


def test_a_faulty_file_is_told_and_nothing_is_drawn(draw: Draw, project: Project) -> None:
    project.write("poses.toml", "[plank]\nleen = 4\n")
    result = draw("small/bridge")
    assert result.exit_code == ExitCode.CONTENT
    assert "content/poses.toml:2:1: error E020: unknown field “leen”" in result.stderr
    assert not (project.root / "drawn").exists()


@pytest.mark.parametrize("name", ["Bow", "../bow", "a b", ""])
def test_a_pose_with_a_name_that_no_figure_can_say_is_told(
    draw: Draw, project: Project, name: str
) -> None:
    project.write("small/poses.toml", f'["{name}"]\nlean = 4\n')
    result = draw(f"small/{name.rpartition('/')[2]}")
    assert result.exit_code == ExitCode.CONTENT
    assert f"content/small/poses.toml:1:2: error E022: “{name}” is not the name of a pose" in (
        result.stderr
    )
    assert not (project.root / "drawn").exists()


def test_a_pose_that_is_not_there_is_told_at_its_line(draw: Draw, project: Project) -> None:
    path = project.change("small/moves/bridge.toml", 'pose = "bridge"', 'pose = "brigde"')
    line = path.read_text(encoding="utf-8").splitlines().index('pose = "brigde"') + 1
    result = draw("small/bridge")
    assert result.exit_code == ExitCode.CONTENT
    assert f"content/small/moves/bridge.toml:{line}:1: error E201" in result.stderr
    assert "did you mean “bridge”?" in result.stderr


@pytest.mark.slow
def test_what_no_body_can_do_is_drawn_and_told(draw: Draw, project: Project) -> None:
    pose = '[bent]\nlegs = { on = "sole", at = 0 }\nnear_arm = { elbow = 178 }\n'
    project.write("small/poses.toml", pose)
    result = draw("small/bent")
    assert result.exit_code == ExitCode.CONTENT
    assert "content/small/poses.toml:1:2: error E202" in result.stderr
    assert "elbow" in result.stderr
    assert stems(project, "svg") == ["bent", "bent-bodies"]


def test_a_folder_that_cannot_be_written_is_told(draw: Draw, project: Project) -> None:
    (project.root / "drawn").symlink_to(project.root / "nowhere/else")
    (project.root / "nowhere").write_text("a file")
    result = draw("plank")
    assert result.exit_code == ExitCode.WRITE
    assert "E501" in result.stderr


_RUN = """
import sys
from pathlib import Path
from backpocket.commands import cli, draw_command
draw_command.ROOT = Path(sys.argv[1])
try:
    cli.run(["draw", "small/bridge", "--out", sys.argv[2]])
finally:
    print(sorted({"numpy", "scipy", "shapely", "weasyprint"} & set(sys.modules)), file=sys.stderr)
"""


@pytest.mark.slow
def test_kept_figures_are_drawn_in_two_seconds(project: Project, tmp_path: Path) -> None:
    def loaded() -> str:
        command = [sys.executable, "-c", _RUN, str(project.root), str(tmp_path / "out")]
        own = os.environ | {ELSEWHERE: str(tmp_path / "drawn")}
        done = subprocess.run(
            command, cwd=ROOT, env=own, check=True, capture_output=True, text=True
        )
        return done.stderr

    assert "numpy" in loaded()
    before = spent()
    assert loaded() == "[]\n"
    assert spent() - before < 2


@pytest.mark.slow
def test_contact_sheets_show_every_pose(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    laid_out: list[str] = []
    monkeypatch.setattr(
        contact_sheets, "png_of", lambda svg, *_, **__: laid_out.append(svg) or b"PNG"
    )
    made, diagnostics = contact_sheets.contact_sheets(ROOT)
    assert not diagnostics
    assert len(made) == len(laid_out) == 7
    for sheet in laid_out[:6]:
        root = ET.fromstring(sheet)
        space = {"": "http://www.w3.org/2000/svg"}
        assert [each.text for each in root.findall("text", space)] == list(library())
        for each in root.findall("svg", space):
            right = float(each.get("x", "nan")) + float(each.get("width", "nan"))
            bottom = float(each.get("y", "nan")) + float(each.get("height", "nan"))
            assert right <= float(root.get("width", "nan"))
            assert bottom <= float(root.get("height", "nan"))


def test_a_small_png_has_few_colours() -> None:
    from backpocket.render.png import png_of

    stripes = "".join(
        f'<rect x="{i}" width="1" height="9" fill="#{i:02x}50a0"/>' for i in range(90)
    )
    picture = f'<svg xmlns="http://www.w3.org/2000/svg" width="90" height="9">{stripes}</svg>'
    few = Image.open(io.BytesIO(png_of(picture, grey=True, colours=8)))
    assert few.size == (90, 9)
    assert len(few.convert("RGB").getcolors()) <= 8
    assert all(len(set(colour)) == 1 for _, colour in few.convert("RGB").getcolors())


def test_every_body_takes_the_pose_of_the_readme() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    example = re.search(r"```toml\n(\[wall-slide\].*?)```", text, re.DOTALL)
    assert example is not None
    pose = Pose.model_validate(tomllib.loads(example[1])["wall-slide"])
    assert [str(fault) for body in BODIES for fault in posed(pose, body)[1]] == []
