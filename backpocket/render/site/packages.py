"""Packages: all files of a guide in one, which a shop sells or gives as a digital product."""

from __future__ import annotations

from collections.abc import Sequence

from backpocket.diagnostics import Diagnostic
from backpocket.load.project import Project
from backpocket.markup.html import plain
from backpocket.markup.variables import variables
from backpocket.model.guide import Guide
from backpocket.model.regions import everywhere
from backpocket.render.archives import archive
from backpocket.render.environments import environment_of
from backpocket.render.site.attachments import Attachment
from backpocket.render.template_errors import is_of_a_template, template_error

__all__ = ["packages"]

_SUMS = "checksums.txt"
_README = "README.txt"


def packages(
    project: Project, attachments: Sequence[Attachment]
) -> tuple[dict[str, bytes], list[Diagnostic]]:
    """Return each guide’s files as a ZIP: what to read first, the sheets, and all the others."""
    assert project.press is not None
    made: dict[str, bytes] = {}
    diagnostics: list[Diagnostic] = []
    for name, guide in project.press.guides.items():
        of_it = [each for each in attachments if each.guide == name]
        of_it.sort(key=lambda each: each.edition.form != "sheet")
        try:
            text = _readme(project, guide, of_it)
        except Exception as problem:
            if not is_of_a_template(problem):
                raise
            diagnostics.append(template_error(project.look, problem))
            continue
        sums = "".join(f"{each.sha256}  {each.saved_as}\n" for each in of_it)
        sheets = [each for each in of_it if each.edition.form == "sheet"]
        others = [each for each in of_it if each.edition.form != "sheet"]
        made[name] = archive(
            [
                *((each.saved_as, each.data, False) for each in sheets),
                *((each.saved_as, each.data, each.edition.kind == "txt") for each in others),
                (_README, text.encode(), True),
                (_SUMS, sums.encode(), True),
            ],
            guide.settings.written,
        )
    return made, diagnostics


def _readme(project: Project, guide: Guide, attachments: Sequence[Attachment]) -> str:
    """Return what the customer reads, its licence in it; lines end as Windows likes them."""
    assert project.press is not None
    brand = project.press.brand
    values = variables(guide, brand, everywhere(project.press.regions.values()))
    environment = environment_of(project.look)
    environment.autoescape = False
    environment.filters["plain"] = lambda text: plain(text, values)
    text = environment.get_template("site/readme.txt.j2").render(
        brand=brand, guide=guide, settings=guide.settings, attachments=attachments
    )
    return text.replace("\xa0", " ").replace("\n", "\r\n")
