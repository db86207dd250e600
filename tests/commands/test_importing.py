"""Importing: BibTeX, RIS and CSL-JSON go into ``references.json``, and what is there stays."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backpocket.commands import cli
from backpocket.commands import reference_commands as references
from backpocket.commands.importing import import_references
from backpocket.diagnostics import Diagnostic
from backpocket.load.bibliography import exports as bibliography_files
from backpocket.load.bibliography.entries import judged
from backpocket.load.bibliography.exports import read_bibliography
from backpocket.write import files
from tests.conftest import Project

BIBTEX = r"""
@string{jos = "Journal of Stairs"}
@comment{nothing}
@article{stairs2020,
  author = {Adams, Ann and {Board of Knees and Hips} and van den Berg, Jan and Martin King, Jr.},
  title = {{Heel} pain in {H}$_2${O}: 5% \& more --- a ``trial'' in {\"O}st\'erreich},
  journal = jos, year = 2020, month = apr,
  volume = {12}, number = {3}, pages = {1--10},
  doi = {https://doi.org/10.1000/stairs.20}, url = {http://stairs.example.org/a\_b},
}
@phdthesis{rest, author = {Ann Cole}, title = {Rest}, school = {Leeds}, year = {1999}}
@online{page, title = {Knees}, subtitle = {a page}, date = {2020-05}, urldate = {2024-02-01},
  url = {https://knees.example.org/b%20c}}
"""
RIS = """\ufeffTY  - JOUR
AU  - Adams, Ann
AU  - King, Martin, Jr.
A2  - Edit, E.
TI  - Heel pain
T2  - Journal of Stairs
J2  - J Stairs
PY  - 2020
DA  - 2020/04/30/
VL  - 12
IS  - 3
SP  - 1
EP  - 10
SN  - 0000-0000
DO  - 10.1000/stairs.20
UR  - https://stairs.example.org/a
AB  - Long
words.
ER  -

TY - RPRT
AU - Board of Knees
T1 - Knees
PY - 2021///
PB - Knees Press
CY - Leeds
UR - https://knees.example.org/
Y2 - 2024/02/01/
ER -
"""


def imported(tmp_path: Path, text: str, name: str = "export") -> list[dict[str, Any]]:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    source, found, diagnostics = read_bibliography(path)
    assert source is not None
    entries, faults = judged(source, found, ())
    assert not diagnostics + faults
    return [json.loads(each.reference.model_dump_json(exclude_none=True)) for each in entries]


def told(tmp_path: Path, data: bytes) -> list[tuple[str, int, str]]:
    path = tmp_path / "export.bib"
    path.write_bytes(data)
    source, found, diagnostics = read_bibliography(path)
    faults = judged(source, found, ())[1] if source else []
    return [(each.code, each.place.line, each.message) for each in diagnostics + faults]


def test_bibtex(tmp_path: Path) -> None:
    article, thesis, page = imported(tmp_path, BIBTEX)
    assert article == {
        "id": "stairs2020",
        "type": "article-journal",
        "title": "Heel pain in H<sub>2</sub>O: 5% & more — a “trial” in Östérreich",
        "author": [
            {"family": "Adams", "given": "Ann"},
            {"literal": "Board of Knees and Hips"},
            {"family": "Berg", "given": "Jan", "non-dropping-particle": "van den"},
            {"family": "King", "given": "Martin", "suffix": "Jr."},
        ],
        "container-title": "Journal of Stairs",
        "issued": {"date-parts": [[2020, 4]]},
        "volume": "12",
        "issue": "3",
        "page": "1-10",
        "DOI": "10.1000/stairs.20",
        "URL": "http://stairs.example.org/a_b",
    }
    assert (thesis["publisher"], thesis["genre"]) == ("Leeds", "PhD thesis")
    assert thesis["issued"] == {"date-parts": [[1999]]}
    assert (page["type"], page["title"]) == ("webpage", "Knees: a page")
    assert page["accessed"] == {"date-parts": [[2024, 2, 1]]}
    assert page["URL"] == "https://knees.example.org/b%20c"


def test_ris(tmp_path: Path) -> None:
    article, report = imported(tmp_path, RIS)
    assert article == {
        "id": "adams2020",
        "type": "article-journal",
        "title": "Heel pain",
        "author": [
            {"family": "Adams", "given": "Ann"},
            {"family": "King", "given": "Martin", "suffix": "Jr."},
        ],
        "editor": [{"family": "Edit", "given": "E."}],
        "container-title": "Journal of Stairs",
        "container-title-short": "J Stairs",
        "issued": {"date-parts": [[2020, 4, 30]]},
        "volume": "12",
        "issue": "3",
        "page": "1-10",
        "DOI": "10.1000/stairs.20",
        "URL": "https://stairs.example.org/a",
    }
    assert report == {
        "id": "board2021",
        "type": "report",
        "title": "Knees",
        "author": [{"literal": "Board of Knees"}],
        "issued": {"date-parts": [[2021]]},
        "accessed": {"date-parts": [[2024, 2, 1]]},
        "publisher": "Knees Press",
        "publisher-place": "Leeds",
        "URL": "https://knees.example.org/",
    }


def test_csl_json_gets_keys_to_cite_by(tmp_path: Path) -> None:
    entry = {"type": "book", "title": "The stairs", "issued": "2020"}
    ids = ["pmid:123", "http://zotero.org/users/1/items/AB", "ITEM-1", 12, "own2020"]
    entries = [{**entry, "id": each} for each in ids] + [entry]
    keys = [made["id"] for made in imported(tmp_path, json.dumps(entries))]
    made = [f"stairs2020{letter}" for letter in ("", "b", "c", "d", "e")]
    assert keys == [*made[:4], "own2020", made[4]]
    assert imported(tmp_path, json.dumps({**entry, "DOI": "10.1000/x"}))[0]["id"] == "stairs2020"


@pytest.mark.parametrize(
    ("data", "code", "line"),
    [
        (b"", "E014", 1),
        (b"Dear editor,", "E014", 1),
        (b"\n@article{a, title = {x", "E014", 2),
        (b"@book{a, title={T}}\n@book{b title={T}}", "E014", 2),
        (b"@book{a, title={T}}\n@book{a, title={T}}", "E014", 2),
        (b"@book{a, title={T}, title={T}}", "E014", 1),
        (b"@book{a, year={2020}}", "E021", 1),
        (b"@book{a, title={T}, doi={x}}", "E022", 1),
        (b"@book{a, title={" + b"{" * 3000 + b"}" * 3000 + b"}}", "E014", 1),
        (b"@book{a, title={" + b"x" * 5001 + b"}}", "E014", 1),
        (b"@book{a, title={T}, author={" + b"A and " * 9000 + b"}}", "E014", 1),
        (b"TY  - BOOK\nTI  - T\n", "E014", 1),
        (b"TY  - BOOK\nTI  - T\nTY  - BOOK\nTI  - T\nER  - \n", "E014", 1),
        (b"\nTY  - BOOK\nER  - \n", "E021", 2),
        (b'[{"id": "a"}, 3]', "E014", 1),
        (b'[\n{"id": "a", "type": "book"}]', "E021", 2),
        (b'[{"id": "a",}]', "E012", 1),
        (b"[" * 99, "E012", 1),
        (b"@book{a,\n title={\xff}}", "E002", 2),
        (b"@book{" + b"x" * 5_000_001, "E003", 0),
    ],
)
def test_bad_file_is_an_error_at_its_line(
    tmp_path: Path, data: bytes, code: str, line: int
) -> None:
    assert (code, line) in [each[:2] for each in told(tmp_path, data)]


def test_too_many_entries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bibliography_files, "MOST_ENTRIES", 1)
    assert told(tmp_path, BIBTEX.encode())[0][0] == "E014"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(alphabet='@{}\\$%,=\n"ab1 _^TYER-[]:', max_size=60).map(str.encode) | st.binary())
def test_no_file_is_a_crash(tmp_path: Path, data: bytes) -> None:
    for start in (b"@book{a, title = {", b"TY  - BOOK\n", b""):
        for code, _, message in told(tmp_path, start + data):
            assert code.startswith("E0")
            assert message


# --- Into the guide ------------------------------------------------------------------------


@pytest.fixture
def root(project: Project, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(references, "ROOT", project.root)
    return project.root


def run(root: Path, text: str, *options: str) -> Result:
    path = root / "export.bib"
    path.write_text(text, encoding="utf-8")
    command = ["references", "import", str(path), "--guide", "small", *options]
    done = CliRunner().invoke(cli.main, command, prog_name="build.py")
    assert done.exception is None or isinstance(done.exception, SystemExit)
    return done


def listed(root: Path) -> str:
    return (root / "content" / "small" / "references.json").read_text(encoding="utf-8")


def test_entries_are_added_at_the_end(root: Path) -> None:
    before = listed(root)
    done = run(root, BIBTEX)
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.output.startswith("added     stairs2020  Heel pain in ")
    after = listed(root)
    assert after.startswith(before.rstrip()[:-1].rstrip())
    assert [each["id"] for each in json.loads(after)] == [
        *(each["id"] for each in json.loads(before)),
        "stairs2020",
        "rest",
        "page",
    ]
    assert '\n  },\n  {\n    "id": "rest",\n' in after
    assert run(root, BIBTEX).output.count("kept ") == 3
    assert listed(root) == after


def test_nothing_is_written_over_unless_asked(root: Path) -> None:
    before = listed(root)
    other = "@book{adams2020, title = {Another}, year = 2021}"
    done = run(root, other)
    assert done.exit_code == 3
    assert "export.bib:1:1: error E032: “adams2020” is there already" in done.stderr
    assert listed(root) == before
    done = run(root, other, "--replace")
    assert (done.exit_code, done.output) == (0, "replaced  adams2020  Another\n")
    new, kept = json.loads(listed(root))
    assert (new["title"], kept) == ("Another", json.loads(before)[1])
    assert listed(root).endswith(before[before.index('    "id": "baker2021"') :])


def test_a_work_of_the_same_doi_is_kept(root: Path) -> None:
    before = listed(root)
    done = run(root, "@book{other, title = {T}, year = 2020, doi = {10.1000/STAIRS.12}}")
    assert done.output == "kept      adams2020  T\n"
    assert listed(root) == before


def test_good_entries_are_taken_beside_bad_ones(root: Path) -> None:
    done = run(root, "@book{good, title = {T}, year = 2020}\n@book{bad, year = 2020}")
    assert done.exit_code == 3
    assert "export.bib:2:1: error E021" in done.stderr
    assert "added     good  T" in done.output


ONE = '{"id": "b", "type": "book", "title": "U"}'
NEW = '{"id": "a", "type": "book", "title": "T"}'


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("[]", '[\n  {\n    "id": "a",\n    "type": "book",\n    "title": "T"\n  }\n]'),
        (f"[\n {ONE}\n]\n", f"[\n {ONE},\n {NEW}\n]\n"),
        (f"\ufeff[\r\n\t{ONE}\r\n]", f"\ufeff[\r\n\t{ONE},\r\n\t{NEW}\r\n]"),
        (f"[{ONE}]", f"[{ONE},\n{NEW}]"),
    ],
)
def test_the_file_keeps_its_form(project: Project, before: str, after: str) -> None:
    path = project.write("small/references.json", before.encode())
    export = project.write("export.bib", "@book{a, title = {T}}")
    done, diagnostics = import_references(project.root, "small", export)
    assert ([each.what for each in done], diagnostics) == (["added"], [])
    assert path.read_bytes().decode() == after


def test_a_file_that_cannot_be_written_stays(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path, data: bytes) -> None:
        raise OSError(28, "No space left on device")

    before = listed(root)
    monkeypatch.setattr(files, "write_whole", full)
    done = run(root, BIBTEX)
    assert done.exit_code == 5
    assert "nothing was imported: No space left on device" in done.stderr
    assert listed(root) == before


def test_references_that_are_wrong_are_told_first(project: Project) -> None:
    project.write("small/references.json", "{}")
    export = project.write("export.bib", BIBTEX)
    found: list[Diagnostic]
    done, found = import_references(project.root, "small", export)
    assert (done, [each.code for each in found]) == ([], ["E022"])


def test_an_unknown_guide_is_offered_the_nearest(root: Path) -> None:
    command = ["references", "import", "x.bib", "--guide", "smal"]
    done = CliRunner().invoke(cli.main, command)
    assert done.exit_code == 2
    assert "there is no guide “smal”; did you mean “small”?" in done.stderr
