"""Rules: each with a folder of ``golden/rules``, an explanation, and true places.

A case is a folder as in ``golden/faults``: ``in/`` and ``changes.toml`` are laid over the small
project; ``expected.txt`` is what the console then shows. A case of ``golden/house`` has styles and
templates in ``in/``.
"""

from __future__ import annotations

import ast
import codecs
import json
import os
import re
import shutil
import subprocess
import sys
import time
import tomllib
from collections import Counter
from itertools import product
from pathlib import Path

import pytest
from click.testing import CliRunner

from backpocket.check.everything import rule_codes
from backpocket.check.explain import as_markdown, as_text, explanations
from backpocket.check.house.styles_and_templates import HOUSE_CODES, check_look
from backpocket.check.language import Language, languages, load_language, spelling_of
from backpocket.check.passages.passage import Sentence, clean
from backpocket.check.rules.grades import flesch_kincaid, hard_words, smog
from backpocket.commands import cli
from backpocket.diagnostics import Diagnostic, Place, as_lines, error, in_order
from backpocket.load.disk import Disk
from backpocket.load.look import load_look
from backpocket.publish import load_and_check
from backpocket.terminal.formats import as_sarif
from tests.check.test_checks import lay_over
from tests.conftest import HERE, Golden, Project

ROOT = HERE.parent
RULES = sorted(path for path in (HERE / "golden" / "rules").iterdir() if path.is_dir())
HOUSE = sorted(path for path in (HERE / "golden" / "house").iterdir() if path.is_dir())


def as_in_windows(folder: Path) -> None:
    for path in folder.rglob("*.*"):
        if path.is_file() and path.suffix not in (".ttf", ".png"):
            data = path.read_bytes()
            path.write_bytes(codecs.BOM_UTF8 + data.replace(b"\n", b"\r\n"))


@pytest.mark.parametrize("case", RULES, ids=lambda case: case.name)
def test_rule(case: Path, project: Project, golden: Golden) -> None:
    lay_over(project, case)
    lines = project.lines()
    assert lines, "nothing was found"
    golden(case / "expected.txt", lines)
    as_in_windows(project.content)
    assert project.lines() == lines, "the places differ in files of Windows"


def _look_faults(root: Path) -> list[Diagnostic]:
    look, diagnostics = load_look(Disk(root))
    return diagnostics + check_look(look)


@pytest.mark.parametrize("case", HOUSE, ids=lambda case: case.name)
def test_house(case: Path, tmp_path: Path, golden: Golden) -> None:
    def lines() -> str:
        found = in_order(_look_faults(tmp_path))
        return "".join(f"{line}\n" for each in found for line in as_lines(each))

    if (case / "in" / "styles").is_dir():
        shutil.copytree(ROOT / "styles" / "fonts", tmp_path / "styles" / "fonts")
        shutil.copy(ROOT / "styles" / "fonts.toml", tmp_path / "styles")
    shutil.copytree(case / "in", tmp_path, dirs_exist_ok=True)
    before = lines()
    assert before, "nothing was found"
    golden(case / "expected.txt", before)
    as_in_windows(tmp_path)
    assert lines() == before, "the places differ in files of Windows"


def test_a_chapter_that_cannot_be_read_is_not_missed(project: Project) -> None:
    for name in ("01-danger-signs.md", "02-moves.md"):
        kept = (project.content / "small" / name).read_bytes()
        project.write(f"small/{name}", b"# A title \0")
        assert [each.code for each in project.diagnostics()] == ["E002"]
        project.write(f"small/{name}", kept)


def test_every_code_of_the_house_has_a_case() -> None:
    seen = " ".join((case / "expected.txt").read_text() for case in HOUSE)
    assert not {code for code in HOUSE_CODES if f" {code}: " not in seen}


# --- The guide -----------------------------------------------------------------------------


def test_the_guides_pass_with_no_allowance_they_do_not_need() -> None:
    project, diagnostics = load_and_check(Disk(ROOT))
    assert project.press is not None
    assert not [line for each in diagnostics for line in as_lines(each)]


@pytest.mark.slow
def test_a_check_does_without_weasyprint() -> None:
    program = (
        "import sys\n"
        "from pathlib import Path\n"
        "from backpocket.load.disk import Disk\n"
        "from backpocket.publish import load_and_check\n"
        "load_and_check(Disk(Path.cwd()))\n"
        "assert not {'weasyprint', 'citeproc', 'pikepdf'} & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True)


# --- Explanations --------------------------------------------------------------------------


SHARED = {
    "E001": "a file is missing or cannot be read",
    "E002": "a file holds what is no text",
    "E003": "a file is too large",
    "E005": "a guide, or what it is made of, is not there",
    "E006": "a file is misnamed",
    "E014": "a bibliography cannot be read",
    "E020": "a field is not known",
    "E022": "a field is not in its form",
    "E030": "an id is taken",
    "E103": "the name of a move, a picture or an argument is not known",
    "E110": "a picture is not in its form",
    "E201": "a pose is not in the library",
    "E402": "a letter that no font has",
    "E404": "a link leads to a part that this edition does not show",
    "E421": "a font is not one of styles/fonts.toml, or not what it says there",
    "E407": "a template is wrong",
    "E408": "a stylesheet or a citation style is wrong",
    "E501": "a file could not be written",
    "E880": "an extra is not installed",
    "W306": "a field of a reference is not one that the list knows",
}
"""The codes that more than one module gives, and the one thing that each of them says there."""


def codes_by_module() -> dict[str, set[str]]:
    """Return the modules that each code stands in, as a text of its own."""
    found: dict[str, set[str]] = {}
    for path in sorted((ROOT / "backpocket").rglob("*.py")):
        module = path.relative_to(ROOT / "backpocket").with_suffix("").as_posix()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
            if is_text and re.fullmatch(r"[EW]\d{3}", node.value):
                found.setdefault(node.value, set()).add(module)
    return found


def test_no_number_means_two_things() -> None:
    codes = codes_by_module()
    numbers = Counter(code[1:] for code in codes)
    assert not [number for number, count in numbers.items() if count > 1]
    assert {code for code, modules in codes.items() if len(modules) > 1} == set(SHARED)
    for code, modules in codes.items():
        of_orders = {module.startswith("orders/") for module in modules}
        assert len(of_orders) == 1, f"{code} is told of orders and of content"
    titles = Counter(item.title for item in explanations().values())
    assert set(titles.values()) == {1}


def test_every_code_is_explained() -> None:
    assert set(explanations()) == set(codes_by_module()) | set(rule_codes())
    for item in explanations().values():
        assert item.title[0].isupper()
        assert item.why.endswith((".", "”."))
        assert bool(item.bad) <= bool(item.good), item.code
        assert item.code in as_text(item)


def test_the_page_of_rules_is_current(golden: Golden) -> None:
    golden(ROOT / "docs" / "rules.md", as_markdown())


def test_explain_on_the_command_line() -> None:
    done = CliRunner().invoke(cli.main, ["check", "--explain", "e608"])
    assert done.exit_code == 0
    assert done.output.startswith("E608 (error): A step asks for several things at once\n")
    assert "Bad:\n    Tuck your toes under, lift your hips and hold.\n" in done.output
    unknown = CliRunner().invoke(cli.main, ["check", "--explain", "E698"])
    assert unknown.exit_code == cli.ExitCode.USAGE
    assert "there is no code “E698”; did you mean “E6" in unknown.output


# --- Formats -------------------------------------------------------------------------------


@pytest.fixture
def faulty(project: Project, monkeypatch: pytest.MonkeyPatch) -> Project:
    project.write("small/03-more.md", "# What to know\n\nA 🦵 tendon [@adams202].\n")
    monkeypatch.setattr(cli, "ROOT", project.root)
    return project


def test_findings_as_json(faulty: Project) -> None:
    done = CliRunner().invoke(cli.main, ["check", "--format", "json"])
    assert done.exit_code == cli.ExitCode.CONTENT
    first, second = json.loads(done.stdout)
    assert (first["path"], first["line"], first["column"]) == ("content/small/03-more.md", 3, 5)
    assert (first["code"], first["severity"]) == ("E613", "error")
    assert second["hint"] == "did you mean “adams2020”?"


def test_findings_as_sarif(faulty: Project) -> None:
    done = CliRunner().invoke(cli.main, ["check", "--format", "sarif"])
    assert done.exit_code == cli.ExitCode.CONTENT
    log = json.loads(done.stdout)
    assert log["version"] == "2.1.0"
    [run] = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    result = run["results"][1]
    assert rules[result["ruleIndex"]]["id"] == result["ruleId"] == "E104"
    assert rules[result["ruleIndex"]]["shortDescription"]["text"] == "Unknown citation"
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "content/small/03-more.md"
    assert place["region"] == {"startLine": 3, "startColumn": 13}


def test_a_finding_about_a_whole_file_has_no_region_in_sarif() -> None:
    log = json.loads(as_sarif([error(Place("content/a file.md"), "E001", "it is missing")]))
    place = log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
    assert place == {"artifactLocation": {"uri": "content/a%20file.md"}}


def test_a_file_name_that_is_no_text_can_be_told_in_all_formats(faulty: Project) -> None:
    (faulty.content / "small" / os.fsdecode(b"\xff.md")).write_text("# A\n")
    for form in ("text", "json", "sarif"):
        done = CliRunner().invoke(cli.main, ["check", "--format", form])
        assert done.exit_code == cli.ExitCode.CONTENT
        assert "udcff.md" in done.stdout + done.stderr
    (faulty.content / "small" / "moves" / os.fsdecode(b"\xff.md")).write_text("x")
    assert "udcff" in CliRunner().invoke(cli.main, ["list"]).stdout


# --- The same rules in a build -------------------------------------------------------------


def test_a_build_stops_at_an_error_of_a_rule(faulty: Project, tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = CliRunner().invoke(cli.main, ["build", "-o", str(out)])
    assert done.exit_code == cli.ExitCode.CONTENT
    assert "E613" in done.stderr
    assert not out.exists()


# --- Language ------------------------------------------------------------------------------


@pytest.fixture
def english() -> Language:
    language = load_language("en-GB")
    assert language is not None
    return language


def test_there_is_a_language() -> None:
    assert "en-GB" in languages()
    assert load_language("xx") is None


SYLLABLES = (HERE / "golden" / "syllables.txt").read_text().splitlines()


@pytest.mark.parametrize("pair", SYLLABLES)
def test_syllables(pair: str, english: Language) -> None:
    word, _, number = pair.partition(" ")
    assert english.syllables.count(word) == int(number)


def test_grades_are_those_of_the_formulas(english: Language) -> None:
    sentences = [Sentence("The cat sat.", 0), Sentence("It was a radio.", 13)]
    # 7 words, 2 sentences, 9 syllables, 1 word of three
    assert flesch_kincaid(sentences, english) == pytest.approx(0.39 * 3.5 + 11.8 * 9 / 7 - 15.59)
    assert smog(sentences, english) == pytest.approx(3.1291 + 1.043 * 15**0.5)
    assert hard_words(sentences, english) == ["radio"]
    assert flesch_kincaid([], english) == 0
    assert smog([], english) == 0


def test_nearest_spelling(english: Language) -> None:
    assert spelling_of("shoudler", english.words) == "shoulder"
    assert spelling_of("qqqqqq", english.words) == ""


@pytest.mark.slow
def test_a_text_in_another_language_is_judged_in_a_moment(project: Project) -> None:
    words = ["".join(letters) for letters in product("bdfgk", "aeou", "bdfgk", "aeou", "zvxq")]
    project.write("small/03-more.md", "# More\n\n" + "\n\n".join(words))
    started = time.process_time()
    found = [each for each in project.diagnostics() if each.code == "W615"]
    assert len(found) > 1000
    assert any("did you mean" in each.hint for each in found)
    assert time.process_time() - started < 15


def test_tables_are_whole(english: Language) -> None:
    path = ROOT / "backpocket" / "check" / "language" / "en-GB" / "rules.toml"
    table = tomllib.loads(path.read_text())
    for name in table["phrases"]:
        assert english.pattern(name)
    for name in table["limits"]:
        assert english.limit(name) > 0


# --- Passages ------------------------------------------------------------------------------


def test_places_of_what_is_left_are_true() -> None:
    raw = "Hold **[the\tplank](move:plank)** for {{ move.plank.hold }} é\n  🦵 &amp; go [@a; @b]."
    text, places, links, cited = clean(raw, range(len(raw)), {"move.plank.hold": "10 seconds"})
    assert text == "Hold the plank for 10 seconds é 🦵 & go."
    assert cited
    assert [(text[link.start : link.end], link.target) for link in links] == [
        ("the plank", "move:plank")
    ]
    for part in ("Hold", "the", "plank", "for", "é", "🦵", "go", "."):
        at = places[text.index(part)]
        assert raw[at : at + len(part)] == part
    assert {places[index] for index in range(19, 29)} == {raw.index("{{")}


def test_a_sentence_ends_where_one_does() -> None:
    from backpocket.check.passages.passage import Passage, PassageKind
    from backpocket.model.source import Source

    text = "One. “Two.” Three, e.g. this? 4 is next… and goes on."
    passage = Passage(Source("a.md", text), PassageKind.PARAGRAPH, text, tuple(range(len(text))))
    assert [sentence.text for sentence in passage.sentences] == [
        "One.",
        "“Two.”",
        "Three, e.g. this?",
        "4 is next… and goes on.",
    ]


@pytest.mark.slow
def test_a_large_chapter_is_judged_in_time(project: Project) -> None:
    project.write("small/03-more.md", "# What to know\n\n" + "Walk a bit each day.\n" * 20_000)
    started = time.process_time()
    assert {each.code for each in project.diagnostics()} == {"W611", "W612"}
    assert time.process_time() - started < 20
