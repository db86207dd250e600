"""Endurance: a build and an order run, whose processes are killed or stopped at random moments.

To run it by hand, which takes a while:

    python3 tests/endurance.py --times 50 --seed 1 --python /usr/bin/python3

After each time, the command has ended within a bound and with the exit code that is due, none of
its processes lives, no traceback was shown, and no file is half written: the files of a build are
those from before or the new ones. Run again, it makes the same bytes as without any disturbance.
"""

from __future__ import annotations

import argparse
import random
import shutil
import signal
import statistics
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))  # as a program, it is run from anywhere

from tests.bench import DEEDS, Bench, Deed, Ended, Work, make_bench, tree, write_tree

__all__ = ["Tally", "endure"]


@dataclass
class Tally:
    """What came of one deed to one command."""

    times: int = 0
    seconds: list[float] = field(default_factory=list)
    resumed: int = 0
    faults: list[str] = field(default_factory=list)


# --- What must hold ------------------------------------------------------------------------


def faults(bench: Bench, work: Work, deed: Deed, ended: Ended) -> list[str]:
    """Say what is not as it must be after a command was disturbed."""
    if ended.code is None:
        return ["it did not end"]
    found = [f"a process is left: {name}" for name in ended.left]
    found += _faults_told(work, deed, ended)
    found += _faults_in_files(bench, work, killed=deed.name == "parent killed" and ended.done)
    return found


def _faults_told(work: Work, deed: Deed, ended: Ended) -> list[str]:
    if deed.ctrl_c and ended.said.endswith("KeyboardInterrupt\n") and ", in main" not in ended.said:
        return []  # while Python itself was starting
    if deed.ctrl_c and ended.code == -signal.SIGINT and not ended.said:
        return []  # before it had started
    found = ["there is a traceback"] if "Traceback" in ended.said else []
    code, words = work.code, work.words
    if deed.ctrl_c:
        code, words = 130, "Stopped.\n"
    elif not deed.worker:
        code, words = -signal.SIGKILL, ""
    if ended.code == 0 and (not ended.done or ended.seconds < 1):
        return found  # it was done, or as good as done
    if ended.code != code or words not in ended.said:
        found.append(f"it ended with {ended.code}: {ended.said[-300:]!r}")
    return found


def _faults_in_files(bench: Bench, work: Work, *, killed: bool) -> list[str]:
    there = tree(work.out)
    hidden = {name for name in there if Path(name).name.startswith(".")}
    found = [
        f"{name} is neither old nor new"
        for name in there.keys() - hidden
        if there[name] not in (work.before.get(name), work.after.get(name))
    ]
    found += [f"{name} is gone" for name in work.before.keys() - there]
    if not killed:  # if it was, nobody could clear up
        passing = (path.relative_to(bench.root) for path in bench.passing.iterdir())
        found += [f"{name} is left behind" for name in (*hidden, *passing)]
    return found


def endure(
    bench: Bench,
    work: Work,
    deed: Deed,
    chance: random.Random,
    times: int,
    *,
    again: int = 5,
) -> Tally:
    """Disturb a command so many times; after every few, if any, run it to its end."""
    tally = Tally()
    for _ in range(12 * times):
        delay = chance.uniform(0, _lay_out(bench, work, chance))
        ended = bench.disturb(work, deed, delay)
        wrong = faults(bench, work, deed, ended)
        if ended.done:
            tally.times += 1
            tally.seconds.append(ended.seconds)
        if ended.done and again and tally.times % again == 0:
            bench.run(work)
            tally.resumed += 1
            if tree(work.out) != work.after:
                wrong.append("run again, it makes other files")
        tally.faults += [f"{work.name}, {deed.name} after {delay:.2f} s: {each}" for each in wrong]
        if tally.times == times:
            break
    return tally


def _lay_out(bench: Bench, work: Work, chance: random.Random) -> float:
    """Put the output folder into the state from before; return about how long a run then takes.

    An order run finds nothing there, or its bases alone, or goes on from where it was ended.
    """
    shutil.rmtree(bench.passing)
    bench.passing.mkdir()
    if work.before:
        shutil.rmtree(work.out)
        write_tree(work.out, work.before)
        return work.seconds
    there = chance.choice(("nothing", "bases", "all"))
    for path in work.out.parent.iterdir() if there != "all" else ():
        if path.is_file():  # the ledger
            path.unlink()
        elif path.name != ".bases" or there == "nothing":
            shutil.rmtree(path)
    return work.seconds * (1 if there == "nothing" else 0.4)


def main() -> int:
    """Disturb both commands in each way, and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--times", type=int, default=50, help="of each; 50")
    parser.add_argument("--seed", type=int, default=random.randrange(10_000))
    parser.add_argument("--python", default=sys.executable, help="the Python to run the press with")
    chosen = parser.parse_args()
    say = sys.stdout.write
    say(f"seed {chosen.seed}, {chosen.times} times each, {chosen.python}\n")
    _show("command", "what is done", "times", "to the end", "at most", "run again", "faults")
    wrong: list[str] = []
    with tempfile.TemporaryDirectory(prefix="endurance-") as folder:
        bench, works = make_bench(Path(folder).resolve() / "press", chosen.python)
        for work, deed in ((work, deed) for work in works for deed in DEEDS):
            chance = random.Random(f"{chosen.seed} {work.name} {deed.name}")
            tally = endure(bench, work, deed, chance, chosen.times)
            counts = (tally.times, *_seconds(tally), tally.resumed, len(tally.faults))
            _show(work.name, deed.name, *map(str, counts))
            wrong += tally.faults
    say("".join(f"{each}\n" for each in wrong))
    return 1 if wrong else 0


def _show(command: str, what: str, *cells: str) -> None:
    sys.stdout.write(f"{command:<8} {what:<16}" + "".join(f"{each:>12}" for each in cells) + "\n")
    sys.stdout.flush()


def _seconds(tally: Tally) -> tuple[str, str]:
    """Return the median of the seconds from the deed to the end of all processes, and the most."""
    if not tally.seconds:
        return "–", "–"
    return f"{statistics.median(tally.seconds):.2f} s", f"{max(tally.seconds):.2f} s"


if __name__ == "__main__":
    sys.exit(main())
