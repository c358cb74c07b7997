"""axe-core, the checker of accessibility, on every page of the site: no finding, on laptop and phone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline import review
from tests.review import small
from tests.review.browser import Browser, chromium

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(chromium() is None, reason="Chromium is not installed: make system"),
    pytest.mark.skipif(not AXE.is_file(), reason="axe-core is not installed: make axe"),
]

PAGES = {
    "start": "#/",
    "countries": "#/countries",
    "country": "#/country/QN",
    "plan": "#/plan/QN-2014",
    "found": "#/commitments?q=water",
    "disagreements": "#/disagreements",
    "unread": "#/documents?look=not_read",
    "odd": "#/document/{odd}",
    "quality": "#/quality",
    "documents": "#/documents",
    "document": "#/document/{pdf}/{pdf}%3Ac1/completion",
    "text": "#/document/{text}/{text}%3Ac1/results",
    "commitments": "#/commitments",
    "commitment": "#/commitment/QN0001",
    "reforms": "#/reforms",
    "issues": "#/issues",
    "corrections": "#/corrections",
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Browser, Path, dict[str, str]]]:
    folder = tmp_path_factory.mktemp("axe")
    raw, extracted, hashes = small.publish(folder)
    built = review.build_site(extracted, folder / "extracted" / "review", raw)
    browser = Browser()
    try:
        yield (
            browser,
            built.index,
            {"pdf": hashes["report.pdf"][:16], "text": hashes["report.txt"][:16]} | {"odd": hashes["odd.txt"][:16]},
        )
    finally:
        browser.close()


def violations(browser: Browser) -> list[str]:
    """Return what axe finds on the page that is shown, each with the first element."""
    browser.js(
        AXE.read_text(encoding="utf-8") + "; window.found = null; axe.run().then(r => { window.found = r }); true"
    )
    browser.wait("window.found !== null")
    found = browser.js(
        "window.found.violations.map(v => v.id + ': ' + v.help + ': ' + v.nodes.length + ' x '"
        " + v.nodes[0].html.slice(0, 200))"
    )
    assert browser.js("window.found.passes.length") > 5
    return list(found)


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(("width", "scheme"), [(1366, "light"), (1366, "dark"), (390, "light")])
def test_axe_finds_nothing(name: str, width: int, scheme: str, site: tuple[Browser, Path, dict[str, str]]) -> None:
    browser, index, keys = site
    browser.scheme(scheme)
    browser.size(width, 800, mobile=width < 600)
    browser.open(index, PAGES[name].format(**keys))
    assert violations(browser) == []


def test_axe_would_find_it(site: tuple[Browser, Path, dict[str, str]]) -> None:
    browser, index, _ = site
    browser.open(index, "#/")
    browser.js("document.getElementById('main').appendChild(document.createElement('img'))")
    assert any("image-alt" in found for found in violations(browser))
