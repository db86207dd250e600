"""Serving: what the site’s server on this machine sends, and what the command says."""

from __future__ import annotations

import gzip
import http.client
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from backpocket.commands import cli
from backpocket.commands.site_server import HOST, TYPES, server_of

PAGE = b"<!DOCTYPE html><title>t</title>" * 50


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "dist" / "site"
    (folder / "back" / "v" / "2.0").mkdir(parents=True)
    for path in ("index.html", "back/index.html", "back/v/2.0/index.html"):
        (folder / path).write_bytes(PAGE)
    (folder / "404.html").write_bytes(b"lost")
    (tmp_path / "dist" / "secret.txt").write_bytes(b"secret")
    for end in TYPES:
        (folder / f"file{end}").write_bytes(b"data of the file")
    return folder


@pytest.fixture
def port(folder: Path) -> Iterator[int]:
    with server_of(folder) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


def ask(
    port: int, path: str, method: str = "GET", **headers: str
) -> tuple[http.client.HTTPResponse, bytes]:
    connection = http.client.HTTPConnection(HOST, port, timeout=10)
    connection.request(method, path, headers={"Accept-Encoding": "identity", **headers})
    answer = connection.getresponse()
    data = answer.read()
    connection.close()
    return answer, data


@pytest.mark.parametrize("path", ["/", "/index.html", "/back/", "/back/v/2.0/", "/back/?x=1"])
def test_a_page_and_a_folder_are_answered(path: str, port: int) -> None:
    answer, data = ask(port, path)
    assert (answer.status, data) == (200, PAGE)
    assert answer.getheader("Content-Type") == "text/html; charset=utf-8"


def test_a_folder_without_its_slash_leads_to_it(port: int) -> None:
    answer, _ = ask(port, "/back")
    assert (answer.status, answer.getheader("Location")) == (301, "/back/")


@pytest.mark.parametrize("path", ["/not-here", "/../secret.txt", "/%2e%2e/secret.txt", "/back/x/"])
def test_what_is_not_there_says_so(path: str, port: int) -> None:
    answer, data = ask(port, path)
    assert (answer.status, data) == (404, b"lost")


@pytest.mark.parametrize("end", TYPES)
def test_each_kind_of_file_has_its_type(end: str, port: int) -> None:
    answer, data = ask(port, f"/file{end}")
    assert (answer.status, data) == (200, b"data of the file")
    assert answer.getheader("Content-Type") == TYPES[end]


def test_texts_go_packed_over_the_wire_and_pictures_as_they_are(port: int) -> None:
    answer, data = ask(port, "/", **{"Accept-Encoding": "gzip, br"})
    assert answer.getheader("Content-Encoding") == "gzip"
    assert gzip.decompress(data) == PAGE
    assert len(data) < len(PAGE)
    answer, data = ask(port, "/file.pdf", **{"Accept-Encoding": "gzip"})
    assert (answer.getheader("Content-Encoding"), data) == (None, b"data of the file")


def test_a_head_has_no_body(port: int) -> None:
    answer, data = ask(port, "/", "HEAD")
    assert (answer.status, data, answer.getheader("Content-Length")) == (200, b"", str(len(PAGE)))


def test_without_a_site_the_command_says_what_to_do(tmp_path: Path) -> None:
    result = CliRunner().invoke(cli.main, ["serve", "--no-open", "-o", str(tmp_path)])
    assert result.exit_code == 2
    assert "there is no site yet; run python3 build.py first" in result.output


def test_a_port_that_is_taken_is_told(folder: Path, port: int) -> None:
    arguments = ["serve", "--no-open", "-o", str(folder.parent), "--port", str(port)]
    result = CliRunner().invoke(cli.main, arguments)
    assert result.exit_code == 2
    assert f"port {port} is taken" in result.output


def test_the_command_opens_the_browser_and_ends_with_ctrl_c(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []

    def stopped(self: object, poll_interval: float = 0.5) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("webbrowser.open", opened.append)
    monkeypatch.setattr("http.server.ThreadingHTTPServer.serve_forever", stopped)
    result = CliRunner().invoke(cli.main, ["serve", "-o", str(folder.parent), "--port", "0"])
    assert result.exit_code == 0
    assert opened == [result.output.split(" at ")[1].split(",")[0]]
