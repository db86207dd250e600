"""The site: all guides as pages, with what they share, as files by their paths."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from backpocket.diagnostics import Diagnostic, Place, error, has_errors
from backpocket.draw.kept import FOLDER, Kept
from backpocket.draw.tokens import tokens_of
from backpocket.load.project import Project
from backpocket.markup.html import plain
from backpocket.markup.variables import variables
from backpocket.model.regions import everywhere
from backpocket.render.ebook.plates import plate_path
from backpocket.render.environments import environment_of, icon
from backpocket.render.jobs import Job
from backpocket.render.makers import prepare
from backpocket.render.site import shared_files
from backpocket.render.site.attachments import Attachment
from backpocket.render.site.edition import SITE
from backpocket.render.site.guide_pages import GuidePages, guide_pages
from backpocket.render.site.trees import read, relative, rooted, written
from backpocket.render.template_errors import is_of_a_template, template_error

__all__ = ["render_site"]

_SHOWN = 4
"""How many figures of a guide the index shows."""

Files = dict[str, bytes]


def render_site(
    project: Project, attachments: Sequence[Attachment]
) -> tuple[Files | None, list[Diagnostic]]:
    """Make the site of all guides, whose finished files these are; None if something is wrong."""
    press = project.press
    assert press is not None, "without a press there is no guide"
    missing = [name for name in shared_files.SCRIPTS if name not in project.look.styles]
    if missing:
        hint = "put it back from the press as it came"
        where = (Place(f"styles/{name}") for name in missing)
        return None, [error(each, "E001", "this file is missing", hint=hint) for each in where]
    kept = Kept(project.disk.root / FOLDER)
    names = _names(project)
    made: list[GuidePages] = []
    diagnostics: list[Diagnostic] = []
    job: Job | None = None
    for name, guide in press.guides.items():
        job, found = prepare(project, guide, [SITE])
        diagnostics += found
        if job is None or has_errors(diagnostics):
            return None, diagnostics
        of_it = [each for each in attachments if each.guide == name]
        pages, found = guide_pages(job, of_it, names, kept)
        diagnostics += found
        if pages is None or has_errors(diagnostics):
            return None, diagnostics
        made.append(pages)
    if job is None:
        return None, diagnostics
    files = {path: data for each in made for path, data in each.files.items()}
    shared, found = _shared(project, job, made, attachments, names)
    diagnostics += found
    if has_errors(diagnostics):
        return None, diagnostics
    files |= shared
    covers = [each.cover.webp for each in made if each.cover]
    figures = [path for each in made for path in _figures(each)]
    workers = {"sw.js": shared_files.worker(project.look, files, shown=[*covers, *figures])}
    for name in press.guides:
        workers[f"{name}/sw.js"] = shared_files.worker(project.look, files, name)
    return {**files, **workers}, diagnostics


def _names(project: Project) -> dict[str, object]:
    """Return what the templates of all pages have."""
    assert project.press is not None
    catalogue = project.catalogue
    letter = [
        country
        for each in (catalogue.destination if catalogue else ())
        if each.paper == "letter"
        for country in each.countries
    ]
    typefaces = project.look.typefaces
    return {
        "site": project.press.brand.site or "",
        "letter_countries": letter,
        "fonts": shared_files.font_names(typefaces) if typefaces else [],
    }


def _shared(
    project: Project,
    job: Job,
    made: Sequence[GuidePages],
    attachments: Sequence[Attachment],
    names: Mapping[str, object],
) -> tuple[Files, list[Diagnostic]]:
    """Return the pages and files that are of no one guide."""
    assert project.press is not None
    brand, typefaces = project.press.brand, job.workshop.typefaces
    files, diagnostics = _loose_pages(project, made, names)
    tokens, found = tokens_of(job.sources, SITE.stylesheets)
    diagnostics += found
    icon_data, found = shared_files.icon_file(job.sources)
    diagnostics += found
    files |= {
        "site.css": shared_files.style(job.sources, typefaces),
        "icon.svg": icon_data,
        "site.webmanifest": shared_files.web_manifest(brand, tokens.get("paper", "#ffffff")),
        **shared_files.fonts(project.disk, typefaces),
        **shared_files.scripts(project.look),
    }
    if brand.site:
        shown = [("index.html", "")]
        for each in made:
            day = each.guide.settings.written.isoformat()
            shown += [(page, day) for page in each.pages if not _is_of_a_code(page)]
        files["robots.txt"] = shared_files.robots(brand.site)
        files["sitemap.xml"] = shared_files.sitemap(brand.site, shown)
    texts = {each.guide: each.href for each in attachments if each.edition.kind == "txt"}
    base = f"{brand.site}/" if brand.site else ""
    listed = [
        (each.guide, base + texts[each.guide.name], _promise(project, each))
        for each in made
        if each.guide.name in texts
    ]
    files["llms.txt"] = shared_files.llms(brand, listed)
    return files, diagnostics


def _figures(pages: GuidePages) -> list[str]:
    """Return the paths of a few figures of a guide: of the moves that its sheet has first."""
    sheet = pages.guide.sheet
    shown = [name for block in sheet.block for name in block.moves] if sheet else []
    paths = (f"{pages.guide.name}/{plate_path(f'figure:{name}/end')}" for name in shown)
    return [path for path in paths if path in pages.files][:_SHOWN]


def _is_of_a_code(page: str) -> bool:
    """Say whether a page is but where a printed code leads."""
    return "/v/" in page or "/m/" in page


def _promise(project: Project, pages: GuidePages) -> str:
    assert project.press is not None
    region = everywhere(project.press.regions.values())
    values = variables(pages.guide, project.press.brand, region)
    return plain(pages.guide.settings.promise, values)


def _loose_pages(
    project: Project, made: Sequence[GuidePages], names: Mapping[str, object]
) -> tuple[Files, list[Diagnostic]]:
    """Make the index of guides, and what is shown in place of a page that is not there."""
    assert project.press is not None
    environment = environment_of(project.look)
    shelf = [
        {
            "name": each.guide.name,
            "settings": each.guide.settings,
            "promise": _promise(project, each),
            "cover": each.cover,
            "own_sheet": f"{each.guide.name}/sheet.html" in each.pages,
            "figures": _figures(each),
        }
        for each in made
    ]
    environment.globals |= {
        "brand": project.press.brand,
        "regions": tuple(project.press.regions.values()),
        "guides": shelf,
        "language": made[0].guide.settings.language,
        "icon": lambda name: icon(project.look, name, "currentColor"),
        **names,
    }
    files: Files = {}
    diagnostics: list[Diagnostic] = []
    for name in ("index.html", "404.html"):
        try:
            text = environment.get_template(f"site/{name}.j2").render()
        except Exception as problem:
            if not is_of_a_template(problem):
                raise
            diagnostics.append(template_error(project.look, problem))
            continue
        root, found = read(text, Place(f"templates/site/{name}.j2"))
        diagnostics += found
        if root is not None:
            if name == "index.html":
                relative(root, name)
            else:
                rooted(root, f"{project.press.brand.site or ''}/")
            files[name] = written(root)
    return files, diagnostics
