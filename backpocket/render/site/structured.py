"""Structured data: what search engines are told of a guide, in the words of schema.org (30)."""

from __future__ import annotations

import json
import xml.etree.ElementTree as etree
from collections.abc import Callable, Mapping

from backpocket.model.guide import Brand, Guide, Move
from backpocket.model.reference import Reference

__all__ = ["add_data", "structured"]

Plain = Callable[[str], str]


def structured(guide: Guide, brand: Brand, plain: Plain) -> dict[str, object]:
    """Return a guide as MedicalWebPage, and each of its moves as ExercisePlan.

    Nothing is said that the page does not say: without reviewers, there is no day of a review.
    """
    settings = guide.settings
    days = [settings.written, *(change.date for change in settings.changes)]
    page: dict[str, object] = {
        "@type": "MedicalWebPage",
        "name": settings.title,
        "description": plain(settings.promise),
        "inLanguage": settings.language,
        "version": settings.version,
        "datePublished": min(days).isoformat(),
        "dateModified": settings.written.isoformat(),
        "author": [{"@type": "Organization", "name": name} for name in settings.authors],
        "publisher": {"@type": "Organization", "name": brand.name, "url": brand.url},
        "about": {"@type": "MedicalCondition", "name": plain(settings.topic)},
        "audience": {"@type": "MedicalAudience", "audienceType": plain(settings.audience)},
        "usageInfo": plain(settings.licence),
        "citation": [_citation(each) for each in guide.references.values()],
    }
    if settings.reviewers:
        page["reviewedBy"] = [{"@type": "Person", "name": name} for name in settings.reviewers]
    if brand.site:
        page["url"] = f"{brand.site}/{guide.name}/"
        page["image"] = f"{brand.site}/{guide.name}/social.png"
    plans = [_plan(move, plain) for move in guide.moves.values()]
    return {"@context": "https://schema.org", "@graph": [page, *plans]}


def _citation(reference: Reference) -> Mapping[str, str]:
    told = {"@type": "CreativeWork", "name": reference.title}
    address = f"https://doi.org/{reference.DOI}" if reference.DOI else reference.URL
    return {**told, "url": address} if address else told


def _plan(move: Move, plain: Plain) -> dict[str, object]:
    return {
        "@type": "ExercisePlan",
        "name": move.name,
        "description": plain(move.purpose),
        "exerciseType": move.kind,
        "activityDuration": str(move.dose.hold),
        "repetitions": str(move.dose.reps),
        "activityFrequency": plain(move.dose.often),
    }


def add_data(root: etree.Element, data: Mapping[str, object]) -> None:
    """Put data into the head of a page; no sign of it can end the element that it stands in."""
    head = root.find("head")
    if head is not None:
        element = etree.SubElement(head, "script", {"type": "application/ld+json"})
        element.text = json.dumps(data, ensure_ascii=False).replace("<", "\\u003c")
        element.tail = "\n"
