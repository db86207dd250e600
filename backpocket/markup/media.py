"""Media: what the tree of a text is in each kind of edition.

Paper cannot be tapped, so that a link outside is followed by its address, and notes stand at the
foot of the page. In a book a note opens where it is called. Plain text has letters alone.
"""

from __future__ import annotations

import xml.etree.ElementTree as etree
from typing import Literal

from backpocket.markup.notes import NOTE, letter
from backpocket.markup.tasks import TASK, TICK
from backpocket.model.addresses import printed_address

__all__ = ["Medium", "set_for"]

Medium = Literal["paper", "book", "text"]

_MARK = "data-mark"
_LOW = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")
_HIGH = str.maketrans("0123456789+-=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ")


def set_for(medium: Medium, root: etree.Element, prefix: str = "", notes: int = 0) -> int:
    """Change a tree into what a medium shows; return how many notes there are now in all.

    ``prefix`` starts the ids of this text, and ``notes`` are those of the texts before it.
    """
    calls = [each for each in root.iter("span") if each.get("class") == NOTE]
    for index, call in enumerate(calls, notes):
        call.set(_MARK, letter(index))
    if medium != "paper":
        _set_notes(root, calls, prefix, medium)
    if medium == "book":
        _open_items(root)
    else:
        _show_addresses(root)
    if medium == "paper":
        _name_ticks(root)
    elif medium == "text":
        _in_letters(root)
    return notes + len(calls)


def _open_items(root: etree.Element) -> None:
    """Begin an item of a list with its words, so that a reader's program reads its number first."""
    for item in root.iter("li"):
        if len(item) and item[0].tag == "p" and not (item.text or "").strip():
            first = item[0]
            item.text = first.text
            parts = list(first)
            if parts:
                parts[-1].tail = (parts[-1].tail or "") + (first.tail or "")
            else:
                item.text = (item.text or "") + (first.tail or "")
            item[0:1] = parts


def _set_notes(
    root: etree.Element, calls: list[etree.Element], prefix: str, medium: Medium
) -> None:
    """Put the notes below the text, and lead to each from where it is called, and back."""
    for call in calls:
        mark = call.get(_MARK, "")
        words, parts = call.text, list(call)
        call[:] = []
        call.attrib.clear()
        note, place = f"note-{prefix}-{mark}", f"call-{prefix}-{mark}"
        if medium == "text":
            call.text = f" [{mark}]"
            paragraph = etree.SubElement(root, "p")
            paragraph.text = f"[{mark}] {words or ''}"
            paragraph.extend(parts)
            continue
        call.tag, call.text = "a", mark
        call.attrib |= {
            "class": "note-call",
            "epub:type": "noteref",
            "href": f"#{note}",
            "id": place,
            "role": "doc-noteref",
        }
        about = {"class": "note-words", "epub:type": "footnote", "id": note, "role": "doc-footnote"}
        aside = etree.SubElement(root, "aside", about)
        aside.tail = "\n"
        paragraph = etree.SubElement(aside, "p")
        back = {"class": "note-back", "href": f"#{place}", "role": "doc-backlink"}
        link = etree.SubElement(
            paragraph, "a", {**back, "aria-label": f"Back to the text that calls note {mark}"}
        )
        link.text = mark
        link.tail = f" {words or ''}"
        paragraph.extend(parts)


def _show_addresses(root: etree.Element) -> None:
    """Put its address after each link outside that does not show it."""
    for parent in list(root.iter()):
        for index, link in reversed(list(enumerate(parent))):
            if link.tag != "a" or link.get("class") != "outside":
                continue
            address = printed_address(link.get("href", ""), "".join(link.itertext()))
            if address:
                shown = etree.Element("span", {"class": "address"})
                shown.text = f" ({address})"
                shown.tail, link.tail = link.tail, None
                parent.insert(index + 1, shown)


def _name_ticks(root: etree.Element) -> None:
    """Let a reader on a screen tick the boxes, which then need names."""
    for item in root.iter("li"):
        for tick in item.iter("span") if item.get("class") == TASK else ():
            if tick.get("class") == TICK and not tick.get("data-done"):
                words = " ".join("".join(item.itertext()).split())
                tick.attrib |= {"data-field": "tick", "data-name": words}
                break


def _in_letters(root: etree.Element) -> None:
    """Say in letters what is struck out, raised or lowered."""
    for element in list(root.iter()):
        words = "".join(element.itertext())
        if element.tag == "del":
            _wrap(element, "(crossed out: ", ")")
        elif element.tag in ("sub", "sup"):
            own = words.translate(_LOW if element.tag == "sub" else _HIGH)
            if any(map(str.isascii, own)):
                _wrap(element, "_" if element.tag == "sub" else "^", "")
            else:
                element.text, element[:] = own, []
        elif element.get("class") == TICK:
            element.text = "[x] " if element.get("data-done") else "[ ] "


def _wrap(element: etree.Element, before: str, after: str) -> None:
    element.text = before + (element.text or "")
    if len(element):
        element[-1].tail = (element[-1].tail or "") + after
    else:
        element.text += after
