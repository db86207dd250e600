"""Programmes as pages: the sheet of a guide, with the moves and doses that a clinic chose.

A dose within what the guide says of the move is a choice among what it offers; beyond that the page
says that the clinic set it, and a source of the guide's own dose is not given for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from backpocket.diagnostics import Diagnostic, Place, error
from backpocket.load.programme_file import ProgrammeFile
from backpocket.load.project import Project
from backpocket.model.dose import Days, Dose, Hold, Quantity, Reps, Sets
from backpocket.model.editions import Edition
from backpocket.model.guide import Block, Guide, Move, Sheet, SheetText
from backpocket.model.programme import Chosen, Programme
from backpocket.render.jobs import Job, Overflow, Result
from backpocket.render.makers import prepare, render_edition
from backpocket.render.sheet_blocks import SheetBlock, sheet_blocks
from backpocket.translation import mark

__all__ = ["choices", "counted", "counted_times", "guide_of", "render_programme"]

_COUNTED = re.compile(r"^(second|minute|slow breath)s?")


@dataclass(frozen=True)
class _Amount:
    """A number of a dose as it is to be shown, and whether that is within what the guide says."""

    name: str
    value: Quantity | None
    within: bool = True


def render_programme(project: Project, file: ProgrammeFile, edition: Edition) -> Result:
    """Make the page of a programme; what is wrong with it is told at its place in the file."""
    programme = file.programme
    assert project.press is not None, "without a press there is no guide"
    assert programme is not None, "a file that is at fault is not rendered"
    guide = project.press.guides[programme.guide]
    if guide.sheet is None:
        place = Place(f"content/{guide.name}/sheet.toml")
        message = "this file is missing, and a plan has its words about safety"
        return None, [error(place, "E001", message, hint="create it, or choose another guide")]
    job, diagnostics = prepare(project, guide, [edition])
    if job is None:
        return None, diagnostics
    workshop = replace(job.workshop, guide=guide_of(guide, guide.sheet, programme))
    rendered, found = render_edition(Job(workshop, job.sources, job.numbers), edition)
    return rendered, [*diagnostics, *(_at_file(each, file, guide.name) for each in found)]


def _at_file(found: Diagnostic, file: ProgrammeFile, guide: str) -> Diagnostic:
    """Tell what is wrong with the page at the file that asked for it, not at the guide's sheet."""
    fields = file.fields
    if isinstance(found, Overflow):
        offset = fields.offset(("move", max(found.fitting, 1), "name"))
        hint = "take some out, or make two plans"
        return fields.source.error(offset, found.code, found.message, hint)
    if found.place.path == f"content/{guide}/sheet.toml":
        return replace(found, place=Place(fields.source.path), excerpt="")
    return found


def guide_of(guide: Guide, sheet: Sheet, programme: Programme) -> Guide:
    """Return a guide whose sheet has the moves of a programme, a block each, in its order."""
    moves = dict(guide.moves)
    blocks = []
    for chosen in programme.move:
        move = moves[chosen.name]
        parts = list(_parts(chosen, move.dose))
        block, moves[chosen.name] = _block(sheet, move, _dose(move.dose, parts), _set_by(parts))
        blocks.append(block)
    own = sheet.model_copy(update={"title": programme.title, "block": tuple(blocks)})
    return replace(guide, sheet=own, moves=moves)


def choices(guide: Guide) -> dict[str, SheetBlock]:
    """Return a block for each move that there is to choose from; none without a sheet."""
    if guide.sheet is None or guide.safety.traffic is None:
        return {}
    every = tuple(Chosen(name=name) for name in guide.moves)
    whole = guide_of(guide, guide.sheet, Programme(guide=guide.name, title="-", move=every))
    assert whole.sheet is not None
    return dict(zip(guide.moves, sheet_blocks(whole.sheet.block, whole.moves), strict=True))


def counted(hold: Hold) -> tuple[str, str]:
    """Return the words after one, and after several, of what a hold is counted in.

    >>> counted(Hold.parse("15 seconds"))
    ('second', 'seconds')
    """
    unit = hold.parts[1]
    return _COUNTED.sub(r"\1", unit), _COUNTED.sub(r"\1s", unit)


def counted_times(reps: Reps) -> tuple[str, str]:
    """Return the words after one, and after several, repetitions."""
    unit = reps.unit
    return ("time", "times") if not unit or unit.startswith("time") else (unit, unit)


def _block(sheet: Sheet, move: Move, dose: Dose, set_by: str) -> tuple[Block, Move]:
    """Return the block of a move, and the move as it is shown there: in its short form, if any."""
    of_sheet = next((each for each in sheet.block if move.id in each.moves), None)
    short = move.sheet or SheetText(steps=move.steps)
    stop = of_sheet.stop if of_sheet else short.stop or move.stop
    if of_sheet is None:
        short = short.model_copy(update={"stop": None})  # it is that of the block
    beside = " ".join(filter(None, (of_sheet.swap if of_sheet else None, set_by))) or None
    block = Block(name=move.name, moves=(move.id,), stop=stop, swap=beside)
    return block, move.model_copy(update={"dose": dose, "sheet": short})


def _parts(chosen: Chosen, dose: Dose) -> Iterator[_Amount]:
    """Yield hold, repetitions, rounds and days: the clinic's, or else the guide's."""
    yield _hold(chosen.hold, dose.hold)
    yield _reps(chosen.reps, dose.reps)
    sets = Sets.parse(str(chosen.sets)) if chosen.sets else None
    yield _Amount(mark("rounds"), sets or dose.sets, sets is None or _is_within(sets, dose.sets))
    days = chosen.days
    yield _Amount(mark("days"), days, days is None or _is_within(days, dose.days))


def _hold(own: Quantity | None, offered: Hold) -> _Amount:
    if own is None:
        return _Amount(mark("hold"), offered)
    words = str(own)
    if not isinstance(own, Hold):
        words += f" {counted(offered)[own.most > 1]}"
    hold = Hold.parse(words)
    assert isinstance(hold, Hold)
    within = offered.seconds <= hold.seconds and hold.longest <= offered.longest
    return _Amount(mark("hold"), hold, within)


def _reps(own: Quantity | None, offered: Reps) -> _Amount:
    if own is None:
        return _Amount(mark("times"), offered)
    unit = "" if isinstance(own, Reps) or offered.unit.startswith("time") else offered.unit
    reps = Reps.parse(f"{own} {unit}".strip())
    assert isinstance(reps, Reps)
    within = _is_within(reps, offered) and reps.sides == offered.sides
    return _Amount(mark("times"), reps, within)


def _is_within(own: Quantity, offered: Quantity | None) -> bool:
    return offered is not None and offered.least <= own.least and own.most <= offered.most


def _dose(offered: Dose, parts: list[_Amount]) -> Dose:
    hold, reps, sets, days = (each.value for each in parts)
    is_own = all(each.within for each in parts)
    return offered.model_copy(
        update={
            "hold": hold,
            "reps": reps,
            "sets": sets,
            "often": offered.often if days is None else _often(days),
            "source": offered.source if is_own else None,
        }
    )


def _often(days: Quantity) -> str:
    if days.least == Days.parse("every day").least:
        return mark("Every day")
    return f"{days.words.removesuffix(' a week').removesuffix(' days').removesuffix(' day')} " + (
        mark("day a week") if days.most == 1 else mark("days a week")
    )


def _set_by(parts: list[_Amount]) -> str:
    """Say what of a dose is beyond what the guide says of the move; empty if nothing is."""
    beyond = [each.name for each in parts if not each.within]
    return f"{mark('Set by your clinic:')} {', '.join(beyond)}." if beyond else ""
