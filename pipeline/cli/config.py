"""Settings of commands: `ogp.toml` as click's `default_map`, and environment variables, which take precedence."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import click

from pipeline.cli.options import CommandError, old_keys, print_notice

NAME = "ogp.toml"
VARIABLE = "OGP_CONFIG"
SHARED = "ogp"
"""The table whose keys hold for every command that has such an option."""

PREFIX = "OGP"

Tree = dict[str, Any]
"""Parameter -> value, or subcommand -> its own tree, as click wants defaults."""


def local_file() -> Path | None:
    """Return `ogp.toml` of the current folder where there is one."""
    return Path(NAME) if Path(NAME).is_file() else None


def read_defaults(path: Path, main: click.Group) -> Tree:
    """Return the defaults of a settings file for click; a usage error for what no command knows, and for bad values."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise CommandError(f"The settings file {path} can't be read: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CommandError(f"The settings file {path} is no TOML: {error}.") from error
    shared = data.pop(SHARED, {})
    _check_names(path, f"[{SHARED}]", shared, _shared_options(main))
    context = click.Context(main, info_name="ogp", resilient_parsing=True)
    return _check_group(path, "", data, shared, main, context)


def name_variables(command: click.Command, words: tuple[str, ...]) -> None:
    """Let click read each option from a variable of its name too: OGP_QUERY_FROM represents `ogp query --from`.

    click's own `auto_envvar_prefix` takes the names of parameters, and none can be called `from`.
    """
    for key, option in named_options(command):
        names = [key, *(old for old, new in old_keys(command).items() if new == key)]
        option.envvar = option.envvar or ["_".join((PREFIX, *words, name)).replace("-", "_").upper() for name in names]
    for name, inner in command.commands.items() if isinstance(command, click.Group) else ():
        name_variables(inner, (*words, name))


def _check_group(
    path: Path,
    name: str,
    data: Mapping[str, Any],
    shared: Mapping[str, Any],
    group: click.Group,
    context: click.Context,
) -> Tree:
    commands = {found: group.get_command(context, found) for found in group.list_commands(context)}
    _check_names(path, f"[{name}]" if name else "", data, list(commands))
    made: Tree = {}
    for found, command in commands.items():
        own = data.get(found, {})
        where = f"{name}.{found}".removeprefix(".")
        if not isinstance(own, dict):
            raise CommandError(f"{path}: {where} must be a table: [{where}] on a line, its settings below.")
        if isinstance(command, click.Group):
            made[found] = _check_group(path, where, own, shared, command, context)
        elif command is not None:
            made[found] = _check_command(path, where, own, shared, command, context)
    return made


def _check_command(
    path: Path,
    where: str,
    own: Mapping[str, Any],
    shared: Mapping[str, Any],
    command: click.Command,
    context: click.Context,
) -> Tree:
    options = dict(named_options(command))
    own = _with_present_names(command, own)
    _check_names(path, f"[{where}]", own, list(options))
    given = {**{key: value for key, value in shared.items() if key in options}, **own}
    return {
        str(options[key].name): _check_value(path, where, key, value, options[key], context)
        for key, value in given.items()
    }


def _with_present_names(command: click.Command, own: Mapping[str, Any]) -> dict[str, Any]:
    """Return settings with old names replaced, with a notice for each."""
    renamed = old_keys(command)
    for key in own.keys() & renamed.keys():
        print_notice(f"the setting {key}", f"use {renamed[key]}")
    return {renamed.get(key, key): value for key, value in own.items()}


def named_options(command: click.Command) -> Iterator[tuple[str, click.Option]]:
    """Yield the options of a command by the names that the file uses: those of the flags, without dashes."""
    for option in command.params:
        if isinstance(option, click.Option):
            yield from ((text.removeprefix("--"), option) for text in option.opts if text.startswith("--"))


def _check_value(path: Path, where: str, key: str, value: Any, option: click.Option, context: click.Context) -> Any:
    fault = f"{path}: [{where}] {key} = {value!r}"
    if option.is_flag and not isinstance(value, bool):
        raise CommandError(f"{fault}: it is on or off, write true or false.")
    if isinstance(value, bool) and not option.is_flag:
        raise CommandError(f"{fault}: it takes a value, not true or false.")
    if option.multiple and isinstance(value, str):
        value = [value]
    try:
        option.type_cast_value(context, value)
    except (click.BadParameter, TypeError) as error:
        reason = error.message if isinstance(error, click.BadParameter) else str(error)
        raise CommandError(f"{fault}: {reason}") from error
    return value


def _check_names(path: Path, where: str, given: Mapping[str, Any], names: list[str]) -> None:
    for key in given:
        if key not in names:
            close = get_close_matches(key, names, 1)
            hint = f" Did you mean {close[0]}?" if close else ""
            what = f"{where} has no setting {key!r}" if where else f"there is no command {key!r}"
            raise CommandError(f"{path}: {what}.{hint} Known: {', '.join(sorted(names))}.")


def _shared_options(main: click.Group) -> list[str]:
    return sorted({key for command in iterate_commands(main) for key, _ in named_options(command[1])})


def iterate_commands(
    group: click.Group, before: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Yield every command below a group with the words that call it, groups too."""
    context = click.Context(group, info_name="ogp", resilient_parsing=True)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if command is not None:
            yield (*before, name), command
            if isinstance(command, click.Group):
                yield from iterate_commands(command, (*before, name))
