"""Pictures: each with a purpose, a short description and a short caption of its own."""

from __future__ import annotations

import math
from collections.abc import Iterator

from backpocket.check.language import Language
from backpocket.check.passages.passage import PassageKind
from backpocket.check.registry import language_rule, rule
from backpocket.check.subject import Subject
from backpocket.diagnostics import Diagnostic

__all__ = ["RULES"]


@language_rule("E708", "E709", purpose="Alternative texts and captions are short.")
def words_of_pictures_are_short(subject: Subject, language: Language) -> Iterator[Diagnostic]:
    kinds = {
        PassageKind.ALT: ("E708", "alternative text", "alt"),
        PassageKind.CAPTION: ("E709", "caption", "caption"),
    }
    for passage in subject.passages:
        if passage.kind not in kinds or "/moves/" in passage.source.path:
            continue  # loading judges the figures of moves
        code, name, limit = kinds[passage.kind]
        count = len(passage.words)
        if count > language.limit(limit):
            message = f"this {name} has {count} words, over {language.limit(limit)}"
            hint = "say the position, the part that moves, and what holds it"
            hint = hint if passage.kind is PassageKind.ALT else "say the action in one line"
            yield passage.error(0, code, message, hint)


@rule("W710", purpose="A caption and an alternative text do not say the same.")
def captions_differ(subject: Subject) -> Iterator[Diagnostic]:
    captions = {
        (passage.source.path, _picture(passage.key)): passage
        for passage in subject.passages
        if passage.kind is PassageKind.CAPTION
    }
    for passage in subject.passages:
        caption = captions.get((passage.source.path, _picture(passage.key)))
        if (
            passage.kind is PassageKind.ALT
            and caption
            and _plain(caption.text) == _plain(passage.text)
        ):
            message = "this alternative text is the caption again"
            hint = "describe what the picture shows: a reader who hears it gets the caption too"
            yield passage.warning(0, "W710", message, hint)


def _picture(key: tuple[str | int, ...]) -> object:
    return "figures" if key and key[0] == "figures" else key[:1]


def _plain(text: str) -> str:
    return text.casefold().rstrip(". ")


@language_rule("E711", purpose="No picture is there for looks alone.")
def pictures_have_a_purpose(subject: Subject, language: Language) -> Iterator[Diagnostic]:
    fields = subject.loaded.data.get("pictures.toml")
    if fields is None:
        return
    for name, picture in fields.values.items():
        purpose = picture.get("purpose") if isinstance(picture, dict) else None
        if isinstance(purpose, str) and language.pattern("decoration").search(purpose):
            message = f"the picture “{name}” is there for looks alone"
            hint = "say what the reader learns from it, or take it out"
            yield fields.source.error(fields.offset((name, "purpose")), "E711", message, hint)


@rule("E207", "W208", purpose="Pictures from files have dots enough for their size on paper.")
def pictures_have_dots_enough(subject: Subject) -> Iterator[Diagnostic]:
    for shown in subject.loaded.shown:
        file = shown.file
        room, height = _ON_COVER if shown.on_cover else _IN_CHAPTER
        across = min(room, height * file.width / file.height)
        dots = file.width / across * _INCH
        if file.is_drawing or dots >= _SHARP:
            continue
        message = (
            f"“{file.name}” has {file.width:g} dots across, {dots:.0f} to an inch "
            f"on {across:.0f} mm of paper"
        )
        hint = f"use one of {math.ceil(across / _INCH * _SHARP)} dots across or more, or an SVG"
        if dots < _BLURRED:
            yield shown.source.error(shown.at, "E207", message, hint)
        else:
            yield shown.source.warning(shown.at, "W208", message, hint)


_IN_CHAPTER, _ON_COVER = (124.0, 120.0), (172.0, 78.0)
"""The room that a picture has in millimetres, across and down, as styles/handout.css gives it."""
_INCH = 25.4
_SHARP, _BLURRED = 150, 75
"""Dots to an inch: what looks sharp on paper, and what is a blur."""


RULES = (
    pictures_have_dots_enough,
    words_of_pictures_are_short,
    captions_differ,
    pictures_have_a_purpose,
)
