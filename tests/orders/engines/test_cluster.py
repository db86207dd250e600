"""Runs on a cluster: a real scheduler and real workers, which are killed half-way."""

from __future__ import annotations

import dataclasses
import json
import logging
import os
import pickle
import shutil
import socket
import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner, Result

from backpocket.commands import cli
from backpocket.orders.batch import bindery as bindery_
from backpocket.orders.batch.printrun import print_run
from backpocket.orders.commands import choices
from backpocket.orders.copies.base import Base
from backpocket.orders.copies.personalise import added, personal
from backpocket.orders.engines.dask import cluster as cluster_
from backpocket.orders.engines.dask.cluster import Cluster
from backpocket.orders.engines.dask.worker import Kit, make
from backpocket.orders.engines.local import Local, Task, compose_all
from backpocket.orders.ledger.ledger import LEDGER, Ledger
from backpocket.orders.plan import Copy
from backpocket.orders.runs.outcome import RunOutcome
from backpocket.orders.runs.run import perform
from backpocket.orders.runs.run_state import Options
from backpocket.orders.volume import Printing
from backpocket.terminal.exits import ExitCode

# By its whole name, by which the workers find it too.
from tests.orders import clusters, exports, presses
from tests.orders.clusters import Machines
from tests.orders.exports import as_csv, numbered, put, shopify
from tests.orders.presses import bindery, tree
from tests.orders.runs.test_run import many

PRESS = bindery(personal=clusters.personal)
EVERY = 0.1


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few orders make many batches, few of them under way; and there is no power cut here."""
    monkeypatch.setattr(cluster_, "_BATCH", 4)
    monkeypatch.setattr(cluster_, "_AHEAD", 8)
    for call in ("sync", "fsync"):
        monkeypatch.setattr(os, call, lambda *_: None)


@pytest.fixture(scope="module")
def scheduler(tmp_path_factory: pytest.TempPathFactory, takes_seconds: None) -> Iterator[Machines]:
    with Machines(tmp_path_factory.mktemp("one") / "machines") as made:
        yield made


@pytest.fixture
def machines(scheduler: Machines) -> Iterator[Machines]:
    """A scheduler without workers."""
    yield scheduler
    scheduler.clear()


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory, takes_seconds: None) -> Iterator[Machines]:
    """Two workers that nobody kills."""
    with Machines(tmp_path_factory.mktemp("two") / "machines") as made:
        made.add()
        made.add()
        yield made


def run(
    export: Path,
    out: Path,
    machines: Machines,
    at: int = -1,
    then: Callable[[], object] = lambda: None,
    patience: float = 60,
) -> RunOutcome:
    """Make a run; when so many orders are made, do something."""
    waiting = {at}

    def told(step: str, about: str, done: int = 0, total: int | None = None) -> None:
        if step == "render" and done in waiting:
            waiting.clear()
            then()

    engine = Cluster(machines.address, patience, EVERY)
    return perform(
        [export], presses.CATALOGUE, PRESS, Options(out, out.parent, engine=engine), told
    )


def local(export: Path, folder: Path) -> dict[str, bytes]:
    outcome = presses.run(export, folder / "local" / "a", press=PRESS)
    assert outcome.finished
    return tree(folder / "local" / "a")


def made_in(out: Path) -> int:
    """Return how many orders the ledger calls made; each is there once, by its key."""
    with closing(Ledger(out.parent / LEDGER)) as ledger:
        return sum(ledger.count_made(run) for run in ledger.runs())


# --- Whole runs ----------------------------------------------------------------------------


def test_a_cluster_makes_what_one_machine_makes(
    two: Machines, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    export = many(tmp_path, 60)
    outcome = run(export, tmp_path / "runs" / "a", two)
    assert (outcome.finished, outcome.made, outcome.diagnostics) == (True, 60, ())
    assert tree(tmp_path / "runs" / "a") == local(export, tmp_path)
    assert capfd.readouterr() == ("", "")
    assert logging.getLogger("distributed").level <= logging.WARNING  # as it was


def test_one_of_two_is_killed_half_way(
    machines: Machines, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    export = many(tmp_path, 100)
    victim = machines.add(TEST_SLOWLY="0.002")
    machines.add(TEST_SLOWLY="0.002")
    machines.wait_for(2)
    outcome = run(export, tmp_path / "runs" / "a", machines, 50, victim.kill)
    assert victim.wait(10) == -9
    assert "Compute" not in machines.said()
    assert f"Remove worker addr: {machines.address_of(victim)}" in machines.said()
    assert (outcome.finished, outcome.made, outcome.diagnostics) == (True, 100, ())
    assert made_in(tmp_path / "runs" / "a") == 100
    listed = json.loads((tmp_path / "runs" / "a" / "manifest.json").read_bytes())["orders"]
    assert [each["order"] for each in listed] == [f"#{1001 + at}" for at in range(100)]
    assert tree(tmp_path / "runs" / "a") == local(export, tmp_path)
    assert capfd.readouterr() == ("", "")


def test_all_are_killed_and_another_comes(machines: Machines, tmp_path: Path) -> None:
    export = many(tmp_path, 100)
    machines.add(TEST_SLOWLY="0.002")
    machines.add(TEST_SLOWLY="0.002")
    machines.wait_for(2)

    def kill() -> None:
        for each in machines.workers:
            each.kill()
        machines.add()

    outcome = run(export, tmp_path / "runs" / "a", machines, 40, kill)
    assert (outcome.finished, outcome.made, outcome.diagnostics) == (True, 100, ())
    assert tree(tmp_path / "runs" / "a") == local(export, tmp_path)


def test_a_run_that_is_stopped_goes_on(two: Machines, tmp_path: Path) -> None:
    export = many(tmp_path, 60)
    out = tmp_path / "runs" / "a"

    def stop() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(export, out, two, 30, stop)
    assert made_in(out) == 30
    assert threads_of_dask() == []
    before = {path.name: path.stat().st_mtime_ns for path in (out / "personal").iterdir()}
    assert run(export, out, two).finished
    assert tree(out) == local(export, tmp_path)
    again = {path.name: path.stat().st_mtime_ns for path in (out / "personal").iterdir()}
    assert sum(again[name] == before[name] for name in before) >= 2 * 30


def test_one_that_comes_late_is_put_to_work(machines: Machines, tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    machines.add(TEST_SLOWLY="0.01", TEST_NOTES=str(notes))  # much is left for the second

    def another() -> None:
        machines.add(TEST_NOTES=str(notes))
        machines.wait_for(2)

    export = many(tmp_path, 200)
    outcome = run(export, tmp_path / "runs" / "a", machines, 8, another)
    assert (outcome.finished, outcome.made, outcome.diagnostics) == (True, 200, ())
    pids = notes.read_text().split()
    editions = 4  # of which each kit makes one copy when it is opened
    assert len(pids) == editions * 2
    assert set(pids) == {str(each.pid) for each in machines.workers}


# --- What goes wrong -----------------------------------------------------------------------


def test_a_cluster_that_loses_all_keeps_what_is_made(
    machines: Machines, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    export = many(tmp_path, 100)
    alone = machines.add()
    machines.wait_for(1)
    out = tmp_path / "runs" / "a"
    outcome = run(export, out, machines, 40, alone.kill, patience=1)
    assert not outcome.finished
    assert [each.code for each in outcome.diagnostics] == ["E419"]
    assert "no worker came for 1 seconds" in outcome.diagnostics[0].message
    assert 40 <= made_in(out) < 100
    assert not (out / "manifest.json").exists()
    assert capfd.readouterr() == ("", "")
    before = {path.name: path.stat().st_mtime_ns for path in (out / "personal").iterdir()}
    assert presses.run(export, out, press=PRESS).finished  # and goes on without it
    assert tree(out) == local(export, tmp_path)
    after = {path.name: path.stat().st_mtime_ns for path in (out / "personal").iterdir()}
    assert before.items() <= after.items()


@pytest.mark.slow
def test_a_scheduler_that_is_killed(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "runs" / "a"
    with Machines(tmp_path / "machines") as machines:
        machines.add()
        machines.wait_for(1)
        outcome = run(many(tmp_path, 100), out, machines, 40, machines.scheduler.kill, patience=1)
    assert [each.code for each in outcome.diagnostics] == ["E419"]
    assert made_in(out) >= 40
    assert capfd.readouterr() == ("", "")


@pytest.mark.slow
def test_an_order_that_kills_each_worker(tmp_path: Path) -> None:
    """As one does that takes more memory than a worker has; here two of them are enough."""
    failures = {"DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1"}
    with Machines(tmp_path / "machines", **failures) as machines:
        machines.add()
        machines.add()
        machines.wait_for(2)
        rows = [shopify(), shopify(Name="#2", Id="2", Shipping_Name="Deadly")]
        outcome = run(put(tmp_path, as_csv(rows)), tmp_path / "runs" / "a", machines, patience=8)
    assert [each.code for each in outcome.diagnostics] == ["E419"]
    assert "one worker after the other" in outcome.diagnostics[0].message, machines.said()
    assert "Deadly" not in f"{outcome}{machines.said()}"


@pytest.mark.parametrize("kind", ["nobody", "silent", "nonsense"])
@pytest.mark.slow
def test_a_scheduler_that_cannot_be_reached(tmp_path: Path, kind: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"tcp://127.0.0.1:{server.getsockname()[1]}"
        if kind == "nobody":
            server.close()
        elif kind == "nonsense":
            threading.Thread(target=talk_nonsense, args=(server,), daemon=True).start()
        engine = Cluster(address, patience=1)
        out = tmp_path / "runs" / "a"
        outcome = perform(
            [many(tmp_path, 3)], presses.CATALOGUE, PRESS, Options(out, out.parent, engine=engine)
        )
    assert [each.code for each in outcome.diagnostics] == ["E881"]
    assert outcome.diagnostics[0].place.path == address
    assert not (tmp_path / "runs").exists()


def talk_nonsense(server: socket.socket) -> None:
    while True:
        try:
            connection, _ = server.accept()
        except OSError:
            return
        connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        connection.close()


def test_a_scheduler_without_workers(machines: Machines, tmp_path: Path) -> None:
    outcome = run(many(tmp_path, 3), tmp_path / "runs" / "a", machines, patience=1)
    assert [each.code for each in outcome.diagnostics] == ["E882"]
    assert not (tmp_path / "runs").exists()


def test_a_worker_without_the_press(machines: Machines, tmp_path: Path) -> None:
    (tmp_path / "bare").mkdir()
    machines.add(tmp_path / "bare")
    out = tmp_path / "runs" / "a"
    outcome = run(many(tmp_path, 3), out, machines)
    assert [each.code for each in outcome.diagnostics] == ["E883"]
    assert "No module named 'backpocket'" in outcome.diagnostics[0].message
    assert not list((out / "personal").iterdir())


def test_a_worker_without_the_press_that_comes_late(machines: Machines, tmp_path: Path) -> None:
    machines.add(TEST_SLOWLY="0.01")
    (tmp_path / "bare").mkdir()

    def another() -> None:
        machines.add(tmp_path / "bare")
        machines.wait_for(2)

    outcome = run(many(tmp_path, 150), tmp_path / "runs" / "a", machines, 8, another)
    assert outcome.finished or [each.code for each in outcome.diagnostics] == ["E883"]


def test_a_worker_with_another_press(machines: Machines, tmp_path: Path) -> None:
    machines.add(TEST_OTHER="another ")
    out = tmp_path / "runs" / "a"
    outcome = run(many(tmp_path, 3), out, machines)
    assert [each.code for each in outcome.diagnostics] == ["E883"]
    assert "uharfbuzz" in outcome.diagnostics[0].message
    assert not list((out / "personal").iterdir())


def test_the_extra_lacks(two: Machines, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster_.importlib.util, "find_spec", lambda name: None)
    outcome = run(many(tmp_path, 3), tmp_path / "runs" / "a", two)
    assert [each.code for each in outcome.diagnostics] == ["E880"]
    assert "requirements-extras.lock" in outcome.diagnostics[0].hint
    assert not (tmp_path / "runs").exists()


def test_faults_and_notes_are_those_of_one_machine(two: Machines, tmp_path: Path) -> None:
    rows = numbered(3)
    rows[1] |= {"Shipping Name": "Crash"}
    rows[2] |= {"Shipping Name": "Odd"}
    export = put(tmp_path, as_csv(rows))
    outcome = run(export, tmp_path / "runs" / "a", two)
    assert (outcome.made, outcome.left_out) == (2, {"fault": 1})
    assert tree(tmp_path / "runs" / "a") == local(export, tmp_path)


def test_no_name_is_logged(two: Machines, tmp_path: Path) -> None:
    rows = numbered(2)
    rows[1] |= {"Shipping Name": "Crash"}
    rows[0] |= {"Shipping Name": "Ann Walker"}
    run(put(tmp_path, as_csv(rows)), tmp_path / "runs" / "a", two)
    said = two.said()
    assert "Start worker at" in said
    assert not [name for name in ("Walker", "Crash", "RuntimeError") if name in said]


# --- Engine --------------------------------------------------------------------------------


def tasks_for(numbers: Iterator[int], *editions: str) -> Iterator[Task]:
    for number in numbers:
        files = tuple((edition, f"{number}-{edition}.pdf") for edition in editions)
        yield Task(str(number), f"#{number}", f"Łukasz Nr. {number}", files)


def test_only_so_much_is_under_way(two: Machines, tmp_path: Path) -> None:
    given = 0

    def tasks() -> Iterator[Task]:
        nonlocal given
        for task in tasks_for(count(), "e"):
            given += 1
            yield task

    results = Cluster(two.address, every=EVERY).run(
        tasks(), {"e": "base"}, clusters.personal, tmp_path
    )
    with closing(results):
        for number in range(100):
            assert next(results).task.number == f"#{number}"
            assert given - number <= 4 * 8
    assert threads_of_dask() == []


def threads_of_dask() -> list[str]:
    return [each.name for each in threading.enumerate() if "IO loop" in each.name]


def test_real_copies_are_the_same_and_bring_their_fonts(
    two: Machines, tmp_path: Path, handout: Base
) -> None:
    """The fonts of this machine are gone when the workers need them."""
    fonts = tmp_path / "fonts"
    fonts.mkdir()
    faces = [shutil.copy(path, fonts) for path in handout.faces]
    base = dataclasses.replace(handout, faces=tuple(faces))
    wanted = list(Local(1).run(tasks_for(iter(range(9)), "e"), {"e": base}, added, tmp_path))
    files = [(tmp_path / made.files[0][0]).read_bytes() for made in wanted]
    assert files[0] == personal(handout, "Łukasz Nr. 0", "#0")[0]

    def tasks() -> Iterator[Task]:
        yield from tasks_for(iter(range(4)), "e")
        shutil.rmtree(fonts)
        yield from tasks_for(iter(range(4, 9)), "e")

    out = tmp_path / "out"
    out.mkdir()
    found = list(Cluster(two.address).run(tasks(), {"e": base}, added, out))
    assert found == wanted
    assert not fonts.exists()
    assert [(out / made.files[0][0]).read_bytes() for made in found] == files


def test_what_cannot_be_written_here_is_told(two: Machines, tmp_path: Path) -> None:
    tasks = tasks_for(iter(range(3)), "e")
    results = Cluster(two.address).run(tasks, {"e": "b"}, clusters.personal, tmp_path / "none")
    with closing(results):
        assert next(results).stop == "No such file or directory"


def test_nothing_to_do_needs_no_cluster(tmp_path: Path) -> None:
    assert list(Cluster("tcp://127.0.0.1:1").run([], {}, clusters.personal, tmp_path)) == []


def test_real_volumes_are_the_same(two: Machines, handout: Base) -> None:
    bases = {"small/handout-a4": handout}
    wants = [Copy(f"#{at}", tuple(bases), "a4", "Łukasz") for at in range(6)]
    printings = [Printing((print_run, print_run), tuple(wants[at : at + 2])) for at in range(5)]
    wanted = list(Local(1).bind(printings, bases))
    assert list(Cluster(two.address).bind(printings, bases)) == wanted
    assert len({file.data for files in wanted for file, _ in files if file}) == 5
    assert list(Cluster("tcp://127.0.0.1:1").bind([], bases)) == []


def test_a_kit_is_opened_as_it_was_packed(tmp_path: Path, handout: Base) -> None:
    task = next(tasks_for(count(), "e"))
    sent = pickle.dumps(Kit(partial(compose_all, added), {"e": handout}, [task]))
    kit = pickle.loads(sent)
    packed = zlib.compress(pickle.dumps([task]))
    kit.setup(SimpleNamespace(local_directory=tmp_path))
    assert all(Path(face).is_relative_to(tmp_path) for face in kit.bases["e"].faces)
    (made,), *wrong = make(packed, kit=kit.name)
    assert wrong == ["", ""]
    assert handout.data + made.added[0] == personal(handout, task.reader, "#0")[0]
    kit = pickle.loads(sent)
    kit.proof = "of another press"
    kit.setup(SimpleNamespace(local_directory=tmp_path))
    result, other, _ = make(packed, kit=kit.name)
    assert (result, other[:17]) == (None, "other bytes with ")
    kit.teardown(None)
    assert make(packed, kit=kit.name) == (None, "", "on a worker, KeyError")


# --- The command ---------------------------------------------------------------------------


@pytest.fixture
def root(project: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    project.write("orders.toml", exports.catalogue_for("small"))
    monkeypatch.setattr(choices, "ROOT", project.root)
    monkeypatch.chdir(project.root)
    monkeypatch.setattr(bindery_, "bindery", lambda *_: PRESS)
    return Path(project.root)


def orders(*arguments: str | Path) -> Result:
    given = ["orders", *map(str, arguments)]
    result = CliRunner().invoke(cli.main, given, prog_name="build.py")
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


@pytest.mark.parametrize(
    "arguments",
    [
        ("--engine", "dask"),
        ("--engine", "dask", "--scheduler", "10.0.0.5"),
        ("--engine", "dask", "--scheduler", "tcp://h:1", "--jobs", "2"),
        ("--scheduler", "tcp://h:1"),
        ("--engine", "spark"),
    ],
)
def test_usage(root: Path, arguments: tuple[str, ...]) -> None:
    assert orders(exports.SAMPLE, *arguments).exit_code == ExitCode.USAGE


def test_the_command(two: Machines, root: Path) -> None:
    result = orders(exports.SAMPLE, "--engine", "dask", "--scheduler", two.address, "-o", "x/a")
    assert result.exit_code == ExitCode.FINE
    assert "23 orders read = 18 made + 5 left out\n" in result.stdout
    orders(exports.SAMPLE, "--runs", "y", "-o", "y/a")
    assert tree(root / "x" / "a") == tree(root / "y" / "a")


@pytest.mark.slow
def test_the_command_has_its_codes(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster_, "_PATIENCE", 1.0)
    given = (exports.SAMPLE, "--engine", "dask", "--scheduler")
    result = orders(*given, "tcp://127.0.0.1:1")
    assert result.exit_code == ExitCode.SETUP
    assert "tcp://127.0.0.1:1: error E881: the scheduler cannot be reached" in result.stderr
    assert "hint:" in result.stderr
