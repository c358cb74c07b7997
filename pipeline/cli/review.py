"""`ogp review`: a person decides on the links that wait (`links`) and looks at what was read (`build`)."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.answering import cut, echo_json, fail, from_option, json_option, label, print_lines, read_tables
from pipeline.cli.review_build import build

if TYPE_CHECKING:
    from pipeline.analysis.review import Doubt

KEYS = {"y": "accept", "n": "reject"}
"""Key pressed -> decision; s leaves a pair for later, q ends."""

LONG = 300
"""Characters that are shown of a text."""

MORE = 5
"""Further titles and texts that are shown of either side."""

CSV_COLUMNS = (
    "link_key",
    "kind",
    "from_key",
    "to_key",
    "from_plan_id",
    "to_plan_id",
    "relation",
    "score",
    "from_text",
    "to_text",
    "from_document",
    "evidence",
)

USUAL_REASONS = {
    ("identity", "accept"): "the two texts are of one commitment",
    ("identity", "reject"): "the two texts are of different commitments",
    ("succession", "accept"): "the later commitment goes on with the earlier one",
    ("succession", "reject"): "another reform, on the same theme at most",
}


@click.group(
    epilog="""\b
Examples:
  ogp review build
  ogp review links
  ogp review links --json"""
)
def review() -> None:
    """Look at what was read, and decide on what the pipeline leaves to people."""


review.add_command(build)


@review.command(
    epilog="""\b
Examples:
  ogp review links                                    (walk through them: y, n, s, q)
  ogp review links --country QN --kind succession
  ogp review links --json
  ogp review links --csv > waiting.csv
  ogp review links --accept KEY --why "same register" --who "Ada L."
  ogp review links --reject KEY --why "another law"

Decisions are kept in RAW/overrides.csv: who, when, why and the two texts. They count from the next
`ogp extract` on, before anything that is computed. The exit code is 1 for an unknown key, 2 when a
folder can't be read or written."""
)
@from_option
@click.option(
    "--raw",
    type=click.Path(path_type=Path),
    default=Path("raw"),
    show_default=True,
    help="Raw folder: decisions are kept in its overrides.csv.",
)
@click.option("--accept", multiple=True, metavar="KEY", help="Accept the link of this key; may be given again.")
@click.option("--reject", multiple=True, metavar="KEY", help="Reject the link of this key; may be given again.")
@click.option("--why", default=None, help="Reason, with --accept or --reject.")
@click.option("--who", default=None, help="Who decides.  [default: the name of the user]")
@click.option("--kind", type=click.Choice(["identity", "succession"]), default=None, help="Only links of this kind.")
@click.option("--country", default=None, help="Only links of this country code.")
@click.option("--csv", "as_csv", is_flag=True, help="List the waiting links as CSV.")
@json_option
def links(
    folder: Path,
    raw: Path,
    accept: Sequence[str],
    reject: Sequence[str],
    why: str | None,
    who: str | None,
    kind: str | None,
    country: str | None,
    as_csv: bool,
    as_json: bool,
) -> None:
    """Walk through the links that wait for a person: both texts, score and reasons; keep each decision at once."""
    waiting = [one for one in waiting_links(folder, raw) if _is_chosen(one, kind, country)]
    if accept or reject:
        _decide(waiting, raw, {**dict.fromkeys(accept, "accept"), **dict.fromkeys(reject, "reject")}, why, who)
    elif as_json:
        echo_json(waiting)
    elif as_csv:
        click.echo(as_text(waiting), nl=False)
    else:
        _walk(waiting, raw, who)


def _is_chosen(doubt: Doubt, kind: str | None, country: str | None) -> bool:
    plan = doubt.to_plan_id or doubt.from_plan_id or ""
    wanted = country.strip().upper() if country else None
    return kind in (None, doubt.kind) and wanted in (None, plan.partition("-")[0])


def waiting_links(folder: Path, raw: Path) -> tuple[Doubt, ...]:
    """Return the links that no person has decided on yet; what is wrong with overrides.csv goes to standard error."""
    from pipeline.analysis.review import TEXTS, doubts
    from pipeline.overrides.decisions import latest_decisions, read_decisions

    tables = read_tables(folder, {"commitments": TEXTS})
    if not raw.is_dir():
        raise click.UsageError(f"There is no raw folder {raw}: name it with --raw, decisions are kept in it.")
    decisions, issues = read_decisions(raw)
    for issue in issues:
        click.echo(f"{issue.severity}: {issue.message}", err=True)
    return doubts(tables, latest_decisions(decisions))


def _decide(waiting: Sequence[Doubt], raw: Path, wanted: dict[str, str], why: str | None, who: str | None) -> None:
    if not (why and why.strip()):
        raise click.UsageError("A decision needs a reason: add --why.")
    by_key = {doubt.link_key: doubt for doubt in waiting}
    unknown = [key for key in wanted if key not in by_key]
    if unknown:
        fail(f"no link waits under the key {', '.join(unknown)}. `ogp review links --json` lists those that do.")
    for key, decision in wanted.items():
        file = _keep(by_key[key], decision, why, _who(who), raw)
        click.echo(f"{decision}: {key}, kept in {file}")


def _keep(doubt: Doubt, decision: str, why: str, who: str, raw: Path) -> Path:
    from pipeline.overrides.decisions import Decision, append_decision

    today = datetime.now().astimezone().date().isoformat()
    texts = doubt.from_text, doubt.to_text
    made = Decision(doubt.kind, doubt.from_key, doubt.to_key, decision, who, today, why.strip(), *texts)
    try:
        return append_decision(raw, made)
    except (OSError, ValueError) as error:
        raise click.UsageError(f"The decision was not kept: {error}") from error


def _who(who: str | None) -> str:
    import getpass

    if who and who.strip():
        return who.strip()
    try:
        return getpass.getuser()
    except (KeyError, OSError) as error:
        raise click.UsageError("Nobody knows who decides: add --who.") from error


def _walk(waiting: Sequence[Doubt], raw: Path, who: str | None) -> None:
    if not waiting:
        click.echo("No link waits for a person.")
        return
    decided = 0
    for number, doubt in enumerate(waiting, start=1):
        print_lines(lines(doubt, number, len(waiting)))
        key = _pressed()
        if key == "q":
            break
        if key in KEYS:
            usual = USUAL_REASONS[doubt.kind, KEYS[key]]
            why = click.prompt("Why?", default=usual)
            _keep(doubt, KEYS[key], why, _who(who), raw)
            decided += 1
    left = len(waiting) - decided
    click.echo(f"{decided} decided, {left} left. Decisions count from the next `ogp extract {raw}` on.")


def _pressed() -> str:
    while True:
        click.echo("Is it right? [y]es, [n]o, [s]kip, [q]uit: ", nl=False)
        key = _key()
        click.echo(key)
        if key in {"y", "n", "s", "q"}:
            return key


def _key() -> str:
    """Return a key in lower case: pressed on a terminal, else the first letter of a line; q at the end of input."""
    try:
        return (click.getchar() if sys.stdin.isatty() else sys.stdin.readline()[:1] or "q").lower()
    except (EOFError, KeyboardInterrupt):
        return "q"


def lines(doubt: Doubt, number: int, total: int) -> Iterator[tuple[int, str]]:
    """Yield the lines that show one link: what it would join, both texts, score, reasons."""
    from pipeline.analysis.evidence import in_words

    yield 0, ""
    score = f", score {doubt.score:.2f}" if doubt.score is not None else ""
    yield 0, f"{number} of {total}: {label(doubt.kind)} ({label(doubt.relation)}){score}"
    home = f", {doubt.from_document}" if doubt.from_document else ""
    yield 1, f"{doubt.from_key} ({doubt.from_plan_id or 'plan not told'}{home})"
    yield from _told(doubt.from_text, doubt.from_told)
    yield 1, f"{doubt.to_key} ({doubt.to_plan_id or 'plan not told'})"
    yield from _told(doubt.to_text, doubt.to_told)
    yield 1, f"Reasons: {in_words(doubt.evidence, 5) if doubt.evidence else 'none kept'}"


def _told(title: str, told: Sequence[str]) -> Iterator[tuple[int, str]]:
    yield 2, f"“{title}”" if title else "(no title)"
    yield from ((2, cut(text, LONG)) for text in [text for text in told if text != title][:MORE])


def as_text(waiting: Sequence[Doubt]) -> str:
    """Return the waiting links as CSV, safe to open in a spreadsheet."""
    from pipeline.files.csv_cells import safe

    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(CSV_COLUMNS)
    for doubt in waiting:
        values = (getattr(doubt, column) for column in CSV_COLUMNS)
        writer.writerow([value if isinstance(value, float) else safe(str(value or "")) for value in values])
    return text.getvalue()
