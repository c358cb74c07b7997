"""The command `ogp`. Commands are imported when they are called, so that `ogp --help` answers at once."""

from __future__ import annotations

import dis
import gc
import importlib
import os
import signal
import sys
from pathlib import Path

import click

from pipeline import __version__
from pipeline.cli import config

COMMANDS: dict[str, tuple[str, str]] = {
    "cache": ("cache", "Show or clear the cache."),
    "dictionary": ("tables", "Print the data dictionary."),
    "disagreements": ("disagreements", "List where government, IRM and civil society differ."),
    "export": ("export", "Write the tables as CSV, DuckDB, Excel or OGP's dataset."),
    "doctor": ("doctor", "Check the installation and say how to fix it."),
    "explain": ("explain", "Show where on the page a value was read."),
    "explain-link": ("explain", "Show why two records are linked, or why not."),
    "extract": ("extract", "Extract a folder of documents into Parquet tables."),
    "fetch": ("fetch", "Download the documents that a manifest lists."),
    "find": ("find", "Find commitments by words."),
    "outline": ("suggest", "Show the headings of one document as a tree."),
    "parse": ("parse", "Parse one document and print the result."),
    "parsers": ("parse", "List the report formats that can be read."),
    "query": ("query", "Query the tables in SQL."),
    "review": ("review", "Build the review site; decide on links in doubt."),
    "suggest": ("suggest", "Show the labels of an unknown format and draft a parser."),
    "show": ("tables", "Show everything about one commitment."),
    "tables": ("tables", "List the tables of an extracted folder."),
    "timeline": ("timeline", "Show what became of a commitment, plan by plan."),
    "validate": ("tables", "Check an extracted folder against the schemas."),
}
"""Command -> its module in this package and its help line."""


class LazyGroup(click.Group):
    """A group whose commands are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands in alphabetical order."""
        return sorted(COMMANDS)

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; Ctrl-C ends it as it ends a run that has begun, also while it is being loaded."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            from pipeline.runtime.signals import Stopped

            stopped = Stopped(signal.SIGINT)
            click.echo(stopped.message if ctx.invoked_subcommand == "extract" else "Stopped by SIGINT.", err=True)
            ctx.exit(stopped.exit_code)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return a command; None for an unknown name."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"pipeline.cli.{COMMANDS[cmd_name][0]}")
        command = getattr(module, cmd_name.replace("-", "_"))
        if not isinstance(command, click.Command):
            raise TypeError(f"pipeline.cli.{COMMANDS[cmd_name][0]}.{cmd_name} is no click command")
        config.name_variables(command, (cmd_name,))
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; suggest the nearest name for an unknown one."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from difflib import get_close_matches

            close = get_close_matches(args[0], COMMANDS, 2)
            hint = f" Did you mean {' or '.join(close)}?" if close else " ogp --help lists the commands."
            ctx.fail(f"There is no command {args[0]!r}.{hint}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name][1]) for name in self.list_commands(ctx)])


@click.group(
    cls=LazyGroup,
    epilog="""\b
Start with: ogp extract raw --out extracted   then   ogp find water   and   ogp review build
Problems?  ogp doctor

Defaults for options stand in ogp.toml, a table for each command ([extract] with workers = 2), [ogp] for all.
A flag goes before the environment (OGP_EXTRACT_WORKERS=2), that before the file.

\b
To complete commands in bash:  eval "$(_OGP_COMPLETE=bash_source ogp)"
In zsh and fish: _OGP_COMPLETE=zsh_source and _OGP_COMPLETE=fish_source.""",
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(__version__, prog_name="ogp")
@click.option(
    "--config",
    "config_file",
    metavar="FILE",
    type=click.Path(path_type=Path),
    envvar=config.VARIABLE,
    help="Settings file.  [default: $OGP_CONFIG, else ogp.toml where there is one]",
)
@click.pass_context
def main(context: click.Context, config_file: Path | None) -> None:
    """Read Open Government Partnership documents into traceable Parquet tables."""
    path = config_file or config.local_file()
    if path is not None and context.invoked_subcommand != "doctor":
        context.default_map = config.read_defaults(path, main)


class _WithoutPandas:
    """Hides pandas from pyarrow, which loads it for its first array; that takes longer than most commands.

    An import statement in Python, as a plugin may have, finds it: pyarrow's import is compiled and has no frame.
    """

    @staticmethod
    def find_spec(name: str, path: object = None, target: object = None) -> None:
        if name != "pandas":
            return
        frame = sys._getframe(1)
        while frame.f_back and "importlib" in frame.f_code.co_filename:
            frame = frame.f_back
            if frame.f_code.co_name == "import_module":
                return
        if dis.opname[frame.f_code.co_code[frame.f_lasti]] != "IMPORT_NAME":
            raise ModuleNotFoundError("pyarrow needs no pandas here", name=name)


def run() -> None:
    """Run the command in a process of its own: what the installed `ogp` starts."""
    sys.meta_path.insert(0, _WithoutPandas)
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # a process with threads of numpy can't be forked
    gc.set_threshold(100_000, 20, 20)  # a process that lives seconds spends more on collecting than it frees
    main(prog_name="ogp")
