"""Table rows: a table that is too wide for its page, as one block a row."""

from __future__ import annotations

import xml.etree.ElementTree as etree
from copy import deepcopy

__all__ = ["in_rows"]


def in_rows(table: etree.Element, parent: etree.Element) -> None:
    """Put a block in the place of each row, in which its head stands before each cell."""
    heads, *rows = (list(row) for row in table.iter("tr"))
    around = etree.Element("div", {"class": "table-rows"})
    around.tail = table.tail
    for row in rows:
        block = etree.SubElement(around, "div", {"class": "table-row"})
        for head, cell in zip(heads, row, strict=True):
            line = etree.SubElement(block, "p")
            if "".join(head.itertext()).strip():
                line.append(_label(head))
                line[-1].tail = cell.text
            else:
                line.text = cell.text
            line.extend(cell)
    parent[list(parent).index(table)] = around


def _label(head: etree.Element) -> etree.Element:
    """Return the head of a column as a label, with a colon and a blank after it."""
    label = etree.Element("b")
    label.text = head.text
    label.extend(deepcopy(each) for each in head)
    for each in label.iter():
        each.attrib.pop("id", None)  # it is that of the first one
    if len(label):
        label[-1].tail = f"{(label[-1].tail or '').rstrip()}: "
    else:
        label.text = f"{(label.text or '').rstrip()}: "
    return label
