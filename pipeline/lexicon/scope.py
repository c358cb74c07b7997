"""The languages whose wordings count while one document is read: its own, those printed next to it, and English."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, lru_cache, wraps
from typing import TypeVar, TypeVarTuple

from pipeline.schema.data import list_data, load_data

T = TypeVar("T")
Arguments = TypeVarTuple("Arguments")

SCOPES = 8
"""Choices of languages of which the compiled wordings stay in memory."""

COMMON = "en"
"""Templates of every member are printed in it too."""


@cache
def languages() -> tuple[str, ...]:
    """Return the languages of the lexicon, English first.

    >>> languages()[0], "es" in languages()
    ('en', True)
    """
    return tuple(sorted(list_data("lexicon"), key=lambda name: (name != COMMON, name)))


_in_scope: ContextVar[tuple[str, ...] | None] = ContextVar("languages_in_scope", default=None)


def languages_in_scope() -> tuple[str, ...]:
    """Return the languages whose wordings count now: all of them outside of a document."""
    return _in_scope.get() or languages()


def languages_beside(spoken: Collection[str]) -> tuple[str, ...]:
    """Return the lexicon's languages that a document in these may print labels in, all where none is known.

    A word may be a label in one language and mean something else in another. Languages that are taken for each other,
    and those that a member's documents are written in side by side, are in `schemas/languages.json`.

    >>> languages_beside(["de"]), languages_beside(["bs"]), languages_beside([]) == languages()
    (('en', 'de'), ('en', 'hr', 'sr'), True)
    """
    beside = load_data("languages")["beside"]
    wanted = {COMMON, *spoken, *(name for one in spoken for name in beside.get(one, ()))}
    return tuple(name for name in languages() if not spoken or name in wanted)


@contextmanager
def narrow_languages(spoken: Collection[str]) -> Iterator[None]:
    """Let only the wordings count that a document in these languages may print.

    >>> with narrow_languages(["de"]):
    ...     languages_in_scope()
    ('en', 'de')
    """
    token = _in_scope.set(languages_beside(spoken))
    try:
        yield
    finally:
        _in_scope.reset(token)


@contextmanager
def add_language(own: str | None) -> Iterator[None]:
    """Let the wordings of a part's own language count too: a table holds texts in others than most of it is in.

    >>> with narrow_languages(["de"]), add_language("fr"):
    ...     languages_in_scope()
    ('en', 'de', 'fr')
    """
    scope = _in_scope.get() or ()
    if own is None or own in scope:
        yield
        return
    with narrow_languages([*scope, own]):
        yield


def cache_by_scope(maxsize: int) -> Callable[[Callable[[*Arguments], T]], Callable[[*Arguments], T]]:
    """Remember what a function returns, apart for each choice of languages in scope; it has `cache_clear`.

    >>> @cache_by_scope(maxsize=10)
    ... def count() -> int:
    ...     return len(languages_in_scope())
    >>> with narrow_languages(["de"]):
    ...     count()
    2
    >>> count() == len(languages())
    True
    """

    def decorate(function: Callable[[*Arguments], T]) -> Callable[[*Arguments], T]:
        @lru_cache(maxsize=maxsize)
        def recall(scope: tuple[str, ...] | None, arguments: tuple[*Arguments]) -> T:
            return function(*arguments)

        @wraps(function)
        def call(*arguments: *Arguments) -> T:
            return recall(_in_scope.get(), arguments)

        vars(call)["cache_clear"] = recall.cache_clear
        return call

    return decorate


@cache_by_scope(maxsize=SCOPES)
def conjunctions() -> frozenset[str]:
    """Return the conjunctions of a document's languages; outside of one, none that is another word in any language."""
    listed, spoken = load_data("institutions"), languages_in_scope()
    own, other = (
        {word for name in spoken for word in listed[kind].get(name, ()) if spoken != languages()}
        for kind in ("and_of", "no_and")
    )
    return frozenset({*listed["and"], *own} - other)
