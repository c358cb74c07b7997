"""`ogp review`: decide on links in doubt (`links`) and build the review site (`build`)."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.answering import (
    abbreviate,
    echo_json,
    exit_with_error,
    format_csv,
    from_option,
    json_option,
    print_lines,
    read_tables,
)
from pipeline.cli.options import CommandError, LocationType, fetch_folder
from pipeline.cli.progress import show_progress, verbose_option
from pipeline.schema.codes import format_code

if TYPE_CHECKING:
    from pipeline.analysis.evidence import Doubt

DECISION_KEYS = {"y": "accept", "n": "reject"}
"""Key pressed -> decision; s skips a pair, q quits."""

MAX_TEXT_LENGTH = 300
"""Characters of a text that are printed: enough to recognize it on a few lines."""

MAX_EXTRA_TEXTS = 5
"""Further titles and texts printed for each side, so that a pair fits on one screen."""

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

DEFAULT_REASONS = {
    ("identity", "accept"): "the two texts are of one commitment",
    ("identity", "reject"): "the two texts are of different commitments",
    ("succession", "accept"): "the later commitment continues the earlier one",
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
    """Look at what was read, and decide what the pipeline leaves to people."""


@review.command(
    epilog="""\b
Examples:
  ogp review links                                    (walk through them: y, n, s, q)
  ogp review links --country QN --kind succession
  ogp review links --json
  ogp review links --csv > waiting.csv
  ogp review links --accept KEY --why "same register" --who "Ada L."
  ogp review links --reject KEY --why "another law"

Decisions are saved in RAW/overrides.csv: who, when, why and the two texts. They apply from the next
`ogp extract` on and override computed links. The exit code is 1 for an unknown key, 2 when a
folder can't be read or written."""
)
@from_option
@click.option(
    "--raw",
    type=click.Path(path_type=Path),
    default=Path("raw"),
    show_default=True,
    help="Raw folder: decisions are saved in its overrides.csv.",
)
@click.option("--accept", multiple=True, metavar="KEY", help="Accept the link with this key; repeatable.")
@click.option("--reject", multiple=True, metavar="KEY", help="Reject the link with this key; repeatable.")
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
    waiting = [one for one in list_open_links(folder, raw) if _is_selected(one, kind, country)]
    if accept or reject:
        _record_decisions(
            waiting, raw, {**dict.fromkeys(accept, "accept"), **dict.fromkeys(reject, "reject")}, why, who
        )
    elif as_json:
        echo_json(waiting)
    elif as_csv:
        rows = ([getattr(doubt, column) for column in CSV_COLUMNS] for doubt in waiting)
        click.echo(format_csv(CSV_COLUMNS, rows), nl=False)
    else:
        _ask_about_links(waiting, raw, who)


def _is_selected(doubt: Doubt, kind: str | None, country: str | None) -> bool:
    plan = doubt.to_plan_id or doubt.from_plan_id or ""
    prefix = country.strip().upper() if country else None
    return kind in (None, doubt.kind) and prefix in (None, plan.partition("-")[0])


def list_open_links(folder: Path, raw: Path) -> tuple[Doubt, ...]:
    """Return the links without a decision; problems of overrides.csv are printed to standard error."""
    from pipeline.analysis.evidence import TEXT_COLUMNS, list_doubts
    from pipeline.overrides.decisions import latest_decisions, read_decisions

    tables = read_tables(folder, {"commitments": TEXT_COLUMNS})
    if not raw.is_dir():
        raise CommandError(f"There is no raw folder {raw}: give it with --raw; decisions are saved in it.")
    decisions, issues = read_decisions(raw)
    for issue in issues:
        click.echo(f"{issue.severity}: {issue.message}", err=True)
    return list_doubts(tables, latest_decisions(decisions))


def _record_decisions(
    open_links: Sequence[Doubt], raw: Path, decisions: dict[str, str], why: str | None, who: str | None
) -> None:
    if not (why and why.strip()):
        raise click.UsageError("A decision needs a reason: add --why.")
    by_key = {doubt.link_key: doubt for doubt in open_links}
    unknown = [key for key in decisions if key not in by_key]
    if unknown:
        exit_with_error(f"no link in doubt has the key {', '.join(unknown)}. `ogp review links --json` lists them.")
    for key, decision in decisions.items():
        file = _save_decision(by_key[key], decision, why, _decider_name(who), raw)
        click.echo(f"{decision}: {key}, saved in {file}")


def _save_decision(doubt: Doubt, decision: str, why: str, who: str, raw: Path) -> Path:
    from pipeline.overrides.decisions import Decision, append_decision

    today = datetime.now().astimezone().date().isoformat()
    texts = doubt.from_text, doubt.to_text
    record = Decision(doubt.kind, doubt.from_key, doubt.to_key, decision, who, today, why.strip(), *texts)
    try:
        return append_decision(raw, record)
    except (OSError, ValueError) as error:
        raise CommandError(f"The decision was not saved: {error}") from error


def _decider_name(who: str | None) -> str:
    import getpass

    if who and who.strip():
        return who.strip()
    try:
        return getpass.getuser()
    except (KeyError, OSError) as error:
        raise click.UsageError("The user name is unknown: add --who.") from error


def _ask_about_links(open_links: Sequence[Doubt], raw: Path, who: str | None) -> None:
    if not open_links:
        click.echo("No link is in doubt.")
        return
    decided = 0
    for number, doubt in enumerate(open_links, start=1):
        print_lines(format_doubt(doubt, number, len(open_links)))
        key = _ask_decision()
        if key == "q":
            break
        if key in DECISION_KEYS:
            default = DEFAULT_REASONS[doubt.kind, DECISION_KEYS[key]]
            why = click.prompt("Why?", default=default)
            _save_decision(doubt, DECISION_KEYS[key], why, _decider_name(who), raw)
            decided += 1
    remaining = len(open_links) - decided
    click.echo(f"{decided} decided, {remaining} left. Decisions apply from the next `ogp extract {raw}` on.")


def _ask_decision() -> str:
    while True:
        click.echo("Is it right? [y]es, [n]o, [s]kip, [q]uit: ", nl=False)
        key = _read_key()
        click.echo(key)
        if key in {"y", "n", "s", "q"}:
            return key


def _read_key() -> str:
    """Return a key in lower case: pressed on a terminal, else the first letter of a line; q at the end of input."""
    try:
        return (click.getchar() if sys.stdin.isatty() else sys.stdin.readline()[:1] or "q").lower()
    except (EOFError, KeyboardInterrupt):
        return "q"


def format_doubt(doubt: Doubt, number: int, total: int) -> Iterator[tuple[int, str]]:
    """Yield the lines that show one link: what it would join, both texts, score, reasons."""
    from pipeline.analysis.evidence import describe_evidence

    yield 0, ""
    score = f", score {doubt.score:.2f}" if doubt.score is not None else ""
    yield 0, f"{number} of {total}: {format_code(doubt.kind)} ({format_code(doubt.relation)}){score}"
    document = f", {doubt.from_document}" if doubt.from_document else ""
    yield 1, f"{doubt.from_key} ({doubt.from_plan_id or 'plan unknown'}{document})"
    yield from _format_texts(doubt.from_text, doubt.from_told)
    yield 1, f"{doubt.to_key} ({doubt.to_plan_id or 'plan unknown'})"
    yield from _format_texts(doubt.to_text, doubt.to_told)
    yield 1, f"Reasons: {describe_evidence(doubt.evidence, 5) if doubt.evidence else 'none recorded'}"


def _format_texts(title: str, texts: Sequence[str]) -> Iterator[tuple[int, str]]:
    yield 2, f"“{title}”" if title else "(no title)"
    yield from (
        (2, abbreviate(text, MAX_TEXT_LENGTH)) for text in [text for text in texts if text != title][:MAX_EXTRA_TEXTS]
    )


@review.command(
    epilog="""\b
Examples:
  ogp review build
  ogp review build extracted --raw raw --out site
  ogp review build extracted --no-raw      (without pictures of pages)

Open index.html in a browser: no server and no network is needed. Existing pictures are
kept, so that a second build is quick."""
)
@click.argument("extracted", type=LocationType(), required=False)
@click.option("--from", "named_folder", type=LocationType(), default=None, help="The same as EXTRACTED.")
@click.option(
    "--raw",
    type=click.Path(path_type=Path),
    default=None,
    help="Raw folder, for page pictures and full texts.  [default: raw, if it exists]",
)
@click.option("--no-raw", is_flag=True, help="Show only the tables, no sources.")
@click.option(
    "--out",
    "-o",
    type=click.Path(path_type=Path),
    default=None,
    help="Folder for the site.  [default: EXTRACTED/review]",
)
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@click.option("--quiet", "-q", is_flag=True, help="Print nothing but errors.")
@verbose_option
def build(
    extracted: Path | str | None,
    named_folder: Path | str | None,
    raw: Path | None,
    no_raw: bool,
    out: Path | None,
    as_json: bool,
    quiet: bool,
    verbose: bool,
) -> None:
    """Write a site that answers questions on EXTRACTED and shows every value next to its position in the source.

    It has pages for countries, plans, commitments and reforms, a search, charts and tables to download, and records
    corrections for the next run.
    """
    from pipeline import review

    extracted = extracted or named_folder or Path("extracted")
    if not isinstance(extracted, Path):
        if out is None:
            raise click.UsageError(f"The site of {extracted} is built on disk: give its folder with --out.")
        extracted = fetch_folder(extracted)
    if raw is not None and not raw.is_dir():
        raise CommandError(f"There is no raw folder {raw}: give another one with --raw, or use --no-raw.")
    sources = None if no_raw else raw or next((path for path in (Path("raw"),) if path.is_dir()), None)
    try:
        with show_progress(hidden=quiet or as_json, verbose=verbose, unit="sources") as step:
            site = review.build_site(
                extracted, out or extracted / "review", sources, lambda done, total: step(done, total, "")
            )
    except review.ReviewError as error:
        raise CommandError(str(error)) from error
    if as_json:
        echo_json(site)
    elif not quiet:
        click.echo(f"{site.documents} documents, {site.pictures} pages pictured. Open {site.index} in a browser.")
