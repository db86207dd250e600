"""Measure orders: how fast, how large and in how much memory, as ratios within one run.

    .venv/bin/python benchmarks/orders.py [--fonts FOLDER] [--many 200000]

Times are of the processor, for one core. ``--fonts`` is a folder with a font for Chinese or
Japanese (such as Noto Sans JP), without which that row is left out. It ends with 1 if a bound is
missed.
"""

from __future__ import annotations

import argparse
import multiprocessing
import re
import resource
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from backpocket.load.disk import Disk  # noqa: E402
from backpocket.orders.batch import cards  # noqa: E402
from backpocket.orders.batch.printrun import print_run  # noqa: E402
from backpocket.orders.copies.base import Base  # noqa: E402
from backpocket.orders.copies.personalise import personal, prepare  # noqa: E402
from backpocket.orders.volume import MOST_PARCELS, cut  # noqa: E402
from backpocket.render.jobs import Job  # noqa: E402

GUIDE = "lower-back-pain"
FIRST = {
    "Latin": ("Anna", "Łukasz", "Zoë", "José", "Gülşen", "Þórdís", "Małgorzata", "Jürgen"),
    "Greek": ("Ελένη", "Γιώργος", "Αθηνά"),
    "Cyrillic": ("Юлия", "Дмитро", "Јована"),
    "Vietnamese": ("Nguyễn Thị", "Trần Đức", "Lê Hồng"),
    "Chinese and Japanese": ("佐藤", "王", "高橋", "陳"),
}
LAST = {
    "Latin": ("Kowalska", "Müller", "O’Neil", "Çelik", "Ångström", "Nováková", "Sørensen"),
    "Greek": ("Παπαδοπούλου", "Νικολάου"),
    "Cyrillic": ("Щукина", "Шевченко"),
    "Vietnamese": ("Ánh Tuyết", "Bảo Ngọc"),
    "Chinese and Japanese": ("さくら", "小明", "美咲", "淑芬", "健一"),
}


@dataclass(frozen=True)
class Copy:
    """A copy as print runs want it."""

    order_number: str
    reader: str | None
    editions: Sequence[str]
    contents: Sequence[str] = ("Relief Balm",)


def name(script: str, index: int) -> str:
    """Return one of the names of a script, another for each index."""
    first, last = FIRST[script], LAST[script]
    return f"{first[index % len(first)]} {last[index // len(first) % len(last)]}"


def copies(count: int, edition: str) -> Iterator[Copy]:
    """Yield copies of one edition for so many readers."""
    for index in range(count):
        yield Copy(f"#{1000 + index}", name("Latin", index), (edition,))


def seconds(work: Callable[[], object]) -> float:
    """Return the time of the processor that some work takes."""
    start = time.process_time()
    work()
    return time.process_time() - start


def base(edition: str, paper: str, fonts: Path | None) -> Base:
    """Render the base of an edition of the guide."""
    from backpocket.load.project import load_project

    project, _ = load_project(Disk(ROOT), [GUIDE])
    assert project.press is not None
    made, diagnostics = prepare(project, project.press.guides[GUIDE], edition, paper, fonts=fonts)
    assert made is not None, diagnostics
    return made


def plain_render() -> float:
    """Return the time of one render of the handout as it is; the first, which warms up, not."""
    from backpocket.load.project import load_project
    from backpocket.model.editions import EDITIONS
    from backpocket.render.makers import prepare as prepare_job
    from backpocket.render.makers import render_edition

    project, _ = load_project(Disk(ROOT), [GUIDE])
    assert project.press is not None
    job, _ = prepare_job(project, project.press.guides[GUIDE], [EDITIONS[0]])
    assert isinstance(job, Job)
    render_edition(job, EDITIONS[0])
    return min(seconds(lambda: render_edition(job, EDITIONS[0])) for _ in range(3))


def rate(handout: Base, script: str, count: int = 500) -> float | None:
    """Return personal handouts a second, or None if no font has the letters."""
    if personal(handout, name(script, 0), "#1")[1]:
        return None
    for index in range(50):
        personal(handout, name(script, index), "#1")

    def work() -> None:
        for index in range(count):
            personal(handout, name(script, index), f"#{index}")

    return count / seconds(work)


def printed(handout: Base, count: int) -> tuple[float, int, float]:
    """Print volumes in a process of its own: their time, their size, and its most memory in MB."""
    context = multiprocessing.get_context("spawn")
    with context.Pool(1) as pool:
        return pool.apply(_printed, (handout, count))


def _printed(handout: Base, count: int) -> tuple[float, int, float]:
    bases = {f"{GUIDE}/handout-a4": handout}
    size = 0

    def work() -> None:
        nonlocal size
        for _, part in cut(copies(count, *bases), {}):
            file, _ = print_run(bases, part)
            assert file is not None
            size += len(file.data)

    print_run(bases, copies(1, *bases))  # opens the fonts
    return seconds(work), size, most_memory()


def most_memory() -> float:
    """Return the most memory of this process in MB.

    Linux's own count is taken where it is there: that of getrusage starts with the parent's.
    """
    status = Path("/proc/self/status")
    if status.exists():
        found = re.search(r"VmHWM:\s+(\d+) kB", status.read_text())
        if found:
            return int(found[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def carded(fonts: Path | None, count: int) -> tuple[float, int]:
    """Print cards: their time and size."""
    name = f"{GUIDE}/card-a6"
    bases = {name: base("card", "a6", fonts)}
    sizes = []

    def work() -> None:
        for _, part in cut(copies(count, name), {}):
            file, _ = cards.insert_cards(bases, part)
            assert file is not None
            sizes.append(len(file.data))

    return seconds(work), sum(sizes)


missed: list[str] = []


def row(what: str, value: str, wanted: str = "", good: bool | None = None) -> None:
    """Write a row of the table."""
    if good is False:
        missed.append(what)
    mark = {None: "", True: "ok", False: "MISSED"}[good]
    sys.stdout.write(f"{what:<46} {value:>18}  {wanted:<16} {mark}\n")
    sys.stdout.flush()


def main() -> None:
    """Measure all, and write the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--fonts", type=Path)
    parser.add_argument("--many", type=int, default=20_000)
    options = parser.parse_args()
    plain = plain_render()
    handout = base("handout", "a4", options.fonts)
    row("plain render of the handout, per order", f"{1000 * plain:,.0f} ms")
    for script in FIRST:
        found = rate(handout, script)
        if found is None:
            row(f"personal handouts, {script}", "no font")
            continue
        least = 200 if script.startswith("Chinese") else 500
        row(f"personal handouts, {script}", f"{found:,.0f} a second", f">= {least}", found >= least)
        if script == "Latin":
            ratio = found * plain
            row("  against plain renders", f"{ratio:,.0f} times", ">= 300", ratio >= 300)
    _, size, _ = printed(handout, 1)
    _, larger, _ = printed(handout, MOST_PARCELS)
    spent, _, memory = printed(handout, 1000)
    row("print run of 1,000 handouts", f"{spent:.2f} s", "<= 5 s", spent <= 5)
    grown = (larger - size) / 1e6
    row("  a volume is larger than one copy by", f"{grown:.2f} MB", "<= 0.5 MB", grown <= 0.5)
    row("  most memory", f"{memory:.0f} MB", "< 250 MB", memory < 250)
    many, _, most = printed(handout, options.many)
    row(f"print run of {options.many:,} handouts", f"{many:.1f} s")
    factor = many / options.many / (spent / 1000)
    row("  time an order, against 1,000", f"{factor:.2f} times", "<= 1.2", factor <= 1.2)
    row("  most memory", f"{most:.0f} MB", "< 250 MB", most < 250)
    spent, size = carded(options.fonts, 1000)
    row("1,000 insert cards", f"{spent:.2f} s, {size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
    sys.exit(1 if missed else 0)
