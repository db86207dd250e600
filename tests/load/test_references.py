"""References: what managers export is taken as it comes, and what cannot be set is refused."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from backpocket.model.reference import Reference

ENTRY = {"id": "a", "type": "book", "title": "T"}


def taken(**fields: Any) -> dict[str, Any]:
    """Return the fields of an entry as they are set, without those of the smallest."""
    made = Reference.model_validate({**ENTRY, **fields}).model_dump(exclude_none=True)
    return {name: value for name, value in made.items() if ENTRY.get(name) != value}


def refusal(**fields: Any) -> str:
    with pytest.raises(ValidationError) as found:
        Reference.model_validate({**ENTRY, **fields})
    return str(found.value)


ZOTERO = {
    "id": "http://zotero.org/users/123/items/ABCD2345",
    "citation-key": "adams2015",
    "type": "article-journal",
    "title": "Heel pain &amp; <i>its</i> end",
    "abstract": "None.",
    "journalAbbreviation": "Foot",
    "ISSN": "0000-0000",
    "language": "en",
    "source": "PubMed",
    "issued": {"date-parts": [["2015", 7, 1]]},
    "accessed": {"date-parts": [["2024", 2, 1]]},
    "volume": "25",
}
MENDELEY = {
    "id": "ITEM-1",
    "itemData": {"id": "ITEM-1"},
    "uris": ["http://www.mendeley.com/documents/?uuid=1"],
    "author": [
        {"family": "Adams", "given": "Ann", "parse-names": False, "suffix": "", "droppingg": ""}
    ],
    "container-title-short": "Foot",
    "issue": 2,
}
CROSSREF = {
    "id": "https://doi.org/10.1000/Foot.25",
    "citation-key": "adams2015",
    "type": "journal-article",
    "title": ["Heel pain"],
    "container-title": ["Foot"],
    "short-title": [],
    "subtitle": [],
    "ISSN": ["0000-0000", "0000-0001"],
    "author": [
        {"given": "Ann", "family": "Adams", "sequence": "first", "affiliation": []},
        {"name": "Heel Group", "sequence": "additional", "affiliation": []},
    ],
    "created": {"date-parts": [[2015, 7, 1]], "date-time": "2015-07-01T00:00:00Z"},
    "issued": {"date-parts": [[None]]},
    "URL": "http://dx.doi.org/10.1000/foot.25",
    "DOI": "https://doi.org/10.1000/foot.25",
    "license": [{"URL": "http://creativecommons.org/"}],
    "reference-count": 31,
    "is-referenced-by-count": 0,
}
PUBMED = {
    "id": "pmid:28192789",
    "source": "PubMed",
    "title": "Heel pain.",
    "container-title-short": "Ann. Intern. Med.",
    "epub-date": {"date-parts": [[2017, 2, 14]]},
    "issued": {"date-parts": [[2017, 4, 4]]},
    "PMID": "28192789",
    "publisher": "",
}


@pytest.mark.parametrize(
    ("entry", "kept"),
    [
        (
            ZOTERO,
            {
                "id": "adams2015",
                "type": "article-journal",
                "title": "Heel pain & its end",
                "container-title-short": "Foot",
                "issued": {"date-parts": [[2015, 7, 1]]},
                "accessed": {"date-parts": [[2024, 2, 1]]},
                "volume": "25",
            },
        ),
        (
            MENDELEY,
            {
                "id": "ITEM-1",
                "author": ({"family": "Adams", "given": "Ann"},),
                "container-title-short": "Foot",
                "issue": "2",
            },
        ),
        (
            CROSSREF,
            {
                "id": "adams2015",
                "type": "article-journal",
                "title": "Heel pain",
                "container-title": "Foot",
                "author": ({"family": "Adams", "given": "Ann"}, {"literal": "Heel Group"}),
                "URL": "http://dx.doi.org/10.1000/foot.25",
                "DOI": "10.1000/foot.25",
            },
        ),
        (
            PUBMED,
            {
                "id": "pmid:28192789",
                "title": "Heel pain.",
                "container-title-short": "Ann. Intern. Med.",
                "issued": {"date-parts": [[2017, 4, 4]]},
                "PMID": "28192789",
            },
        ),
    ],
    ids=["Zotero", "Mendeley", "Crossref", "PubMed"],
)
def test_an_export_is_taken_as_it_comes(entry: dict[str, Any], kept: dict[str, Any]) -> None:
    assert taken(**entry) == kept


@pytest.mark.parametrize(
    ("entry", "key"),
    [
        ({"id": "adams2020"}, "adams2020"),
        ({"id": 12}, "12"),
        ({"id": "x", "citation_key": "adams2020"}, "adams2020"),
        ({"id": "x", "citationKey": " adams2020 "}, "adams2020"),
        ({"id": "http://x.org/1", "note": "Read.\nCitation Key: adams2020"}, "adams2020"),
        ({"id": "http://zotero.org/users/1/items/AB"}, "http://zotero.org/users/1/items/AB"),
        ({"id": "müller2020:pain"}, "müller2020:pain"),
    ],
)
def test_what_an_entry_is_cited_by(entry: dict[str, Any], key: str) -> None:
    assert Reference.model_validate({**ENTRY, **entry}).id == key


NO_KEYS = ["", "a b", "a]", "@a", "-a", "a;b", "a,b", "a" * 201, None, [], 1.5]


@pytest.mark.parametrize("key", NO_KEYS)
def test_key_that_cannot_be_cited_is_refused(key: object) -> None:
    assert "id" in refusal(id=key)


@pytest.mark.parametrize(
    ("text", "set_"),
    [
        ("Caf&eacute; &amp; R&amp;D", "Café & R&D"),
        ("A &amp;lt; B", "A < B"),
        ("5 < 6 and 7 > 6", "5 < 6 and 7 > 6"),
        ("<jats:p>So</jats:p> <scp>it</scp> <span class='nocase'>is</span>", "So it is"),
        ("H<sub>2</sub>O and <SUP>3</SUP>", "H<sub>2</sub>O and <SUP>3</SUP>"),
        ("two\n  lines\u00ad", "two lines\u00ad"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
    ],
)
def test_title_loses_its_entities_and_tags(text: str, set_: str) -> None:
    assert taken(title=text)["title"] == set_


@pytest.mark.parametrize(
    ("date", "set_"),
    [
        ({"date-parts": [["2020", "04", "30"]]}, {"date-parts": [[2020, 4, 30]]}),
        ({"date-parts": [[2020, 0, 0]]}, {"date-parts": [[2020]]}),
        ({"date-parts": [[2020, None]]}, {"date-parts": [[2020]]}),
        ({"date-parts": [[2020], [0]]}, {"date-parts": [[2020]]}),
        ({"date-parts": [[2020, 4], [2021, 1]]}, {"date-parts": [[2020, 4], [2021, 1]]}),
        ({"date-parts": [[-44]]}, {"date-parts": [[-44]]}),
        ({"date-parts": [[2020]], "season": "Fall"}, {"date-parts": [[2020]], "season": 3}),
        ({"date-parts": [[2020]], "circa": "1"}, {"date-parts": [[2020]], "circa": True}),
        ({"date-parts": [], "literal": "n.d."}, {"literal": "n.d."}),
        ({"literal": "in press"}, {"literal": "in press"}),
        ({"literal": "2020"}, {"date-parts": [[2020]]}),
        ({"raw": "2020-04-30"}, {"date-parts": [[2020, 4, 30]]}),
        ({"raw": "2020-04-30T10:00:00Z"}, {"date-parts": [[2020, 4, 30]]}),
        ({"raw": "2020/04"}, {"date-parts": [[2020, 4]]}),
        ({"raw": "April 30, 2020"}, {"date-parts": [[2020, 4, 30]]}),
        ({"raw": "30th Apr. 2020"}, {"date-parts": [[2020, 4, 30]]}),
        ({"raw": "2020 Apr 30"}, {"date-parts": [[2020, 4, 30]]}),
        ({"raw": "2020-04/2020-05"}, {"date-parts": [[2020, 4], [2020, 5]]}),
        ({"raw": "30/04/2020"}, {"literal": "30/04/2020"}),  # or the fourth of the 30th?
        ({"raw": "2020-13"}, {"literal": "2020-13"}),
        ("2020-04", {"date-parts": [[2020, 4]]}),
        (2020, {"date-parts": [[2020]]}),
    ],
)
def test_date_is_read(date: object, set_: dict[str, Any]) -> None:
    assert taken(issued=date)["issued"] == set_


@pytest.mark.parametrize("date", [None, {}, {"date-parts": [[None]]}, {"date-parts": [[]]}])
def test_date_that_is_empty_is_none(date: object) -> None:
    assert taken(issued=date) == {}


@pytest.mark.parametrize(
    "date",
    [
        {"literal": ""},
        {"literal": "x" * 101},
        {"month": 4},
        {"date-parts": 2020},
        {"date-parts": [2020]},
        {"date-parts": [[True]]},
        {"date-parts": [["so"]]},
        {"date-parts": [[2020.5]]},
        {"date-parts": [[2020], [2021, 13]]},
        {"date-parts": [[2020], [2021], [2022]]},
        {"date-parts": [[2020, 2, 32]]},
        {"date-parts": [[2020, 0, 5]]},
        {"date-parts": [[0]]},
        {"date-parts": [["0", 4]]},
        True,
    ],
)
def test_date_that_cannot_be_set_is_refused(date: object) -> None:
    assert re.search(r"\bdate\b", refusal(issued=date))


@pytest.mark.parametrize(
    ("name", "set_"),
    [
        ({"family": "Adams", "given": "Ann", "ORCID": "0"}, {"family": "Adams", "given": "Ann"}),
        ({"family": "Adams", "given": ""}, {"family": "Adams"}),
        ({"given": "Plato"}, {"literal": "Plato"}),
        ({"name": "A Group"}, {"literal": "A Group"}),
        ({"literal": "A Group", "family": "x"}, {"literal": "A Group"}),
        ({"literal": "R&amp;D"}, {"literal": "R&D"}),
        ("Adams, Ann", {"family": "Adams", "given": "Ann"}),
        ("A Group", {"literal": "A Group"}),
    ],
)
def test_name_is_read(name: object, set_: dict[str, str]) -> None:
    assert taken(author=[name]) == {"author": (set_,)}


@pytest.mark.parametrize("name", [{}, {"familly": "x"}, {"family": 3}, 3, [], "", {"given": " "}])
def test_name_that_cannot_be_set_is_refused(name: object) -> None:
    assert "author.0" in refusal(author=[name])


@pytest.mark.parametrize("doi", ["doi:", "https://doi.org/", "DOI ", "http://dx.doi.org/"])
def test_doi_stands_alone(doi: str) -> None:
    assert taken(DOI=f"{doi}10.1000/a(b)") == {"DOI": "10.1000/a(b)"}


@pytest.mark.parametrize(
    "fields",
    [
        {"DOI": "stairs.12"},
        {"DOI": 12},
        {"DOI": "10.1000/a b"},
        {"URL": "ftp://x.org"},
        {"URL": "javascript:alert(1)"},
        {"URL": "https://x.org/a b"},
        {"URL": 'https://x.org/"a'},
        {"URL": ["https://x.org"]},
        {"page": ["45", "51"]},
        {"volume": True},
        {"publisher": "x" * 5001},
        {"title": ""},
        {"title": None},
        {"title": "x\u202ey"},
        {"title": "x&#8238;y"},
        {"type": []},
        {"author": "Adams"},
    ],
)
def test_field_that_cannot_be_set_is_refused(fields: dict[str, Any]) -> None:
    assert next(iter(fields)) in refusal(**fields)


@pytest.mark.parametrize("field", ["DOI", "URL", "author", "issued", "volume"])
def test_field_may_be_empty(field: str) -> None:
    assert taken(**{field: None}) == {}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=9,
)


@given(st.dictionaries(st.sampled_from(sorted(Reference.field_names() | {"note"})), JSON))
def test_no_entry_is_a_crash(fields: dict[str, Any]) -> None:
    try:
        made = Reference.model_validate({**ENTRY, **fields})
    except ValidationError:
        return
    set_ = made.model_dump(exclude_none=True)
    assert Reference.model_validate(set_).model_dump(exclude_none=True) == set_
