"""Notes: each is called where it belongs, and told once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from backpocket.check.registry import rule
from backpocket.check.subject import Subject
from backpocket.diagnostics import Diagnostic
from backpocket.markup.code_spans import without_code
from backpocket.markup.notes import NoteMark, note_marks
from backpocket.model.source import Source

__all__ = ["RULES"]


@rule("E120", purpose="A note is called where it belongs, and told once.")
def notes_are_called_and_told(subject: Subject) -> Iterator[Diagnostic]:
    for source in subject.loaded.sources:
        if source.is_chapter:
            marks = list(note_marks(without_code(source.text)))
            told = Counter(mark.name for mark in marks if mark.is_told)
            called = {mark.name for mark in marks if not mark.is_told}
            for mark in marks:
                found = _told(mark, told, called) if mark.is_told else _called(mark, told, source)
                if found:
                    yield source.error(mark.offset, "E120", *found)
    for fields in subject.texts:
        for key, text in fields.texts():
            for mark in note_marks(without_code(text)):
                hint = "put the words into the text, or in brackets"
                place = fields.places(key, text)[mark.offset]
                yield fields.source.error(place, "E120", "a note stands in a chapter", hint)


def _told(mark: NoteMark, told: Counter[str], called: set[str]) -> tuple[str, str] | None:
    if told[mark.name] > 1:
        return f"the note “{mark.name}” is told {told[mark.name]} times", "keep one of them"
    if mark.name not in called:
        return f"nothing calls the note “{mark.name}”", f"write [^{mark.name}] where it belongs"
    if mark.is_long:
        return "a note is one paragraph", "put all of it after the colon, or into the text"
    return None


def _called(mark: NoteMark, told: Counter[str], source: Source) -> tuple[str, str] | None:
    line = source.line(source.place(mark.offset).line).lstrip()
    if mark.name not in told:
        hint = f"write [^{mark.name}]: and its words below the paragraph"
        return f"the note “{mark.name}” is not told", hint
    if line.startswith("#"):
        return "a note cannot hang on a heading", "call it in the text below"
    if line.startswith("[^"):
        return "a note cannot be called in a note", "say it in the note itself"
    return None


RULES = (notes_are_called_and_told,)
