"""Every command, walked: help with examples that hold, `--json` where a script would read, completion."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from pipeline.cli import main
from pipeline.cli.config import iterate_commands

ROOT = Path(__file__).parents[2]
ALL = list(iterate_commands(main))
NO_JSON = {"dictionary", "review"}
"""What prints a text that a program reads as it is."""


def examples(command: click.Command) -> list[str]:
    return re.findall(r"^(?:Example:)?  ?(ogp .+)$", command.epilog or "", re.MULTILINE)


def plain(example: str) -> list[str]:
    """Return the words of an example without what the shell does with it, or the remark after it."""
    words = shlex.split(re.sub(r"\s{3,}\(.*\)$", "", example))
    ends = [number for number, word in enumerate(words) if word in {"|", ">"}]
    return words[1 : ends[0] if ends else None]


def parse(given: list[str]) -> None:
    """Parse the words of a call as click does; raise a usage error for one that does not hold."""
    at: click.Command = main
    context = click.Context(main, info_name="ogp")
    while isinstance(at, click.Group) and given:
        inner = at.get_command(context, given[0])
        assert inner is not None, given
        at, given = inner, given[1:]
    at.make_context("ogp", list(given), resilient_parsing=False)


def test_commands_have_help_and_examples_that_parse() -> None:
    for words, command in ALL:
        assert CliRunner().invoke(main, [*words, "--help"]).exit_code == 0, words
        assert examples(command), f"ogp {' '.join(words)} has no example"
        for example in examples(command):
            assert plain(example)[: len(words)] == list(words), example
            parse(plain(example))


def test_commands_answer_programs_too() -> None:
    flags = {words: {flag for option in command.params for flag in option.opts} for words, command in ALL}
    assert [words for words, known in flags.items() if "--json" not in known and words[-1] not in NO_JSON] == []


def test_every_option_says_what_it_does() -> None:
    options = [
        (words, option) for words, command in ALL for option in command.params if isinstance(option, click.Option)
    ]
    assert [(words, option.name) for words, option in options if not (option.help or option.hidden)] == []


def test_no_colour_where_no_terminal_looks() -> None:
    done = subprocess.run([sys.executable, "-m", "pipeline", "doctor"], capture_output=True, cwd=ROOT, check=False)
    assert b"\x1b" not in done.stdout + done.stderr


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_completion_script_is_sound(shell: str, tmp_path: Path) -> None:
    command = [sys.executable, "-c", "from pipeline.cli import main; main(prog_name='ogp')"]
    environment = {**os.environ, "_OGP_COMPLETE": f"{shell}_source"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, cwd=ROOT, check=True)
    assert f"_OGP_COMPLETE={shell}_complete" in done.stdout
    if shutil.which(shell):
        script = tmp_path / "ogp"
        script.write_text(done.stdout)
        subprocess.run([shell, "-n", str(script)], check=True)


def test_bash_completes_commands_and_options() -> None:
    def completed(words: str, place: int) -> set[str]:
        environment = {**os.environ, "_OGP_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": str(place)}
        command = [sys.executable, "-c", "from pipeline.cli import main; main(prog_name='ogp')"]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, cwd=ROOT, check=False)
        return set(re.findall(r"plain,(\S+)", done.stdout))

    assert completed("ogp ex", 1) == {"explain", "explain-link", "export", "extract"}
    assert "--to" in completed("ogp export --t", 2)
    assert "duckdb" in completed("ogp export --to d", 3)


def test_an_unknown_command_says_what_there_is() -> None:
    done = CliRunner().invoke(main, ["extrakt"])
    assert done.exit_code == 2
    assert "extract" in done.output
