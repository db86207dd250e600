"""Measure orders on more than one machine: what a cluster and a bucket cost for each order.

    .venv/bin/python benchmarks/scale.py [--orders 4000]

Each order is a handout and a sheet. A scheduler, two workers and a server that speaks S3 run on
this machine, so times are of the processor, for each process alone; only what says “wall” is not.
"""

from __future__ import annotations

import argparse
import json
import os
import pickle
import shutil
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

import psutil  # noqa: E402
from orders import GUIDE, base, name, row  # noqa: E402
from s3fs import S3FileSystem  # noqa: E402

from backpocket.diagnostics import Place  # noqa: E402
from backpocket.orders.copies.personalise import added  # noqa: E402
from backpocket.orders.delivery.store import Store, StoreAddress  # noqa: E402
from backpocket.orders.engines.dask.cluster import Cluster  # noqa: E402
from backpocket.orders.engines.dask.worker import Kit  # noqa: E402
from backpocket.orders.engines.local import Engine, Local, Task, compose_all  # noqa: E402
from backpocket.orders.ledger.ledger import Ledger  # noqa: E402
from backpocket.orders.order import Order  # noqa: E402
from backpocket.orders.plan import Copy  # noqa: E402

EDITIONS = (f"{GUIDE}/handout-a4", f"{GUIDE}/sheet-a4")


def tasks(count: int) -> Iterator[Task]:
    """Yield orders of one reader each."""
    for index in range(count):
        files = tuple((edition, f"{index}-{edition.split('/')[1]}.pdf") for edition in EDITIONS)
        yield Task(f"shop:{index}", f"#{index}", name("Latin", index), files)


def processor(process: psutil.Process) -> float:
    """Return the time of the processor that a process has taken."""
    times = process.cpu_times()
    return float(times.user + times.system)


def spent(
    engine: Engine, bases: Mapping[str, Any], count: int, folder: Path
) -> tuple[float, float]:
    """Make orders: the time of the processor of this process, and the wall's."""
    own, wall = processor(psutil.Process()), time.perf_counter()
    with closing(engine.run(tasks(count), bases, added, folder)) as results:
        assert sum(not made.fault and not made.stop for made in results) == count
    return processor(psutil.Process()) - own, time.perf_counter() - wall


def started(*arguments: str, folder: Path, log: str) -> subprocess.Popen[bytes]:
    """Start a program of Python's that says all into a file."""
    with (folder / log).open("wb") as out:
        return subprocess.Popen(  # noqa: S603 - this very Python
            [sys.executable, "-m", *arguments],
            cwd=folder, env=os.environ | {"PYTHONPATH": str(ROOT)}, stdout=out, stderr=out,
        )  # fmt: skip


def waited_for(what: Callable[[], Any]) -> Any:
    """Return what something comes to when it has come to something."""
    for _ in range(600):
        if found := what():
            return found
        time.sleep(0.1)
    raise TimeoutError


def cluster(bases: Mapping[str, Any], count: int, alone: float, folder: Path) -> None:
    """Measure a cluster of two workers."""
    said, host = folder / "scheduler.json", ("--host", "127.0.0.1", "--no-dashboard")
    where = ("--port", "0", "--scheduler-file", str(said))
    scheduler = started("distributed.cli.dask_scheduler", *where, *host, folder=folder, log="s")
    processes = [scheduler]
    try:
        text = waited_for(lambda: said.exists() and said.read_text().endswith("}"))
        address = json.loads(said.read_text())["address"] if text else ""
        options = (address, "--nthreads", "1", "--no-nanny", *host)
        for log in ("w1", "w2"):
            program = "distributed.cli.dask_worker"
            processes.append(started(program, *options, folder=folder, log=log))
        waited_for(lambda: (folder / "s").read_text().count("Register worker addr") == 2)
        engine = Cluster(address)
        out = folder / "out"
        out.mkdir()
        spent(engine, bases, 200, out)  # opens fonts, loads modules
        seen = [psutil.Process(each.pid) for each in processes]
        before = [processor(each) for each in seen]
        wire = psutil.net_io_counters(pernic=True).get("lo")
        own, wall = spent(engine, bases, count, out)
        after = [processor(each) for each in seen]
        sent = psutil.net_io_counters(pernic=True).get("lo")
        each = [1000 * (late - early) / count for early, late in zip(before, after, strict=True)]
        row("alone: copies and files, per order", f"{1000 * alone / count:.2f} ms")
        row("cluster: each of the submitter, per order", f"{1000 * own / count:.2f} ms")
        row("  of the scheduler", f"{each[0]:.3f} ms")
        row("  of the workers, together", f"{each[1] + each[2]:.2f} ms")
        row("  orders a second, wall, two workers", f"{count / wall:,.0f}")
        if wire and sent:
            row(
                "  on the loopback, per order",
                f"{(sent.bytes_sent - wire.bytes_sent) / count:,.0f} B",
            )
        memory = [process.memory_info().rss / 1e6 for process in seen]
        row("  memory: scheduler, largest worker", f"{memory[0]:.0f} MB, {max(memory[1:]):.0f} MB")
    finally:
        for process in processes:
            process.kill()
            process.wait()


def wire(bases: Mapping[str, Any]) -> None:
    """Measure what goes to a worker and comes from it."""
    kit = Kit(partial(compose_all, added), bases, list(tasks(1)))
    row("kit, once for each worker", f"{len(pickle.dumps(kit)) / 1e6:.2f} MB")
    batch = list(tasks(64))
    packed = zlib.compress(pickle.dumps(batch), 1)
    reply = compose_all(added, bases, batch), "", ""
    row("to a worker, per order", f"{len(packed) / 64:,.0f} B")
    row("from a worker, per order", f"{len(pickle.dumps(reply, 5)) / 64:,.0f} B")


def ledger(count: int, folder: Path) -> None:
    """Measure how fast orders are set down, one transaction each."""
    with closing(Ledger(folder / "ledger.sqlite3")) as book:
        run, _ = book.start("a", "x", "2026-01-01")
        start = time.perf_counter()
        with book.transaction():
            for index in range(count):
                number = f"#{index}"
                order = Order(f"#{index}", str(index), "shop", (), Place("export"), "Anna", "GB")
                book.claim(run, order, Copy(number, EDITIONS, "a4", "Anna"), index, "")
        claimed = time.perf_counter() - start
        files = [(f"{'x' * 40}-{each}.pdf", "0" * 64, 250_000) for each in "ab"]
        start = time.perf_counter()
        for index in range(count):
            book.made(f"shop:id:{index}", "0" * 64, files, "")
        made = time.perf_counter() - start
        assert book.count_made(run) == count
    size = sum(path.stat().st_size for path in folder.glob("ledger.sqlite3*"))
    row("ledger: orders taken a second, wall", f"{count / claimed:,.0f}")
    row("ledger: orders set down a second, wall", f"{count / made:,.0f}")
    row("ledger: bytes per order", f"{size / count:,.0f} B")


def with_name(work: Callable[[str, Path], object], path: Path) -> None:
    """Do some work for a file under its own name."""
    work(path.name, path)


def bucket(bases: Mapping[str, Any], folder: Path, count: int = 1000) -> None:
    """Measure what this process spends on sending handouts to a server on this machine."""
    files = folder / "send"
    files.mkdir()
    handout = bases[EDITIONS[0]]
    data = handout.data + added(handout, "Anna", "#1")[0]
    for index in range(count):
        (files / f"{index}.pdf").write_bytes(data)
    server = started("moto.server", "-H", "127.0.0.1", "-p", "5557", folder=folder, log="moto")
    try:
        os.environ |= {
            "AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "x",
            "AWS_DEFAULT_REGION": "us-east-1", "AWS_ENDPOINT_URL": "http://127.0.0.1:5557",
        }  # fmt: skip
        waited_for(lambda: "Running on" in (folder / "moto").read_text())
        store = Store(StoreAddress("s3://shop/a"))
        S3FileSystem().mkdir("shop")
        for what, work in (("send", store.send), ("has", store.has)):
            own, wall = processor(psutil.Process()), time.perf_counter()
            assert sum(1 for _ in store.each(partial(with_name, work), files.iterdir())) == count
            own = processor(psutil.Process()) - own
            row(f"bucket: {what}, per file", f"{1000 * own / count:.2f} ms")
            row(
                "  files a second, wall, both on this machine",
                f"{count / (time.perf_counter() - wall):,.0f}",
            )
    finally:
        server.kill()
        server.wait()


def main() -> None:
    """Measure all, and write the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--orders", type=int, default=4000)
    count = parser.parse_args().orders
    bases = {
        edition: base(edition.split("/")[1].removesuffix("-a4"), "a4", None) for edition in EDITIONS
    }
    for edition, each in bases.items():
        own = len(added(each, "Anna", "#1")[0])
        whole = f"{len(each.data) + own:,} B, {own:,} B"
        row(f"{edition.split('/')[1]}: a copy, and what is its own", whole)
    folder = Path(tempfile.mkdtemp(prefix="backpocket-"))
    try:
        wire(bases)
        (folder / "alone").mkdir()
        spent(Local(1), bases, 100, folder / "alone")
        alone, _ = spent(Local(1), bases, count, folder / "alone")
        cluster(bases, count, alone, folder)
        ledger(20_000, folder)
        bucket(bases, folder)
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
