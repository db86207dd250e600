"""The command that shows the site on this machine; no work of its own."""

from __future__ import annotations

import contextlib
import webbrowser
from pathlib import Path

import click

from backpocket.commands.options import out_option

__all__ = ["serve"]

ROOT = Path(__file__).resolve().parents[2]


@click.command()
@out_option(ROOT, "dist", "The folder that was built.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    help="The port to listen at; 0 takes one that is free.",
)
@click.option("--open/--no-open", "opens", default=True, help="Open the browser, or do not.")
def serve(out: Path, port: int, opens: bool) -> None:
    """Show the site on this machine, to nobody else, until Ctrl-C."""
    from backpocket.commands.site_server import HOST, server_of

    folder = out / "site"
    if not (folder / "index.html").is_file():
        raise click.UsageError("there is no site yet; run python3 build.py first")
    try:
        server = server_of(folder, port)
    except OSError:
        raise click.UsageError(f"port {port} is taken; add --port 0 for one that is free") from None
    address = f"http://{HOST}:{server.server_port}/"
    click.echo(f"The site is at {address}, until you press Ctrl-C.")
    if opens:
        with contextlib.suppress(webbrowser.Error):
            webbrowser.open(address)
    with server, contextlib.suppress(KeyboardInterrupt):
        server.serve_forever()
