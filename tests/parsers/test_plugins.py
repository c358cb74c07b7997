"""Parsers are found, named once, and one that fails hides no other."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from pipeline.extraction import choose_parser
from pipeline.model import Claim, Document
from pipeline.parsers import registry
from tests.building import document, paragraph


def parser(name: str, identify: Any) -> Any:
    return SimpleNamespace(NAME=name, VERSION="1", TITLE=name, identify=identify, parse=lambda d: None)


def claiming(name: str) -> Any:
    return parser(name, lambda d: Claim(name, "it says so"))


def crashing(name: str) -> Any:
    def identify(_: Document) -> Claim | None:
        raise ValueError("broken")

    return parser(name, identify)


def use(monkeypatch: pytest.MonkeyPatch, *found: Any) -> None:
    monkeypatch.setattr(registry, "all_parsers", lambda: tuple(found))


def test_two_parsers_of_one_name_are_an_error() -> None:
    with pytest.raises(registry.DuplicateParserError, match="twin"):
        registry.sort_by_name([claiming("twin"), claiming("twin")])


def test_the_packages_own_parsers_load_without_issue() -> None:
    found, issues = registry.discover_parsers()
    assert issues == ()
    assert len(found) >= 6


def test_a_plugin_that_does_not_load_is_an_issue() -> None:
    from importlib.metadata import EntryPoint

    found, issues = registry._load_parsers([EntryPoint("odd", "no_such_module_anywhere", registry.GROUP)])
    assert found == ()
    assert [issue.code for issue in issues] == ["parser-not-loaded"]


def test_a_parser_that_crashes_hides_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, crashing("bad"), claiming("good"))
    chosen, issues = choose_parser(document(paragraph("text")))
    assert chosen is not None
    assert chosen.NAME == "good"
    assert [issue.code for issue in issues] == ["identify-crashed"]


def test_two_claims_are_ambiguous_and_none_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, claiming("one"), claiming("two"))
    chosen, issues = choose_parser(document(paragraph("text")))
    assert chosen is None
    assert [issue.code for issue in issues] == ["ambiguous-format"]


def test_no_claim_is_an_info(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, parser("shy", lambda d: None))
    chosen, issues = choose_parser(document(paragraph("text")))
    assert chosen is None
    assert [(issue.code, issue.severity) for issue in issues] == [("no-parser", "info")]
