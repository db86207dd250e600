"""Runs that are sent to a bucket: a server that speaks S3, on this machine."""

from __future__ import annotations

import datetime as dt
import json
import re
import socket
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import boto3
import pytest
from click.testing import CliRunner, Result
from moto.server import ThreadedMotoServer
from s3fs import S3FileSystem

from backpocket.commands import cli
from backpocket.orders.batch import bindery as bindery_
from backpocket.orders.commands import choices
from backpocket.orders.delivery import store
from backpocket.orders.delivery.delivery import CLAIM
from backpocket.orders.delivery.store import Store, StoreAddress, StoreError
from backpocket.orders.ledger.ledger import LEDGER, Ledger
from backpocket.orders.runs.forgetting import forget, purge
from backpocket.orders.runs.outcome import RunOutcome
from backpocket.orders.runs.run import perform
from backpocket.orders.runs.run_state import Options
from backpocket.terminal.exits import ExitCode
from tests.orders import exports, presses
from tests.orders.exports import as_csv, put, shopify
from tests.orders.presses import bindery, tree
from tests.orders.runs.test_run import NAMES, many
from tests.places import ROOT

BUCKET = "shop"


class Bucket:
    """A bucket of a server of its own, seen past what is tested; it counts what it is asked."""

    def __init__(self, endpoint: str) -> None:
        self.s3 = boto3.client("s3", endpoint_url=endpoint)
        self.s3.create_bucket(Bucket=BUCKET)

    def files(self, folder: str = "a") -> dict[str, bytes]:
        pages = self.s3.get_paginator("list_objects_v2").paginate(Bucket=BUCKET)
        keys = [each["Key"] for page in pages for each in page.get("Contents", [])]
        start = f"{folder}/"
        return {
            key.removeprefix(start): self.s3.get_object(Bucket=BUCKET, Key=key)["Body"].read()
            for key in keys
            if key.startswith(start) and key != start + CLAIM
        }

    def times(self) -> dict[str, Any]:
        found = self.s3.list_objects_v2(Bucket=BUCKET).get("Contents", [])
        return {each["Key"]: each["LastModified"] for each in found}


@pytest.fixture(scope="module")
def endpoint(takes_seconds: None) -> Iterator[str]:
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture(autouse=True)
def account(monkeypatch: pytest.MonkeyPatch, endpoint: str, tmp_path: Path) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")


@pytest.fixture
def bucket(endpoint: str) -> Iterator[Bucket]:
    made = Bucket(endpoint)
    yield made
    made.s3.close()
    reset = urllib.request.Request(f"{endpoint}/moto-api/reset", method="POST")
    urllib.request.urlopen(reset).close()


@pytest.fixture
def runs(tmp_path: Path) -> Path:
    (tmp_path / "runs").mkdir()
    return tmp_path / "runs"


def run(export: Path, runs: Path, address: str = f"s3://{BUCKET}/a", **options: Any) -> RunOutcome:
    return presses.run(export, runs / "a", address=StoreAddress(address), **options)


class Sent:
    """What a run sends and asks, counted; after ``most`` files the line is cut."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, most: int = 10**9) -> None:
        self.names: list[str] = []
        send = Store.send

        def counted(self_: Store, name: str, path: Path) -> None:
            if len(self.names) >= most:
                raise StoreError(0, "the line is cut")
            self.names.append(name)
            send(self_, name, path)

        monkeypatch.setattr(Store, "send", counted)


# --- Whole runs ----------------------------------------------------------------------------


def test_a_run_goes_to_a_bucket_as_it_is_here(bucket: Bucket, runs: Path, tmp_path: Path) -> None:
    outcome = run(many(tmp_path, 20), runs)
    assert outcome.finished, outcome.diagnostics
    assert (outcome.made, outcome.address) == (20, "s3://shop/a")
    there = bucket.files()
    assert there == tree(runs / "a")
    assert len(there) == 2 * 20 + 6
    head = bucket.s3.head_object(Bucket=BUCKET, Key="a/print-a4-01.pdf")
    assert head["ContentType"] == "application/pdf"


def test_no_key_holds_a_name(bucket: Bucket, runs: Path) -> None:
    assert run(exports.SAMPLE, runs).made == 18
    assert not [name for name in NAMES for key in bucket.times() if name in key]
    public = [data for key, data in bucket.files().items() if not key.endswith(".pdf")]
    assert not [name for name in NAMES for data in public if name.encode() in data]


def test_again_sends_nothing_that_is_there(
    bucket: Bucket, runs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    export = many(tmp_path, 10)
    run(export, runs)
    before, times = bucket.files(), bucket.times()
    sent = Sent(monkeypatch)
    assert run(export, runs).finished
    assert sent.names == []
    assert (bucket.files(), bucket.times()) == (before, times)


def test_what_lacks_or_is_ruined_there_is_sent_again(
    bucket: Bucket, runs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    export = many(tmp_path, 6)
    run(export, runs)
    wanted = bucket.files()
    one, two, *_ = sorted(name for name in wanted if name.startswith("personal/"))
    bucket.s3.delete_object(Bucket=BUCKET, Key=f"a/{one}")
    same_size = wanted[two].replace(b"Reader", b"Raeder")
    bucket.s3.put_object(Bucket=BUCKET, Key=f"a/{two}", Body=same_size)
    sent = Sent(monkeypatch)
    assert run(export, runs).finished
    assert sorted(sent.names) == [one, two]
    assert bucket.files() == wanted


@pytest.mark.parametrize("most", [0, 1, 17, 40, 43])
def test_a_line_that_is_cut_costs_nothing_that_is_there(
    bucket: Bucket, runs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    export = many(tmp_path, 20)
    with monkeypatch.context() as line:
        Sent(line, most)
        outcome = run(export, runs)
    assert not outcome.finished
    assert [each.code for each in outcome.diagnostics] == ["E503"]
    assert outcome.diagnostics[0].message == "not all is there yet: the line is cut"
    assert outcome.made == 20
    part = bucket.files()
    assert len(part) == most
    assert "manifest.json" not in part
    sent = Sent(monkeypatch)
    assert run(export, runs).finished
    assert bucket.files() == tree(runs / "a")
    assert not set(sent.names) & set(part)


def test_what_the_press_makes_anew_replaces_the_old(
    bucket: Bucket, runs: Path, tmp_path: Path
) -> None:
    export = many(tmp_path, 6)
    run(export, runs)

    def personal(base: Any, reader: str | None, number: str) -> Any:
        if number == "#1003":
            raise RuntimeError
        return f"new {number}".encode(), []

    outcome = run(export, runs, press=bindery("r2", personal=personal))
    assert (outcome.finished, outcome.made) == (True, 5)
    there = bucket.files()
    assert there == tree(runs / "a")
    copies = [data for name, data in there.items() if name.startswith("personal/")]
    assert len(copies) == 10
    assert all(data.startswith(b"new #") for data in copies)


def test_a_manifest_is_never_there_before_what_it_lists(
    bucket: Bucket, runs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    export = many(tmp_path, 6)
    run(export, runs)
    anew = bindery("r2", personal=lambda *_: (b"new", []))
    with monkeypatch.context() as line:
        Sent(line, 3)
        assert not run(export, runs, press=anew).finished
    assert "manifest.json" not in bucket.files()
    assert run(export, runs, press=anew).finished
    assert bucket.files() == tree(runs / "a")


def test_a_run_made_here_can_be_sent_later(bucket: Bucket, runs: Path, tmp_path: Path) -> None:
    export = many(tmp_path, 4)
    presses.run(export, runs / "a")
    assert bucket.files() == {}
    assert run(export, runs).finished
    assert run(export, runs, f"s3://{BUCKET}/deep/er/b").finished
    assert bucket.files() == bucket.files("deep/er/b") == tree(runs / "a")


def test_progress_counts_the_orders_that_are_sent(
    bucket: Bucket, runs: Path, tmp_path: Path
) -> None:
    told: list[tuple[int, int | None]] = []

    def progress(step: str, about: str, done: int = 0, total: int | None = None) -> None:
        if step == "send":
            told.append((done, total))

    options = Options(runs / "a", runs, address=StoreAddress(f"s3://{BUCKET}/a"))
    perform([many(tmp_path, 3)], presses.CATALOGUE, bindery(), options, progress)
    assert told == [(1, 3), (2, 3), (3, 3)]


# --- What goes wrong -----------------------------------------------------------------------


def test_an_address_of_another_run_is_refused(bucket: Bucket, runs: Path, tmp_path: Path) -> None:
    run(many(tmp_path, 3), runs)
    before = bucket.files()
    outcome = presses.run(
        many(tmp_path, 4, "other"), runs / "b", address=StoreAddress(f"s3://{BUCKET}/a")
    )
    assert [each.code for each in outcome.diagnostics] == ["E876"]
    other = run(many(tmp_path, 4, "third"), tmp_path / "elsewhere")
    assert [each.code for each in other.diagnostics] == ["E876"]
    assert bucket.files() == before
    bucket.s3.delete_object(Bucket=BUCKET, Key=f"a/{CLAIM}")
    again = run(many(tmp_path, 4, "third"), tmp_path / "elsewhere")
    assert [each.code for each in again.diagnostics] == ["E876"]


def test_a_bucket_that_is_not_there(bucket: Bucket, runs: Path, tmp_path: Path) -> None:
    outcome = run(many(tmp_path, 3), runs, "s3://nobodys/a")
    assert [each.code for each in outcome.diagnostics] == ["E503"]
    assert "there is no such bucket" in outcome.diagnostics[0].message
    assert not list((runs / "a" / "personal").iterdir())  # it is known before any work
    assert [each["Name"] for each in bucket.s3.list_buckets()["Buckets"]] == [BUCKET]


def test_a_server_that_does_not_answer(
    runs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{free.getsockname()[1]}")
    outcome = run(many(tmp_path, 3), runs)
    assert [each.code for each in outcome.diagnostics] == ["E503"]
    assert "127.0.0.1" in outcome.diagnostics[0].message


class Forbidding(BaseHTTPRequestHandler):
    """A bucket that can be looked into, and not written."""

    def do_HEAD(self) -> None:
        self.answer(404, "NoSuchKey")

    def do_GET(self) -> None:
        listing = b"<ListBucketResult><KeyCount>0</KeyCount></ListBucketResult>"
        self.answer(200, listing) if "list-type" in self.path else self.answer(404, "NoSuchKey")

    def do_PUT(self) -> None:
        self.answer(403, "AccessDenied")

    def answer(self, status: int, body: str | bytes) -> None:
        if isinstance(body, str):
            body = f"<Error><Code>{body}</Code><Message>Access Denied</Message></Error>".encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        pass


def test_a_bucket_that_may_not_be_written(
    runs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), Forbidding) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{server.server_port}")
        outcome = run(many(tmp_path, 3), runs)
        server.shutdown()
    assert [each.code for each in outcome.diagnostics] == ["E503"]
    assert "may not be read or written" in outcome.diagnostics[0].message
    assert not list((runs / "a" / "personal").iterdir())  # it is known before any work


def test_a_protocol_that_cannot_be_written(runs: Path, tmp_path: Path) -> None:
    outcome = run(many(tmp_path, 3), runs, "nonsense://x/a")
    assert [each.code for each in outcome.diagnostics] == ["E503"]
    assert "nonsense" in outcome.diagnostics[0].message


@pytest.mark.parametrize("address", ["s3://shop/a", "gs://shop/a"])
def test_a_package_that_lacks(
    runs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    if address.startswith("s3"):
        monkeypatch.setattr(store.importlib.util, "find_spec", lambda name: None)
    outcome = run(many(tmp_path, 3), runs, address)
    assert [each.code for each in outcome.diagnostics] == ["E880"]
    assert "requirements-extras.lock" in outcome.diagnostics[0].hint


# --- Forgotten -----------------------------------------------------------------------------


def test_what_is_forgotten_here_is_removed_there(
    bucket: Bucket, runs: Path, tmp_path: Path
) -> None:
    export = many(tmp_path, 5)
    run(export, runs)
    ledger = Ledger(runs / LEDGER)
    forget(ledger, "#1002")
    there = bucket.files()
    assert there == tree(runs / "a")
    gone = ("personal/1002", "print-a4", "cards")
    assert not [name for name in there if name.startswith(gone)]
    assert "print-letter-01.pdf" in there  # #1002 is not in it
    assert not [data for data in there.values() if b"Reader-1002" in data]
    assert len(json.loads(there["manifest.json"])["orders"]) == 4
    run(export, runs)
    assert bucket.files() == tree(runs / "a")
    assert "print-letter-01.pdf" in bucket.files()
    purge(ledger, dt.date(2027, 1, 1))
    ledger.close()
    left = bucket.files()
    assert set(left) == {"manifest.json", "skipped.csv"}
    assert not [data for data in left.values() if b"Reader" in data]


def test_a_bucket_that_fails_keeps_all_to_forget(
    bucket: Bucket, runs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(many(tmp_path, 2), runs)
    ledger = Ledger(runs / LEDGER)
    before = tree(runs / "a")

    async def refuse(self: Any, method: str, *arguments: Any, **named: Any) -> Any:
        if method == "delete_object":
            raise PermissionError("Access Denied")
        return await call(self, method, *arguments, **named)

    call = S3FileSystem._call_s3
    with monkeypatch.context() as rights:
        rights.setattr(S3FileSystem, "_call_s3", refuse)
        with pytest.raises(StoreError, match="may not be read or written"):
            forget(ledger, "#1002")
    assert tree(runs / "a") == before
    assert forget(ledger, "#1002").orders == 1
    ledger.close()
    assert not [data for data in bucket.files().values() if b"Reader-1002" in data]


# --- Addresses -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "file:///x/a", "local://x/a", "s3://", "s3:///", "S3 x://a/b", "://a/b",
        "sftp://me:secret@host/a", "s3://key:secret@shop/a", "s3://shop/a b", "s3://shop/..",
        "s3://shop/.hidden", "simplecache::s3://shop/a", "s3://shop/a?x=1",
    ],
)  # fmt: skip
def test_addresses_that_are_refused(text: str) -> None:
    assert store.is_address(text)
    assert StoreAddress(text).objection()
    result = orders("x.csv", "--out", text)
    assert "secret" not in result.output


@pytest.mark.parametrize("text", ["s3://shop/a", "gs://shop/x/2026-11-22_2", "sftp://me@host/a.b"])
def test_addresses_that_are_taken(text: str) -> None:
    assert store.is_address(text)
    assert not StoreAddress(text).objection()


def test_a_store_with_folders_has_them_made(tmp_path: Path) -> None:
    """A store that has folders, in place of a server: fsspec’s own in memory."""
    opened = Store(StoreAddress("memory://shop/a"))
    opened.write("x/y", b"1")
    assert (opened.read("x/y"), opened.read("x/z"), opened.top()) == (b"1", None, [])
    (tmp_path / "y").write_bytes(b"1")
    assert not opened.has("x/y", tmp_path / "y")  # it tells no MD5: it is sent again
    opened.remove(["x/y", "x/none"])
    assert opened.read("x/y") is None


def test_work_in_a_store_is_in_order_and_bounded() -> None:
    taken = 0

    def items() -> Iterator[int]:
        nonlocal taken
        while taken < 1000:
            taken += 1
            yield taken

    results = Store(StoreAddress("memory://shop/a")).each(lambda item: item * 2, items())
    assert [next(results) for _ in range(3)] == [2, 4, 6]
    assert taken < 100
    results.close()  # type: ignore[attr-defined]


# --- The command ---------------------------------------------------------------------------


@pytest.fixture
def root(project: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    project.write("orders.toml", exports.catalogue_for("small"))
    monkeypatch.setattr(choices, "ROOT", project.root)
    monkeypatch.chdir(project.root)
    monkeypatch.setattr(bindery_, "bindery", lambda *_: presses.bindery())
    return Path(project.root)


def orders(*arguments: str | Path) -> Result:
    given = ["orders", *map(str, arguments)]
    result = CliRunner().invoke(cli.main, given, prog_name="build.py")
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def test_the_command(bucket: Bucket, root: Path) -> None:
    export = put(root, as_csv([shopify()]))
    result = orders(export, "--out", "s3://shop/week/47/")
    assert (result.exit_code, result.stderr.count("error")) == (ExitCode.FINE, 0)
    assert re.search(r"^s3://shop/week/47/personal/ +1 order$", result.stdout, re.MULTILINE)
    assert bucket.files("week/47") == tree(root / "runs" / "47")
    assert "1 left out" in orders(export, "--out", "s3://shop/x", "--dry-run").stdout
    assert orders("forget", "1001").exit_code == ExitCode.FINE
    assert not [name for name in bucket.files("week/47") if name.endswith(".pdf")]


def test_the_command_has_its_codes(bucket: Bucket, root: Path) -> None:
    export = put(root, as_csv([shopify()]))
    result = orders(export, "--out", "s3://nobodys/a")
    assert result.exit_code == ExitCode.WRITE
    assert "s3://nobodys/a: error E503" in result.stderr
    assert orders(export, "--out", "gs://shop/b").exit_code == ExitCode.SETUP
    assert orders(export, "--out", export).exit_code == ExitCode.USAGE


def test_runs_say_where_the_ledger_is(bucket: Bucket, root: Path) -> None:
    result = orders(put(root, as_csv([shopify()])), "--out", "s3://shop", "--runs", "mine")
    assert result.exit_code == ExitCode.FINE
    assert (root / "mine" / "ledger.sqlite3").is_file()
    assert bucket.times().keys() >= {"manifest.json", "skipped.csv"}


def test_nothing_of_it_is_loaded_unless_it_is_asked_for() -> None:
    program = (
        "import sys\n"
        "import backpocket.commands.cli, backpocket.orders.runs.run\n"
        "import backpocket.orders.engines.dask.cluster\n"
        "loaded = {'fsspec', 's3fs', 'distributed', 'dask', 'aiobotocore'} & set(sys.modules)\n"
        "assert not loaded, loaded\n"
    )
    subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True)
