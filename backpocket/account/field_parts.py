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
    "Chapter": {"title": "chapter.title", "source": "chapter.text"},
    "Dose": _all("move", "hold reps sets often one_rep source"),
    "Figures": {"caption": "move.caption"},
    "Frame": {"alt": "move.alt"},
    "Link": _all("link", "title url why"),
    "Move": _all(
        "move",
        "name purpose feel equipment set_up steps build_up mistakes easier harder skip_if stop_if",
    ),
    "OwnPicture": _all("picture", "alt caption"),
    "Picture": _all("picture", "alt caption labels"),
    "Reference": _all("reference", "title DOI URL"),
    "Region": _all("region", "name emergency soon clinician"),
    "Settings": _all(
        "settings",
        "series title promise topic version written next_review authors reviewers licence contact"
        " address main_message in_short for_whom not_for scope questions notes diary_note",
    ),
    "Sheet": _all("sheet", "title promise after before ask_first soon"),
    "SheetText": {"name": "sheet.move", "steps": "sheet.steps", "stop": "sheet.stop"},
    "Sign": {"text": "sign.text", "short": "sheet.sign", "cite": "sign.cite"},
    "Term": _all("term", "term also meaning"),
    "Traffic": dict.fromkeys(("go", "ease", "stop"), "sheet.traffic"),
    "Treatment": _all(
        "treatment", "name asks how benefit limits risk certainty certainty_note cite"
    ),
}
"""The fields that are texts, by the names of their models, each with its part."""

DATA: Mapping[str, frozenset[str]] = {
    name: frozenset(fields.split())
    for name, fields in {
        "Brand": "url contact logo product",
        "Product": "name line",  # of the shop: for orders
        "Chapter": "id",
        "Settings": "kind language short_title audience literacy objective links",
        "Move": "id kind floor dose sheet figures",
        "Figures": "body start end easier harder",
        "Frame": "pose floor view arrows felt guides props ghost zoom",
        "Treatment": "id",
        "Sign": "level",
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
        "Guide": "name kind settings chapters moves references terms treatments safety sheet"
        " pictures poses drawings files tokens sources",
        "Press": "brand regions guides",
    }.items()
}
"""The fields that are data, or hold other models."""
