"""Print runs: every copy in order, each on a front side, and the shared pages stored once."""

from __future__ import annotations

import dataclasses
import io
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from backpocket.orders.batch.pick_list import pick_list
from backpocket.orders.batch.printrun import Wanted, print_run
from backpocket.orders.copies.base import Base
from backpocket.orders.pick_rows import PickRow, Pile
from backpocket.orders.plan import Copy
from backpocket.orders.runs.rests import cut_volume
from backpocket.orders.volume import PrintedFile
from tests.orders.conftest import Small
from tests.programs import program

HANDOUT, SHEET = "small/handout-a4", "small/sheet-letter"


def pdftotext(path: Path) -> str:
    command = [program("pdftotext"), "-enc", "UTF-8", path, "-"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


@dataclass(frozen=True)
class Order:
    order_number: str
    reader: str | None
    editions: tuple[str, ...] = (HANDOUT, SHEET)
    contents: tuple[str, ...] = ()
    more: tuple[Order, ...] = ()

    @property
    def each(self) -> tuple[Order, ...]:
        return (self, *self.more)


@pytest.fixture(scope="module")
def bases(handout: Base, sheet: Base) -> dict[str, Base]:
    # Rendered side by side, each has its fonts in a folder of its own.
    return {HANDOUT: handout, SHEET: dataclasses.replace(sheet, faces=handout.faces)}


def many(count: int) -> Iterator[Order]:
    for index in range(count):
        yield Order(f"#{index}", ("Łukasz", "Ελένη", "佐藤", None)[index % 4])


def printed(bases: dict[str, Base], orders: Iterable[Order]) -> bytes:
    return volume(bases, orders).data


def volume(bases: dict[str, Base], orders: Iterable[Order]) -> PrintedFile:
    made, diagnostics = print_run(bases, orders)
    assert diagnostics == []
    assert made is not None
    return made


def numbers(data: bytes) -> dict[int, str]:
    """Return the order number on each page that has one, by page from 0."""
    pdf = pypdfium2.PdfDocument(data)
    found = {}
    for index, page in enumerate(pdf):
        lines = page.get_textpage().get_text_range().splitlines()
        named = [line.rpartition("Order ")[2].strip() for line in lines if "Order #" in line]
        if named:
            found[index] = named[0]
    pdf.close()
    return found


def test_copies_stand_in_order_each_on_a_front_side(bases: dict[str, Base]) -> None:
    data = printed(bases, many(5))
    leaves = {name: base.pages + base.pages % 2 for name, base in bases.items()}
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert len(pdf.pages) == 5 * sum(leaves.values())
    found = numbers(data)
    assert list(found.values()) == [f"#{index}" for index in range(5) for _ in bases]
    assert all(page % 2 == 0 for page in found)


def test_the_back_of_a_single_leaf_is_blank(bases: dict[str, Base]) -> None:
    data = printed(bases, iter([Order("#1", "Anna", (SHEET,))]))
    pdf = pypdfium2.PdfDocument(data)
    assert len(pdf) == 2
    assert pdf[1].get_size() == pdf[0].get_size()
    assert pdf[1].render().to_pil().convert("L").getextrema() == (255, 255)
    pdf.close()


def test_a_printed_page_looks_like_a_personal_one(bases: dict[str, Base]) -> None:
    from backpocket.orders.copies.personalise import personal

    run = pypdfium2.PdfDocument(printed(bases, iter([Order("#1", "Łukasz")])))
    own = pypdfium2.PdfDocument(personal(bases[HANDOUT], "Łukasz", "#1")[0])
    for index in (0, 1):
        pages = [pdf[index].render(may_draw_forms=False, draw_annots=False) for pdf in (run, own)]
        assert pages[0].to_numpy().tobytes() == pages[1].to_numpy().tobytes()
    run.close()
    own.close()


def test_a_thousand_more_orders_take_little_room(bases: dict[str, Base]) -> None:
    few, more = (len(printed(bases, many(count))) for count in (4, 404))
    assert (more - few) / 400 < 2 * 600


def test_fonts_are_stored_once(bases: dict[str, Base]) -> None:
    with pikepdf.open(io.BytesIO(printed(bases, many(40)))) as pdf:
        items = [item for item in pdf.objects if isinstance(item, pikepdf.Dictionary)]
        names = [str(item.BaseFont) for item in items if item.get("/Subtype") == "/Type0"]
    assert len([name for name in names if "Boxes" in name]) == 1


@pytest.mark.parametrize("count", [0, 1, 40])
def test_qpdf_has_nothing_to_say(bases: dict[str, Base], tmp_path: Path, count: int) -> None:
    file = tmp_path / "run.pdf"
    file.write_bytes(printed(bases, many(count)))
    done = subprocess.run(
        [program("qpdf"), "--check", file], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_an_outline_and_labels_lead_to_each_order(bases: dict[str, Base]) -> None:
    made = volume(bases, many(5))
    length = sum(base.pages + base.pages % 2 for base in bases.values())
    assert made.begins == tuple(1 + length * index for index in range(5))
    with pikepdf.open(io.BytesIO(made.data)) as pdf:
        with pdf.open_outline() as outline:
            found = [(each.title, page_of(pdf, each)) for each in outline.root]
        assert found == [(f"#{at}", begin) for at, begin in enumerate(made.begins)]
        labels = [page.label for page in pdf.pages]
        assert str(pdf.Root.PageMode) == "/UseOutlines"
    assert labels == [f"#{at}-{page}" for at in range(5) for page in range(1, length + 1)]


def page_of(pdf: pikepdf.Pdf, entry: pikepdf.OutlineItem) -> int:
    """Return the page, from 1, that an entry of an outline leads to."""
    assert isinstance(entry.destination, pikepdf.Array)
    return pikepdf.Page(entry.destination[0]).index + 1


def test_a_number_that_is_no_plain_text_is_one_in_the_outline(bases: dict[str, Base]) -> None:
    with pikepdf.open(
        io.BytesIO(printed(bases, [Order("Ω (5)\\\n", None), Order("", None)]))
    ) as pdf:
        with pdf.open_outline() as outline:
            assert [each.title for each in outline.root] == ["Ω (5)\\", "(no number)"]
        assert pdf.pages[1].label == "Ω (5)\\-2"


def test_what_no_copy_needs_is_not_in_it(bases: dict[str, Base]) -> None:
    both = printed(bases, [Order("#1", "Anna")])
    one = printed(bases, [Order("#1", "Anna", (SHEET,))])
    alone = printed({SHEET: bases[SHEET]}, [Order("#1", "Anna", (SHEET,))])
    assert len(one) < len(both) / 2
    assert one == alone


@pytest.mark.slow
def test_pages_that_differ_keep_what_is_theirs(small: Small) -> None:
    """Pages of a base have one size and share their resources, but they need not."""
    base = small.base("handout", "a4")
    with pikepdf.open(io.BytesIO(base.data)) as pdf:
        pdf.pages[1].mediabox = pikepdf.Array([0, 0, 300, 200])
        pdf.pages[1].resources.XObject = pikepdf.Dictionary()
        pdf.pages[1].obj.Resources = pikepdf.Dictionary(dict(pdf.pages[1].resources.items()))
        out = io.BytesIO()
        pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        texts = [page.obj.Contents for page in pdf.pages]
        assert len(texts) == base.pages
    other = dataclasses.replace(base, data=out.getvalue())
    with pikepdf.open(
        io.BytesIO(printed({HANDOUT: other}, [Order("#1", None, (HANDOUT,))]))
    ) as pdf:
        boxes = [[round(float(each)) for each in page.mediabox] for page in pdf.pages]
        assert boxes[1] == [0, 0, 300, 200]
        assert len({tuple(box) for box in (boxes[0], *boxes[2:])}) == 1
        assert "/XObject" in pdf.pages[1].resources


def test_the_same_orders_give_the_same_bytes(bases: dict[str, Base]) -> None:
    assert printed(bases, many(6)) == printed(bases, many(6))


def test_nothing_for_screens_is_in_it(bases: dict[str, Base]) -> None:
    with pikepdf.open(io.BytesIO(printed(bases, many(2)))) as pdf:
        assert "/StructTreeRoot" not in pdf.Root
        assert "/AcroForm" not in pdf.Root
        assert str(pdf.Root.ViewerPreferences.Duplex) == "/DuplexFlipLongEdge"
        assert not [page for page in pdf.pages if "/Annots" in page.obj]


def test_an_edition_that_was_not_rendered_is_an_error(bases: dict[str, Base]) -> None:
    made, diagnostics = print_run(bases, [Order("#9", "Anna", ("small/none",))])
    assert made is None
    assert [each.code for each in diagnostics] == ["E955"]
    assert diagnostics[0].is_error
    assert "#9" in diagnostics[0].place.path


def test_a_copy_of_the_plan_can_be_printed() -> None:
    copy: Wanted = Copy(order_number="#1", editions=(HANDOUT,), paper="a4", reader="Anna")
    assert copy.contents == ()


def test_the_copies_of_several_readers_are_one_order(bases: dict[str, Base]) -> None:
    order = Order("#1", "Jo", more=(Order("#1", "Max"),))
    file, _ = print_run(bases, [order, Order("#2", "Ann")])
    assert file is not None
    assert len(file.begins) == 2
    with pikepdf.open(io.BytesIO(file.data)) as pdf:
        assert len(pdf.pages) == file.pages == 3 * (file.begins[1] - 1) // 2


# --- The pick list, and the rest after a jam ------------------------------------------------


def test_a_pick_list(bases: dict[str, Base], tmp_path: Path) -> None:
    rows = [
        PickRow(f"#{n}", "shopify", ("Relief Balm",), ((n, n + 1), (n, None))) for n in range(99)
    ]
    data = pick_list(bases, [Pile(("print-a4-01.pdf", "cards-a6-01.pdf"), "a4", iter(rows))])
    (tmp_path / "list.pdf").write_bytes(data)
    said = pdftotext(tmp_path / "list.pdf")
    assert said.count("print-a4-01.pdf and cards-a6-01.pdf") == 3  # pages
    assert said.count("Relief Balm") == 99
    assert "#98" in said
    assert "98–99; 98–" in said
    again = pick_list(bases, [Pile(("print-a4-01.pdf", "cards-a6-01.pdf"), "a4", iter(rows))])
    assert again == data


def test_the_rest_of_a_volume(bases: dict[str, Base], tmp_path: Path) -> None:
    file, _ = print_run(bases, [Order(f"#{n}", f"Reader {n}") for n in (1039, 1040, 1041)])
    assert file is not None
    (tmp_path / "print-a4-01.pdf").write_bytes(file.data)
    out = cut_volume(tmp_path, "print-a4-01.pdf", file.begins[1], "#1040")
    assert out.name == "print-a4-01-from-1040.pdf"
    with pikepdf.open(out) as pdf:
        assert len(pdf.pages) == file.pages - file.begins[1] + 1
        labels = [str(label.P) for label in list(pdf.Root.PageLabels.Nums)[1::2]]
        assert labels == ["#1040-", "#1041-"]
        with pdf.open_outline() as outline:
            assert [item.title for item in outline.root] == ["#1040", "#1041"]
    said = pdftotext(out)
    assert "Reader 1039" not in said
    assert "Reader 1041" in said
