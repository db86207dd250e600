"""Environments: Jinja2 as all pages have it, strict and escaped, and the icons that pages show."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

import jinja2
from markupsafe import Markup

from backpocket.clock import in_words
from backpocket.diagnostics import nearest
from backpocket.load.look import Look
from backpocket.render.template_errors import TEMPLATES
from backpocket.translation import CATALOGUE

if TYPE_CHECKING:
    from gettext import NullTranslations

    class _Translating(Protocol):
        def install_gettext_translations(
            self, translations: NullTranslations, *, newstyle: bool
        ) -> None: ...


__all__ = ["environment_of", "icon"]


def environment_of(look: Look) -> jinja2.Environment:
    """Return an environment with the templates of a look; a name that is not there is an error.

    Templates mark what a reader sees with ``_("…")`` or ``{% trans %}``; marks are set in the
    press's own English.
    """
    environment = jinja2.Environment(
        extensions=["jinja2.ext.i18n"],
        loader=_loader(look),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.policies["ext.i18n.trimmed"] = True
    translating = cast("_Translating", environment)
    translating.install_gettext_translations(CATALOGUE, newstyle=True)
    environment.filters |= {
        "day": in_words,
        "sentence": lambda text: text[:1].upper() + text[1:],
    }
    return environment


def icon(look: Look, name: str, colour: str) -> Markup:
    """Return an icon as inline SVG; it repeats what the words beside it say, so it has no name."""
    source = look.styles.get(f"icons/{name}.svg")
    if source is None:
        icons = (path for path in look.styles if path.startswith("icons/"))
        hint = nearest(name, (Path(path).stem for path in icons))
        raise jinja2.TemplateRuntimeError(f"there is no icon “{name}”; {hint}")
    svg = source.text[source.text.index("<svg") :].strip().replace("currentColor", colour)
    svg = svg.replace("<svg", '<svg class="icon"', 1)
    return Markup(svg)  # noqa: S704 - a file of styles/icons, in a colour that a template names


def _loader(look: Look) -> jinja2.BaseLoader:
    """Give templates the paths that their errors and tracebacks name."""

    def source_of(name: str) -> tuple[str, str, None] | None:
        source = look.templates.get(name)
        return None if source is None else (source.text, f"{TEMPLATES}{name}", None)

    return jinja2.FunctionLoader(source_of)
