"""`ogp doctor`: check everything that a run needs, and say how to fix it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.answering import echo_json, json_option

if TYPE_CHECKING:
    from pipeline.doctor import CheckResult

STATE_SIGNS = {"ok": "ok   ", "missing": "—    ", "warning": "warn ", "error": "ERROR"}
STATE_COLORS = {"ok": "green", "missing": None, "warning": "yellow", "error": "red"}


@click.command(
    epilog="""\b
Examples:
  ogp doctor
  ogp doctor --out /data/extracted
  ogp doctor --json | jq '.[] | select(.state == "error")'

'—' marks what only some uses need. The exit code is 1 if there is an error, with which a run would fail."""
)
@click.option(
    "--out",
    "-o",
    type=click.Path(path_type=Path),
    default=Path("extracted"),
    show_default=True,
    help="Folder to be written.",
)
@json_option
@click.pass_context
def doctor(context: click.Context, out: Path, as_json: bool) -> None:
    """Check the installation: versions, settings, OCR, browser, fonts, disk space, writable folders."""
    from pipeline.doctor import check_installation

    results = [_check_settings(context), *check_installation(out)]
    if as_json:
        echo_json(results)
    else:
        for result in results:
            sign = click.style(STATE_SIGNS[result.state], fg=STATE_COLORS[result.state])
            click.echo(f"{sign} {result.name}: {result.details}")
            if result.advice:
                click.echo(f"      {result.advice}")
    sys.exit(1 if any(result.state == "error" for result in results) else 0)


def _check_settings(context: click.Context) -> CheckResult:
    from pipeline.cli import config, main
    from pipeline.doctor import CheckResult

    given_path = context.parent.params.get("config_file") if context.parent else None
    path = given_path or config.local_file()
    if path is None:
        return CheckResult("settings", "ok", f"no {config.NAME} here: the built-in defaults apply", "")
    try:
        config.read_defaults(path, main)
    except click.ClickException as error:
        return CheckResult("settings", "error", error.message, "Fix the line or remove it.")
    return CheckResult("settings", "ok", str(path), "")
