"""Lists in Chromium: what choices leave, what is empty, which file an issue is of."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline import review
from tests.review import small
from tests.review.browser import Browser, chromium

pytestmark = [pytest.mark.slow, pytest.mark.skipif(chromium() is None, reason="Chromium is not installed: make system")]

Opened = tuple[Browser, Path]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    folder = tmp_path_factory.mktemp("lists")
    raw, extracted, _ = small.publish(folder)
    browser = Browser()
    try:
        yield browser, review.build_site(extracted, folder / "site", raw).index
    finally:
        browser.close()


def open_page(site: Opened, address: str) -> Browser:
    site[0].open(site[1], address)
    return site[0]


def test_choices_say_how_many_commitments_they_leave(site: Opened) -> None:
    levels = "[...document.querySelectorAll('select[name=irm] option')].filter(e => !e.hidden).map(e => e.textContent)"
    assert open_page(site, "#/commitments").js(levels) == ["all", "Complete (1)", "Limited (1)", "Not started (1)"]
    assert open_page(site, "#/commitments?country=QN").js(levels) == ["all", "Limited (1)", "Not started (1)"]
    assert open_page(site, "#/commitments?q=water").js(levels) == ["all", "Not started (1)"]
    open_page(site, "#/commitments?irm=limited").click("button.link:not(.csv)")
    site[0].wait(f"{levels}.length === 4")


def test_an_empty_list_says_so(site: Opened) -> None:
    browser = open_page(site, "#/commitments?q=nothinglikethis")
    assert "Nothing to list." in browser.js("document.querySelector('.results').textContent")


def test_an_issue_names_its_file_under_the_title(site: Opened) -> None:
    shown = open_page(site, "#/issues").js("[...document.querySelectorAll('.list td small')].map(e => e.textContent)")
    assert "report.pdf" in shown
