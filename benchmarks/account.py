"""Measure the account of words: its time as a share of that of making all editions of a guide.

    .venv/bin/python benchmarks/account.py [GUIDE] [--times 2]

Times are of the processor, for one core, after a first edition that is not counted: it loads the
libraries. It ends with 1 if the share is above a tenth.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from backpocket.load.disk import Disk  # noqa: E402
from backpocket.load.project import load_project  # noqa: E402
from backpocket.model.editions import EDITIONS  # noqa: E402
from backpocket.render import makers  # noqa: E402

BOUND = 0.1
"""The greatest share of the time of making editions that the account may take."""


def show(what: str, making: float, taken: float, note: str) -> None:
    """Write a line: seconds of making, and of the account."""
    sys.stdout.write(f"{what:<28} {making:7.2f} s  account {taken:6.2f} s  {note}\n")
    sys.stdout.flush()


def main() -> int:
    """Make all editions, and print the time of each and of its account."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("guide", nargs="?", default="lower-back-pain")
    parser.add_argument("--times", type=int, default=1)
    options = parser.parse_args()
    project, _ = load_project(Disk(ROOT), [options.guide])
    assert project.press is not None
    guide = project.press.guides[options.guide]
    job, _ = makers.prepare(project, guide, EDITIONS)
    assert job is not None
    makers.render_edition(job, EDITIONS[0])
    making = taken = 0.0
    for edition in [each for each in EDITIONS for _ in range(options.times)]:
        if edition.form == "sheet" and guide.sheet is None:
            continue
        start = time.process_time()
        rendered, _ = makers.MAKERS[edition.kind](job, edition)
        made = time.process_time()
        assert rendered is not None
        found = makers.audited(job, edition, rendered.data)
        done = time.process_time()
        making += made - start
        taken += done - made
        show(edition.name, made - start, done - made, f"{len(found)} found")
    share = taken / making
    show("all", making, taken, f"{share:.1%}, and may be {BOUND:.0%}")
    return int(share > BOUND)


if __name__ == "__main__":
    sys.exit(main())
