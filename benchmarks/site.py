"""Measure the web pages: the time that they take to make, and what Lighthouse says of them.

    .venv/bin/python benchmarks/site.py [--dist dist] [--copies 50] [--lighthouse]

``dist/`` must hold a build of everything. The first two times are of the clock, on all cores; those
of copies are of the processor, since one core makes them:

- cold: nothing is kept of figures on their way, nor of pictures of pages;
- warm: all of these are kept from before, as they are after any build;
- copies: warm, for so many guides as ``--copies`` says, and for half of them: what a copy costs may
  not grow with their number.

Lighthouse 12 looks at the guide’s page, at a chapter and at the index on its phone profile. It ends
with 1 if a bound is broken.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from backpocket.commands.site_server import HOST, server_of  # noqa: E402
from backpocket.draw import kept  # noqa: E402
from backpocket.load.disk import Disk  # noqa: E402
from backpocket.load.project import Project, load_project  # noqa: E402
from backpocket.publish import attachments_of  # noqa: E402
from backpocket.render.site import site as site_module  # noqa: E402
from backpocket.render.site.attachments import Attachment  # noqa: E402
from backpocket.write.manifest import read_manifest  # noqa: E402
from tests.programs import npm_packages, program  # noqa: E402

COLD, WARM = 60.0, 3.0
"""Seconds that the pages of one guide may take beyond its PDFs."""

LINEAR = 1.25
"""How much more a copy may cost among all copies than among half of them."""

SCORES = {"performance": 98, "accessibility": 100, "best-practices": 100, "seo": 100}


def show(what: str, found: str, bound: str, *, holds: bool) -> bool:
    """Write a line, and return whether the bound holds."""
    sys.stdout.write(f"{what:<44} {found:>10}  {bound}{'' if holds else '  BROKEN'}\n")
    sys.stdout.flush()
    return holds


@contextlib.contextmanager
def keeping(folder: Path) -> Iterator[None]:
    """Keep what is drawn in a folder of its own, and nowhere else."""
    was = site_module.FOLDER
    site_module.FOLDER = str(folder)
    os.environ.pop(kept.ELSEWHERE, None)
    try:
        yield
    finally:
        site_module.FOLDER = was


def seconds(
    project: Project,
    attachments: list[Attachment],
    clock: Callable[[], float] = time.perf_counter,
) -> float:
    """Return how long it takes to make a site."""
    start = clock()
    files, diagnostics = site_module.render_site(project, attachments)
    assert files, diagnostics
    return clock() - start


def copied(
    project: Project, attachments: list[Attachment], count: int
) -> tuple[Project, list[Attachment]]:
    """Return a project whose first guide is there so often, each copy under a name of its own."""
    assert project.press is not None
    guide = next(iter(project.press.guides.values()))
    names = [f"{guide.name}-{number}" for number in range(count)]
    guides = {name: replace(guide, name=name) for name in names}
    files = [
        replace(each, guide=name, path=each.path.replace(guide.name, name))
        for name in names
        for each in attachments
        if each.guide == guide.name
    ]
    return replace(project, press=replace(project.press, guides=guides)), files


def lighthouse(folder: Path, paths: list[str]) -> bool:
    """Ask Lighthouse, on a phone, about pages of a site."""
    here = Path(__file__).parent / "lighthouse"
    environment = {**os.environ, "PUPPETEER_SKIP_DOWNLOAD": "1", "CHROME_PATH": program("chromium")}
    tool = npm_packages(here, environment) / ".bin" / "lighthouse"
    fine = True
    with server_of(folder) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        for path in paths:
            command = [
                tool, f"http://{HOST}:{server.server_port}/{path}", "--quiet", "--output=json",
                f"--only-categories={','.join(SCORES)}",
                "--chrome-flags=--headless=new --no-sandbox --disable-dev-shm-usage",
            ]  # fmt: skip
            done = subprocess.run(command, capture_output=True, text=True, env=environment)  # noqa: S603
            assert done.stdout, done.stderr[-2000:]
            said = json.loads(done.stdout)
            for name, least in SCORES.items():
                found = round(100 * said["categories"][name]["score"])
                fine &= show(f"{path}: {name}", str(found), f"of {least}", holds=found >= least)
                fine or _why(said, name)
        server.shutdown()
    return fine


def _why(said: dict[str, dict[str, dict[str, object]]], name: str) -> None:
    """Write which audits of a category are not passed."""
    for each in said["categories"][name]["auditRefs"]:  # type: ignore[attr-defined]
        audit = said["audits"][each["id"]]
        if each["weight"] and audit["score"] not in (None, 1):
            sys.stdout.write(
                f"    {audit['id']}: {audit['title']} {audit.get('displayValue', '')}\n"
            )


def main() -> int:
    """Measure, and print each figure beside its bound."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dist", type=Path, default=ROOT / "dist")
    parser.add_argument("--copies", type=int, default=50)
    parser.add_argument(
        "--lighthouse", action="store_true", help="ask Lighthouse, and nothing else"
    )
    options = parser.parse_args()
    project, _ = load_project(Disk(ROOT))
    attachments = attachments_of(read_manifest(options.dist).files, options.dist)
    assert project.press is not None
    guide = next(iter(project.press.guides))
    if options.lighthouse:
        pages = ["index.html", f"{guide}/index.html", f"{guide}/read/moves.html"]
        return 0 if lighthouse(options.dist / "site", pages) else 1
    with tempfile.TemporaryDirectory() as folder, keeping(Path(folder)):
        cold = seconds(project, attachments)
        fine = show("cold", f"{cold:.1f} s", f"at most {COLD:.0f} s", holds=cold <= COLD)
        warm = seconds(project, attachments)
        fine &= show("warm", f"{warm:.1f} s", f"at most {WARM:.0f} s", holds=warm <= WARM)
        each: list[float] = []
        for count in (options.copies // 2, options.copies):
            taken = seconds(*copied(project, attachments, count), time.process_time)
            each.append(taken / count)
            bound = f"{each[-1]:.2f} s a guide"
            holds = each[-1] <= LINEAR * each[0]
            fine &= show(f"{count} copies", f"{taken:.1f} s", bound, holds=holds)
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main())
