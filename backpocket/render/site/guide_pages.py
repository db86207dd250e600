"""Guide pages: the page of a guide, its chapters, and a page for each version of it."""

from __future__ import annotations

import xml.etree.ElementTree as etree
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from backpocket.diagnostics import Diagnostic, Place, has_errors
from backpocket.draw.kept import Kept
from backpocket.markup.html import plain
from backpocket.markup.variables import variables
from backpocket.model.guide import Change, Guide, Settings
from backpocket.model.regions import everywhere
from backpocket.render.jobs import Job
from backpocket.render.makers import audited_pages
from backpocket.render.pages import make_page, render_template
from backpocket.render.programme import choices, counted, counted_times
from backpocket.render.site.attachments import Attachment, file_groups
from backpocket.render.site.edition import SITE
from backpocket.render.site.figures import show_figures, with_equal_figures
from backpocket.render.site.motions import motions
from backpocket.render.site.page_pictures import (
    COVER_WIDTH,
    THUMB_WIDTH,
    PagePicture,
    page_pictures,
    titles_of,
)
from backpocket.render.site.social import social_picture
from backpocket.render.site.structured import add_data, structured
from backpocket.render.site.trees import link, read, relative, written
from backpocket.render.xhtml import leaves

__all__ = ["GuidePages", "guide_pages", "version_changes"]

_NUMBER = "0123456789 "
"""What stands before the name of a move in the bookmarks of the handout."""


@dataclass(frozen=True)
class GuidePages:
    """The files of a guide by their paths in the site, its pages among them, and its cover."""

    guide: Guide
    files: Mapping[str, bytes]
    pages: tuple[str, ...]
    cover: PagePicture | None


def guide_pages(
    job: Job,
    attachments: Sequence[Attachment],
    names: Mapping[str, object],
    kept: Kept | None = None,
) -> tuple[GuidePages | None, list[Diagnostic]]:
    """Make all pages of a guide, whose templates have these ``names`` too."""
    guide = job.workshop.guide
    place = Place(f"content/{guide.name} (site)")
    job = with_equal_figures(job)
    pictures = _pictures(guide, attachments, kept)
    thumbnails = {
        each.path: page_pictures(each, [0], THUMB_WIDTH, kept)[0]
        for each in attachments
        if each.edition.kind == "pdf"
    }
    names = {**names, "language": guide.settings.language}
    own = {
        "attachments": attachments,
        "thumbnails": thumbnails,
        "pictures": pictures,
        "file_groups": list(file_groups(attachments, job.workshop.regions)),
        "choices": choices(guide),
        "counted": counted,
        "counted_times": counted_times,
    }
    page, diagnostics = make_page(job.workshop, SITE, job.numbers, **names, **own)
    if page is None:
        return None, diagnostics
    texts = {f"{guide.name}/{path}": text for path, text in leaves(page).items()}
    for version, newer in version_changes(guide.settings):
        text, found = render_template(
            job.workshop,
            SITE,
            ["site/version.html.j2"],
            version=version,
            newer=newer,
            **names,
        )
        diagnostics += found
        texts[f"{guide.name}/v/{version}/index.html"] = text or ""
    roots: dict[str, etree.Element] = {}
    for path, text in texts.items():
        root, found = read(text, place)
        diagnostics += found
        if root is not None:
            roots[path] = root
    if has_errors(diagnostics):
        return None, diagnostics
    diagnostics += link(roots, place)
    diagnostics += audited_pages(job, SITE, _words(roots.values()))
    files, found = show_figures(job, roots.values())
    diagnostics += found
    moving, found = motions(job, kept)
    diagnostics += found
    files |= moving
    values = variables(guide, job.workshop.brand, everywhere(job.workshop.regions.values()))
    data = structured(guide, job.workshop.brand, lambda text: plain(text, values))
    add_data(roots[f"{guide.name}/index.html"], data)
    for path, root in roots.items():
        relative(root, path)
        files[path] = written(root)
    for picture in (*pictures, *thumbnails.values()):
        files |= {picture.webp: picture.webp_data, picture.png: picture.png_data}
    files |= {each.href: each.data for each in attachments}
    if job.workshop.brand.site:
        social, found = social_picture(job)
        diagnostics += found
        files[f"{guide.name}/social.png"] = social or b""
    if guide.tokens is not None:
        files[f"{guide.name}/tokens.css"] = guide.tokens.text.encode()
    cover = pictures[0] if pictures else None
    return GuidePages(guide, files, tuple(roots), cover), diagnostics


def _words(roots: Iterable[etree.Element]) -> Iterator[bytes]:
    """Yield the parts of the pages that together say all that there is to say, in order."""
    for root in roots:
        for element in root.iter():
            if element.tag == "article" or element.get("class") in ("hero", "message"):
                yield etree.tostring(element, encoding="utf-8")


def version_changes(settings: Settings) -> Iterator[tuple[str, tuple[Change, ...]]]:
    """Yield each version that there has been, the newest first, and what changed after it."""
    changes = settings.changes
    yield settings.version, ()
    for index, change in enumerate(changes):
        if change.version != settings.version:
            yield change.version, changes[:index]


def _pictures(
    guide: Guide, attachments: Sequence[Attachment], kept: Kept | None
) -> list[PagePicture]:
    """Return what a visitor sees of the files: cover, danger signs, moves, and the sheet."""
    handout = next((each for each in attachments if each.is_main), None)
    if handout is None:
        return []
    titles = titles_of(handout)
    moves = tuple(move.name for move in guide.moves.values())
    wanted = {0: "", **_page_of(titles, (plain(guide.chapters[0].title, {}),))}
    wanted = {**_page_of(titles, moves), **wanted} if moves else wanted
    numbers = sorted(wanted)
    made = page_pictures(handout, numbers, COVER_WIDTH, kept)
    told = [
        each.told(
            f"Page {number + 1} of the handout", wanted[number].lstrip(_NUMBER), first=not number
        )
        for number, each in zip(numbers, made, strict=True)
    ]
    sheet = next((each for each in attachments if each.edition.form == "sheet"), None)
    if sheet is not None:
        shown = page_pictures(sheet, [0], COVER_WIDTH, kept)[0]
        told.append(shown.told("The sheet", "For the fridge or the mat"))
    return told


def _page_of(titles: Sequence[tuple[str, int]], ends: tuple[str, ...]) -> dict[int, str]:
    """Return the first page that has a title with one of these ends."""
    return next(({page: title} for title, page in titles if title.endswith(ends)), {})
