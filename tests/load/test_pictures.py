"""Pictures from files: read with care, stripped of all but what is seen, and in every edition."""

from __future__ import annotations

import io
import shutil
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pdfplumber
import pytest
from PIL import Image, ImageCms, ImageDraw

from backpocket.draw.greys import turned_grey
from backpocket.load.disk import Disk
from backpocket.load.photos import PhotoError, read_photo
from backpocket.load.picture_files import read_picture
from backpocket.load.project import load_project
from backpocket.load.svg_files import read_svg
from backpocket.model.editions import EDITIONS
from backpocket.model.pictures import PictureFile
from backpocket.model.source import Source
from backpocket.publish import publish
from tests.conftest import HERE, Project

HEEL = "A sore heel, from the side."


def photo(kind: str = "PNG", size: tuple[int, int] = (900, 600), **more: object) -> bytes:
    """Return a picture with a red field on white."""
    image = Image.new("RGB", size, "white")
    ImageDraw.Draw(image).rectangle((0, 0, size[0] // 2, size[1] // 2), fill="#c03020")
    out = io.BytesIO()
    image.save(out, kind, **more)
    return out.getvalue()


def svg(inside: str, first: str = 'viewBox="0 0 30 20"') -> Source:
    return Source("heel.svg", f'<svg xmlns="http://www.w3.org/2000/svg" {first}>{inside}</svg>')


def opened(file: PictureFile) -> Image.Image:
    return Image.open(io.BytesIO(file.data))


# --- photos ----------------------------------------------------------------------------------


def with_place() -> bytes:
    """Return a photo that lies on its side, and says where and by whom it was taken."""
    image = Image.open(io.BytesIO(photo("JPEG")))
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x013B] = "An editor"
    exif[0x8825] = {1: "N", 2: (51.0, 30.0, 0.0), 3: "W", 4: (0.0, 7.0, 39.0)}
    out = io.BytesIO()
    image.save(out, "JPEG", exif=exif, comment=b"A comment", xmp=b"<x:xmpmeta>Home</x:xmpmeta>")
    return out.getvalue()


def test_a_place_and_all_else_that_a_camera_adds_is_left_behind() -> None:
    data = with_place()
    assert b"An editor" in data
    file = read_photo(data, "heel.jpg", ".jpg")
    assert (file.width, file.height) == (600, 900)  # upright
    for word in (b"An editor", b"A comment", b"Exif", b"xmp", b"Home"):
        assert word not in file.data
    assert not opened(file).getexif()


@pytest.mark.parametrize(("suffix", "kind"), [(".png", "PNG"), (".jpg", "JPEG"), (".webp", "WEBP")])
def test_each_kind_of_photo_keeps_its_dots(suffix: str, kind: str) -> None:
    file = read_photo(photo(kind), f"heel{suffix}", suffix)
    assert file.media in ("image/png", "image/jpeg")
    red, green, blue = opened(file).convert("RGB").getpixel((10, 10))  # type: ignore[misc]
    assert red > 180
    assert max(green, blue) < 60
    assert file == read_photo(photo(kind), f"heel{suffix}", suffix)


def test_what_is_clear_is_printed_on_white() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (40, 40), (0, 0, 0, 0)).save(out, "PNG")
    file = read_photo(out.getvalue(), "heel.png", ".png")
    assert opened(file).convert("RGB").getpixel((5, 5)) == (255, 255, 255)


def swapped() -> bytes:
    """Return a colour profile that takes red for blue, and blue for red."""
    data = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return data.replace(b"rXYZ", b"????", 1).replace(b"bXYZ", b"rXYZ", 1).replace(b"????", b"bXYZ")


@pytest.mark.parametrize(
    ("profile", "colour"),
    [(None, (255, 0, 0)), (b"none", (255, 0, 0)), (swapped(), (0, 0, 255))],
    ids=["none", "of no form", "of its own"],
)
def test_colours_are_those_of_the_profile(profile: bytes | None, colour: tuple[int, ...]) -> None:
    out = io.BytesIO()
    Image.new("RGB", (40, 40), "red").save(out, "PNG", icc_profile=profile)
    clean = opened(read_photo(out.getvalue(), "heel.png", ".png"))
    assert "icc_profile" not in clean.info
    seen = clean.convert("RGB").getpixel((5, 5))
    assert isinstance(seen, tuple)
    assert all(abs(one - two) < 3 for one, two in zip(seen, colour, strict=True)), seen


def bomb(side: int = 30_000) -> bytes:
    """Return a small PNG that says how many dots it has along each side."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return len(data).to_bytes(4, "big") + body + zlib.crc32(body).to_bytes(4, "big")

    head = chunk(b"IHDR", side.to_bytes(4, "big") * 2 + b"\x01\x00\x00\x00\x00")
    data = zlib.compress(b"\x00" * 1_000_000)
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def moving() -> bytes:
    out = io.BytesIO()
    frames = [Image.new("RGB", (40, 40), colour) for colour in ("red", "blue")]
    frames[0].save(out, "WEBP", save_all=True, append_images=frames[1:])
    return out.getvalue()


BAD: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "cut off": (".png", lambda: photo()[:900], "a part of it is missing"),
    "cut off JPEG": (".jpg", lambda: photo("JPEG")[:2000], "a part of it is missing"),
    "of another kind": (".png", lambda: photo("JPEG"), "holds a JPEG"),
    "no picture": (".png", lambda: b"MZ" + bytes(500), "this is not a picture"),
    "empty": (".jpg", lambda: b"", "this is not a picture"),
    "a bomb": (".png", bomb, "more than 50 million dots"),
    "a little too large": (".png", lambda: bomb(7072), "more than 50 million dots"),
    "as large as may be": (".png", lambda: bomb(7071), "a part of it is missing"),
    "moving": (".webp", moving, "this picture moves"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_photo_that_cannot_be_used_is_told(name: str) -> None:
    suffix, made, words = BAD[name]
    with pytest.raises(PhotoError, match=words) as told:
        read_photo(made(), f"heel{suffix}", suffix)
    assert told.value.hint


# --- drawings --------------------------------------------------------------------------------


def test_a_drawing_keeps_what_draws_and_nothing_else() -> None:
    source = svg(
        '<metadata>Home</metadata><title>T</title><g id="a" data-x="1" fill="#b5530b">'
        '<path d="M0 0L9 9" style="stroke:red;font-family:Arial"/></g><use href="#a"/>'
    )
    file, found = read_svg(source, "heel.svg")
    assert not found
    assert file is not None
    text = file.data.decode()
    assert 'd="M0 0L9 9"' in text
    assert 'href="#a"' in text
    for word in ("Home", "title", "data-x", "Arial"):
        assert word not in text
    assert (file.width, file.height) == (30, 20)


SIZES = {
    'width="30mm" height="2cm"': (113.4, 75.6),
    'viewBox="-5,-5 300 200" width="100%"': (300, 200),
    'width="100%"': None,
    'viewBox="0 0 0 20"': None,
    'viewBox="0 0 1e999 20"': None,
    'viewBox="0 0 1e6 1e6"': (1e6, 1e6),
    'viewBox="0 0 1000001 20"': None,
    'viewBox="0 0 20 1000001"': None,
    'viewBox="0 0 30 20 1"': None,
    'viewBox="0 0 30 20 1" width="3in" height=".5in"': (288, 48),
}


@pytest.mark.parametrize("first", SIZES)
def test_a_drawing_says_its_size(first: str) -> None:
    file, found = read_svg(svg("<g/>", first), "heel.svg")
    wanted = SIZES[first]
    assert (file is None) == (wanted is None) == bool(found)
    if file is not None and wanted is not None:
        assert (file.width, file.height) == pytest.approx(wanted, abs=0.1)


def test_a_drawing_of_drawings_without_end_is_refused() -> None:
    levels = "".join(
        f'<g id="l{level}">' + f'<use href="#l{level - 1}"/>' * 10 + "</g>" for level in range(1, 9)
    )
    file, found = read_svg(svg(f'<g id="l0"><rect/></g>{levels}'), "heel.svg")
    assert file is None
    assert [each.code for each in found] == ["E206"]
    deep = "<g>" * 500 + "</g>" * 500
    assert read_svg(svg(deep), "heel.svg")[1]


def test_grey_turns_every_colour() -> None:
    drawing, _ = read_svg(svg('<rect fill="#ff0000" style="stroke:rgb(0,0,255)"/>'), "heel.svg")
    assert drawing is not None
    text = turned_grey(drawing).data.decode()
    assert "#4c4c4c" in text
    assert "stroke:#1d1d1d" in text
    grey = opened(turned_grey(read_photo(photo(), "heel.png", ".png")))
    assert grey.mode == "L"


# --- paths -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        *("../heel.png", "/etc/passwd", "sub/../../heel.png", "..", "%2e%2e/heel.png"),
        *("C:\\heel.png", "file:///heel.png", "heel.gif", "heel.png/", "", "a" * 5000),
        *("link.png", "folder.png"),
    ],
)
def test_a_path_that_leads_elsewhere_is_refused(name: str, tmp_path: Path) -> None:
    folder = tmp_path / "guide"
    folder.mkdir()
    (tmp_path / "heel.png").write_bytes(photo())
    (folder / "link.png").symlink_to(tmp_path / "heel.png")
    (folder / "folder.png").mkdir()
    file, found = read_picture(Disk(tmp_path), folder, name, Source("03.md", "![a](b)"), 0)
    assert file is None
    assert [each.code for each in found] == ["E205"]


def test_a_file_of_50_megabytes_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "heel.png"
    path.write_bytes(photo())
    with path.open("ab") as file:
        file.truncate(50_000_000)
    picture, found = read_picture(Disk(tmp_path), tmp_path, "heel.png", Source("03.md", "x"), 0)
    assert picture is None
    assert "larger than 20 MB" in found[0].message


def test_a_name_may_be_any_in_the_folder(project: Project) -> None:
    project.write("small/pictures/Mein Fuß 1.png", photo())
    project.write("small/03-more.md", f"# More\n\n![{HEEL}](pictures/Mein%20Fuß%201.png)\n")
    loaded, found = load_project(Disk(project.root))
    assert not found
    guide = loaded.guides["small"].guide
    assert guide is not None
    assert len(guide.files) == 1


# --- pages -----------------------------------------------------------------------------------


@pytest.fixture
def shown(project: Project) -> Project:
    """Give the small guide a photo in a chapter, a cover of its own, and the shop a logo."""
    for name in ("styles", "templates"):
        shutil.copytree(HERE.parent / name, project.root / name)
    project.write("small/heel.jpg", with_place())
    project.write("small/cover.png", photo(size=(1200, 700)))
    project.write("logo.svg", svg('<circle cx="15" cy="10" r="9" fill="#b5530b"/>').text)
    own = f'![{HEEL}](heel.jpg "Where it **hurts**.")'
    project.write("small/03-more.md", f"# More\n\nLook at this.\n\n{own}\n")
    brand = (project.content / "brand.toml").read_text(encoding="utf-8")
    project.write("brand.toml", f'logo = "logo.svg"\n{brand}')
    project.write(
        "small/pictures.toml",
        '[cover]\npicture = "cover.png"\npurpose = "Shows where it hurts."\n'
        'alt = "A foot on a step."\ncaption = "Step by step."\n',
    )
    return project


@pytest.mark.slow
def test_pictures_stand_in_every_edition(shown: Project, tmp_path: Path) -> None:
    names = ("handout-a4", "sheet-ink-light-a4", "ebook", "handout")
    wanted = [each for each in EDITIONS if each.name in names]
    outcome = publish(shown.root, tmp_path / "out", editions=wanted, jobs=1)
    assert not outcome.diagnostics
    folder = tmp_path / "out" / "small"
    text = (folder / "small-handout.txt").read_text(encoding="utf-8")
    assert f"Picture: {HEEL}\n\nWhere it hurts.\n" in text
    with pdfplumber.open(folder / "small-handout-a4.pdf") as pdf:
        assert len(pdf.pages[0].images) == 1  # the cover
        assert sum(len(page.images) for page in pdf.pages) >= 2
    with zipfile.ZipFile(folder / "small-ebook.epub") as book:
        files = [name for name in book.namelist() if "/file-" in name]
        pages = "".join(
            book.read(name).decode() for name in book.namelist() if name.endswith(".xhtml")
        )
        assert sorted(name.rpartition(".")[2] for name in files) == ["jpg", "png", "svg"]
        assert f'alt="{HEEL}"' in pages
        assert "Where it <strong>hurts</strong>." in pages
        assert all(b"An editor" not in book.read(name) for name in files)
