"""Fields: what each field of the model is to a reader: a text of a part, or data of the press.

A test walks the model and asks that each field stands here, so that a new one is not forgotten.
"""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["DATA", "SHOWN"]


def _all(part: str, names: str) -> Mapping[str, str]:
    return {name: f"{part}.{name}" for name in names.split()}


SHOWN: Mapping[str, Mapping[str, str]] = {
    "Block": _all("sheet.block", "name stop swap"),
    "Brand": {"name": "brand.name"},
    "Change": _all("change", "version date text"),
    "Chapter": {"title": "chapter.title", "source": "chapter.text"},
    "Day": {"do": "plan.day"},
    "Decision": _all("plan.decision", "question yes no note"),
    "DiaryColumn": {"name": "settings.diary"},
    "Dose": _all("move", "hold reps sets often source"),
    "Effect": _all("treatment.effect", "points against"),
    "Figures": {"caption": "move.caption"},
    "Frame": {"alt": "move.alt"},
    "LadderStep": _all("plan.step", "run walk times"),
    "Light": _all("traffic", "pain signs do"),
    "Link": _all("link", "title url why"),
    "Move": _all(
        "move", "name purpose feel equipment steps easier next_step not_this stop ask_first"
    ),
    "OwnPicture": _all("picture", "alt caption"),
    "Picture": _all("picture", "alt caption labels"),
    "Reference": _all("reference", "title DOI URL"),
    "Region": _all("region", "name emergency soon clinician"),
    "Settings": _all(
        "settings",
        "series title promise topic version written next_review authors reviewers licence contact"
        " address main_message in_short for_whom not_for scope questions notes",
    ),
    "Safety": {"visit": "sign.visit"},
    "Scale": {"note": "treatment.scale"},
    "Sheet": _all("sheet", "title promise after ask_first soon"),
    "SheetText": {"name": "sheet.move", "steps": "sheet.steps", "stop": "sheet.stop"},
    "Sign": {"text": "sign.text", "short": "sheet.sign", "cite": "sign.cite"},
    "Term": _all("term", "term also meaning"),
    "Traffic": {"note": "traffic.note"},
    "Treatment": _all("treatment", "name asks benefit limits risk certainty certainty_note cite"),
}
"""The fields that are texts, by the names of their models, each with its part."""

DATA: Mapping[str, frozenset[str]] = {
    name: frozenset(fields.split())
    for name, fields in {
        "Brand": "url contact site logo product",
        "Product": "name line",  # of the shop: for orders
        "Chapter": "id",
        "Settings": "kind language short_title audience literacy objective links diary changes",
        "Move": "id kind floor dose sheet figures",
        "Figures": "body start end easier harder",
        "Frame": "pose floor view arrows felt felt_side guides props ghost zoom",
        "Treatment": "id effect",
        "Treatments": "scale treatment",
        "Scale": "noticed",  # drawn as a mark; the note has its number
        "Plan": "decision day step",
        "Day": "kind moves",
        "DiaryColumn": "kind",
        "Sign": "level icon",
        "Traffic": "go ease stop",
        "Safety": "sign traffic",
        "Term": "id",
        "Block": "moves",
        "Sheet": "block",
        "Picture": "drawing purpose",
        "OwnPicture": "picture purpose",
        "PictureFile": "name data media width height",
        "Region": "papers emergency_number",  # the number is in what to do
        # The style of citations sets the rest, and its tests look at that.
        "Reference": "id type author collection_editor container_author editor editor_translator"
        " translator accessed event_date issued original_date submitted",
        "GuideKind": "about opening files fields parts",
        "Guide": "name kind settings chapters moves references terms treatments plan safety sheet"
        " pictures poses drawings files tokens lights sources",
        "Press": "brand regions guides",
    }.items()
}
"""The fields that are data, or hold other models."""
