"""Steps: one short action each, told to the reader; and the voice of all text."""

from __future__ import annotations

from collections.abc import Iterator

from backpocket.check.language import Language
from backpocket.check.passages.everywhere import is_shared
from backpocket.check.passages.passage import Passage, PassageKind, Sentence
from backpocket.check.registry import language_rule
from backpocket.check.subject import Subject
from backpocket.diagnostics import Diagnostic

__all__ = ["RULES"]


@language_rule("E604", "E608", purpose="A step is one short action.")
def steps_are_short(subject: Subject, language: Language) -> Iterator[Diagnostic]:
    for passage in subject.passages:
        if passage.kind is not PassageKind.STEP:
            continue
        limit = language.limit("step")
        if len(passage.words) > limit:
            message = f"this step has {len(passage.words)} words, over {limit}"
            yield passage.error(0, "E604", message, "make it two steps")
        actions = _actions(passage, language)
        if len(actions) > 2:
            third = actions[2]
            message = f"this step asks for {len(actions)} things at once"
            yield passage.error(third, "E608", message, "make it two steps, one action in each")
            continue
        joined = list(language.pattern("and").finditer(passage.text))
        if len(joined) > 1:
            message = f"this step has “{joined[1][0]}” {len(joined)} times"
            hint = "make it two steps, one action in each"
            yield passage.error(joined[1].start(), "E608", message, hint)


def _actions(passage: Passage, language: Language) -> list[int]:
    """Return where the actions of a step begin: its first word, and verbs after a joining word.

    A verb after “and” counts only if the list of the language has it: “and your bottom” is none.
    """
    actions = []
    starts = True
    for word in passage.words:
        text = word[0].lower()
        if starts and language.pattern("action").fullmatch(text):
            actions.append(word.start())
        before = passage.text[word.end() : word.end() + 1]
        starts = before in (",", ";", ".") or bool(language.pattern("joins").fullmatch(text))
    return actions


@language_rule("E606", "W607", purpose="Text is in the active voice, in steps always.")
def voice_is_active(subject: Subject, language: Language) -> Iterator[Diagnostic]:
    total = 0
    passive: list[tuple[Passage, int]] = []
    for passage in subject.passages:
        if not passage.kind.is_prose or is_shared(passage.source.path):
            continue
        for sentence in passage.sentences:
            total += 1
            at = _passive(sentence, language)
            if at is None:
                continue
            passive.append((passage, sentence.start + at))
            if passage.kind is PassageKind.STEP:
                hint = "tell the reader what to do: start with the verb"
                yield passage.error(
                    sentence.start + at, "E606", "this step is in the passive voice", hint
                )
    limit = language.limit("passive_percent")
    if len(passive) >= 3 and len(passive) * 100 > limit * total:
        for passage, index in passive:
            if passage.kind is not PassageKind.STEP:
                message = (
                    f"this is one of {len(passive)} passive sentences in {total}, over {limit} %"
                )
                yield passage.warning(index, "W607", message, "say who does it")


def _passive(sentence: Sentence, language: Language) -> int | None:
    """Return where a form of “be” and a participle begin, or None."""
    for start, participle in language.passives(sentence.text):
        if not language.pattern("not_passive").match(sentence.text, participle):
            return start
    return None


RULES = (
    steps_are_short,
    voice_is_active,
)
