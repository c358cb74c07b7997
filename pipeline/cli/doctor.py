"""`ogp doctor`: is all there that a run needs, and what to do where it is not."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from pipeline.doctor import CheckResult

SIGNS = {"ok": "ok   ", "missing": "—    ", "warning": "warn ", "error": "ERROR"}
COLOURS = {"ok": "green", "missing": None, "warning": "yellow", "error": "red"}


@click.command(
    epilog="""\b
Examples:
  ogp doctor
  ogp doctor --out /data/extracted
  ogp doctor --json | jq '.[] | select(.state == "error")'

'—' is something that only some uses need. The exit code is 1 where an error is found: then a run fails."""
)
@click.option(
    "--out", type=click.Path(path_type=Path), default=Path("extracted"), show_default=True, help="Folder to be written."
)
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
@click.pass_context
def doctor(context: click.Context, out: Path, as_json: bool) -> None:
    """Check the installation: versions, settings, OCR, browser, fonts, disk, and whether the folders can be written."""
    from pipeline.doctor import check_installation

    findings = [_settings(context), *check_installation(out)]
    if as_json:
        click.echo(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False, indent=1))
    else:
        for finding in findings:
            click.echo(
                f"{click.style(SIGNS[finding.state], fg=COLOURS[finding.state])} {finding.name}: {finding.details}"
            )
            if finding.advice:
                click.echo(f"      {finding.advice}")
    sys.exit(1 if any(finding.state == "error" for finding in findings) else 0)


def _settings(context: click.Context) -> CheckResult:
    from pipeline.cli import config, main
    from pipeline.doctor import CheckResult

    named = context.parent.params.get("config_file") if context.parent else None
    path = named or config.local_file()
    if path is None:
        return CheckResult("settings", "ok", f"no {config.NAME} here: the built-in defaults hold", "")
    try:
        config.defaults(path, main)
    except click.UsageError as error:
        return CheckResult("settings", "error", error.message, "Mend the line, or remove it.")
    return CheckResult("settings", "ok", str(path), "")
