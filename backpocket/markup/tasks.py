"""Tasks: items of a list that begin with a box, ``[ ]`` to tick and ``[x]`` ticked."""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree

from markdown.treeprocessors import Treeprocessor

__all__ = ["TASK", "TICK", "Tasks"]

TASK, TICK = "task", "tick"
"""The class of such an item, and that of the box in it, which has ``data-done`` if it is ticked."""

_BOX = re.compile(r"\[([ xX])\](?:\s|\Z)")
_NAMES = {" ": "To do", "x": "Done"}


class Tasks(Treeprocessor):
    """Makes a box of the signs at the beginning of an item, before its words are read."""

    def run(self, root: etree.Element) -> None:
        for item in root.iter("li"):
            first = item if (item.text or "").strip() or not len(item) else item[0]
            match = _BOX.match(first.text or "") if first.tag in ("li", "p") else None
            if match is None:
                continue
            sign = match[1].lower()
            item.set("class", TASK)
            tick = etree.Element("span", {"class": TICK, "role": "img", "aria-label": _NAMES[sign]})
            if sign == "x":
                tick.set("data-done", "true")
            # The rest stays the text of an element: that alone is read for marks.
            rest = etree.Element("span")
            rest.text = (first.text or "")[match.end() :]
            first.text = ""
            first.insert(0, tick)
            first.insert(1, rest)
