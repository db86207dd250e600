"""Template errors: what a template does wrong, told apart from faults of the press itself."""

from __future__ import annotations

import traceback

import jinja2
import markupsafe

from backpocket.diagnostics import Diagnostic, Place, column_of, error
from backpocket.load.look import Look

__all__ = ["TEMPLATES", "is_of_a_template", "template_error"]

TEMPLATES = "templates/"
"""How the paths of templates begin, in tracebacks as in diagnostics."""
_JINJA = (*jinja2.__path__, *markupsafe.__path__)


def is_of_a_template(problem: Exception) -> bool:
    """Say whether a template is at fault: Jinja says so, or nothing but Jinja is at work there.

    What a template calls with the wrong number of things fails in the template, and so does a name
    that a table lacks; what fails in a function of the press was given what it takes.
    """
    if isinstance(problem, jinja2.TemplateError | MemoryError):
        return isinstance(problem, jinja2.TemplateError)
    files = [frame.filename for frame in traceback.extract_tb(problem.__traceback__)]
    last = max((n for n, name in enumerate(files) if name.startswith(TEMPLATES)), default=None)
    return last is not None and all(name.startswith(_JINJA) for name in files[last + 1 :])


def template_error(look: Look, problem: Exception) -> Diagnostic:
    """Name the line of the template that failed."""
    name, line = "", 0
    if isinstance(problem, jinja2.TemplateSyntaxError):
        name, line = problem.name or "", problem.lineno
    elif isinstance(problem, jinja2.TemplateNotFound):
        name = str(problem.name or "")
    else:
        for frame in traceback.extract_tb(problem.__traceback__):
            if frame.filename.startswith(TEMPLATES):
                name = frame.filename.removeprefix(TEMPLATES)
                line = frame.lineno or 0
    message = f"{problem}" or type(problem).__name__
    source = look.templates.get(name)
    excerpt = source.line(line) if source else ""
    column = column_of(excerpt, message) if line else 0
    place = Place(f"{TEMPLATES}{name}".rstrip("/"), line, column)
    return error(place, "E407", message, excerpt=excerpt)
