"""The list of references, entry by entry, beside what pandoc’s citeproc makes of the same style.

Three things are the press’s own, and said here once for all entries: a DOI is address enough, so
that a PubMed number and a second address are left out beside it; it stands after a blank; and an
address is shown without what every reader adds. Any other difference stands beside its entry, in
``differs``: what pandoc has there, and why.
"""

from __future__ import annotations

import html
import json
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pypandoc
import pytest

from backpocket.model.reference import Reference
from backpocket.model.source import Source
from backpocket.render.bibliography import set_entries
from tests.conftest import HERE

ROOT = HERE.parent
STYLE = ROOT / "styles" / "csl" / "vancouver.csl"
SHORT = ROOT / "styles" / "csl" / "short.csl"
WORKS = json.loads((HERE / "golden" / "bibliography" / "works.json").read_text(encoding="utf-8"))
OURS = json.loads((ROOT / "content/lower-back-pain/references.json").read_text(encoding="utf-8"))
ENTRIES: Mapping[str, Any] = {entry["id"]: entry for entry in (*WORKS, *OURS)}
BEFORE_DOI = re.compile(r"(?:doi: |doi\.org/)(?=10\.)")
"""What some entries have in their field, which a list of bare DOIs goes without."""
SOURCE = Source("styles/csl/vancouver.csl", STYLE.read_text(encoding="utf-8"))


def entry_html(*entries: Mapping[str, Any], style: Source = SOURCE) -> list[str]:
    references = {made.id: made for made in map(Reference.model_validate, entries)}
    numbers = {key: number for number, key in enumerate(references, 1)}
    listed, diagnostics = set_entries(references, numbers, {}, style)
    assert not diagnostics
    return [entry.html for entry in listed]


def words(markup: str) -> str:
    """Return the text of an entry, with the tags of what stands above or below the line."""
    text = html.unescape(re.sub(r"</?a\b[^>]*>", "", markup))
    return " ".join(text.split())


def as_we_show(text: str) -> str:
    return re.sub(r"https?://(?:www\.)?(\S+?)/?$", r"\1", text.replace("doi:", "doi: ", 1))


def pandoc_text(node: Any) -> str:
    """Return the text below a node of pandoc’s tree, without the number in the margin."""
    if isinstance(node, list):
        return "".join(map(pandoc_text, node))
    kind, content = node["t"], node.get("c")
    if kind in ("Space", "SoftBreak"):
        return " "
    if kind == "Str":
        return str(content)
    if kind in ("Superscript", "Subscript"):
        return f"<{kind[:3].lower()}>{pandoc_text(content)}</{kind[:3].lower()}>"
    if kind in ("Span", "Link", "Div"):
        return "" if "csl-left-margin" in content[0][1] else pandoc_text(content[1])
    assert kind in ("Para", "Plain", "Emph", "Strong"), kind
    return pandoc_text(content)


def set_by_pandoc(style: Path, listed: Path) -> Mapping[str, str]:
    """Return what pandoc prints for each entry."""
    beside_doi = ("PMID", "PMCID", "URL", "accessed")
    given = [
        {name: entry[name] for name in entry if name != "differs"}
        if "DOI" not in entry
        else {name: entry[name] for name in entry if name not in ("differs", *beside_doi)}
        for entry in ENTRIES.values()
    ]
    listed.write_text(json.dumps(given), encoding="utf-8")
    command = [pypandoc.get_pandoc_path(), "--from=markdown", "--to=json", "--citeproc"]
    command += [f"--bibliography={listed}", f"--csl={style}"]
    cited = "\n".join(f"[@{key}]" for key in ENTRIES)
    done = subprocess.run(command, input=cited, capture_output=True, text=True, check=True)
    [bibliography] = [
        block["c"][1]
        for block in json.loads(done.stdout)["blocks"]
        if block["t"] == "Div" and block["c"][0][0] == "refs"
    ]
    return {
        div["c"][0][0].removeprefix("ref-"): as_we_show(" ".join(pandoc_text(div).split()))
        for div in bibliography
    }


@pytest.fixture(scope="module")
def by_pandoc(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    return set_by_pandoc(STYLE, tmp_path_factory.mktemp("pandoc") / "works.json")


@pytest.fixture(scope="module")
def short_by_pandoc(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    return set_by_pandoc(SHORT, tmp_path_factory.mktemp("pandoc") / "works.json")


@pytest.fixture(scope="module")
def by_us() -> Mapping[str, str]:
    return dict(zip(ENTRIES, map(words, entry_html(*ENTRIES.values())), strict=True))


@pytest.fixture(scope="module")
def short_by_us() -> Mapping[str, str]:
    style = Source("styles/csl/short.csl", SHORT.read_text(encoding="utf-8"))
    return dict(zip(ENTRIES, map(words, entry_html(*ENTRIES.values(), style=style)), strict=True))


def test_works_are_of_many_kinds() -> None:
    assert len(WORKS) >= 60
    assert len({entry["type"] for entry in WORKS}) >= 12


@pytest.mark.parametrize("key", ENTRIES)
def test_entry_is_that_of_pandoc(
    key: str, by_us: Mapping[str, str], by_pandoc: Mapping[str, str]
) -> None:
    differs = ENTRIES[key].get("differs")
    if differs:
        assert differs["why"]
        assert differs["pandoc"] in by_pandoc[key]
        assert differs["pandoc"] not in by_us[key]
    else:
        assert by_us[key] == by_pandoc[key]


@pytest.mark.parametrize("key", ENTRIES)
def test_short_entry_is_that_of_pandoc(
    key: str, short_by_us: Mapping[str, str], short_by_pandoc: Mapping[str, str]
) -> None:
    differs = ENTRIES[key].get("differs")
    theirs = BEFORE_DOI.sub("", short_by_pandoc[key])
    if differs and differs["pandoc"] in theirs:
        assert differs["pandoc"] not in short_by_us[key]
    else:
        assert short_by_us[key] == theirs


def article(**fields: Any) -> str:
    entry = {"id": "a", "type": "article-journal", "title": "T", "container-title": "J"}
    return words(entry_html({**entry, "volume": 1, "issued": 2020, **fields})[0])


@pytest.mark.parametrize(
    ("pages", "printed"),
    [
        ("1-10", "1–10"),
        ("10-19", "10–9"),
        ("514-530", "514–30"),
        ("514-30", "514–30"),
        ("101-1010", "101–1010"),
        ("iv-ix", "iv–ix"),
        ("A1-A10", "A1–10"),
        ("S12-S15", "S12–5"),
        ("S12-15", "S12–15"),
        ("1--10", "1–10"),
        ("1 – 10", "1–10"),
        ("3-3", "3–3"),
        ("99-101, 105-109", "99–101, 105–9"),
        ("1-10 & 12-20", "1–10 & 12–20"),
        ("1021-1029.e3", "1021–1029.e3"),
        ("e0123-e0130", "e0123–30"),
        ("b2535", "b2535"),
    ],
)
def test_pages(pages: str, printed: str) -> None:
    assert article(page=pages) == f"T. J. 2020;1:{printed}."


@pytest.mark.parametrize(
    ("date", "printed"),
    [
        ([[2024, 2, 1]], "2024 Feb 1"),
        ([[2024, 2]], "2024 Feb"),
        ([[2024]], "2024"),
        ([[2024, 2, 1], [2024, 2, 3]], "2024 Feb 1–3"),
        ([[2024, 6, 1], [2024, 7, 3]], "2024 Jun 1–Jul 3"),
        ([[2023, 12], [2024, 1]], "2023 Dec–2024 Jan"),
        ([[2024, 2, 1], [2024, 2, 1]], "2024 Feb 1"),
    ],
)
def test_day_of_reading(date: list[list[int]], printed: str) -> None:
    page = {"id": "a", "type": "webpage", "title": "T", "URL": "http://www.x.org/b/"}
    [entry] = entry_html({**page, "accessed": {"date-parts": date}})
    assert words(entry) == f"T [Internet]. [cited {printed}]. Available from: x.org/b"
    assert 'href="http://www.x.org/b/"' in entry


def test_season() -> None:
    report = {"id": "a", "type": "report", "title": "T", "publisher": "P"}
    [entry] = entry_html({**report, "issued": {"date-parts": [[2024]], "season": 2}})
    assert entry == "T. P; 2024 Summer."


def test_title_stands_before_site_and_date() -> None:
    page = {"id": "a", "type": "webpage", "title": "Sitting", "container-title": "nhs.uk"}
    [entry] = entry_html({**page, "issued": "2021", "URL": "https://nhs.uk/a"})
    assert words(entry) == "Sitting. nhs.uk [Internet]. 2021. Available from: nhs.uk/a"


@pytest.mark.parametrize("doi", ["10.1/x", "https://doi.org/10.1/x", "doi:10.1/x"])
def test_doi_is_the_one_link(doi: str) -> None:
    work = {"id": "a", "type": "article-journal", "title": "T", "URL": "http://dx.doi.org/10.1/x"}
    [entry] = entry_html({**work, "DOI": doi, "PMID": "1", "PMCID": "PMC1", "accessed": "2024"})
    assert entry == 'T. doi: <a class="outside" href="https://doi.org/10.1/x">10.1/x</a>'


@pytest.mark.parametrize(
    ("names", "printed"),
    [
        ({"editor": ["E, F", "G, H"]}, "E F, G H, editors. T. J. 2020."),
        ({"editor": ["E, F"], "author": ["A, B"]}, "A B. T. E F, editor. J. 2020."),
        ({"translator": ["E, F"]}, "E F, translator. T. J. 2020."),
        ({"collection-editor": ["E, F"]}, "E F, editor. T. J. 2020."),
        ({"author": [{"family": "王", "given": "伟"}]}, "王伟. T. J. 2020."),
        ({"author": ["Smith, Jean-Paul"]}, "Smith JP. T. J. 2020."),
        ({}, "T. J. 2020."),
    ],
)
def test_names(names: dict[str, Any], printed: str) -> None:
    assert article(type="book", volume="", **names) == printed


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("", 1, "Document is empty"),
        ("<style>\n  <info>\n</style>", 3, "Opening and ending tag mismatch"),
        ("<feed/>", 1, "its first element is not the <style> of CSL 1.0"),
        (SOURCE.text.replace("bibliography", "list"), 2, "it has no <bibliography>"),
        (SOURCE.text.replace("<macro name=", "<macro name='' id=", 1), 401, "no macro “"),
        (SOURCE.text.replace("<names ", "<odd ", 1).replace("</names>", "</odd>", 1), 164, "<odd>"),
    ],
)
def test_style_that_is_none_is_an_error_at_its_line(text: str, line: int, message: str) -> None:
    made = Reference.model_validate(WORKS[0])
    style = Source("styles/csl/odd.csl", text)
    entries, [found] = set_entries({made.id: made}, {made.id: 1}, {}, style)
    assert (entries, found.code, found.is_error) == ([], "E408", True)
    assert (found.place.path, found.place.line) == ("styles/csl/odd.csl", line)
    assert message in found.message
