"""Real clicks and keys in Chromium: every flow of the site, with hostile titles, no error and no request outside."""

from __future__ import annotations

import csv
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline import review
from pipeline.overrides import corrections, decisions
from tests.review import small
from tests.review.browser import Browser, chromium

pytestmark = [pytest.mark.slow, pytest.mark.skipif(chromium() is None, reason="Chromium is not installed: make system")]


class Site:
    """A site in a browser, and the keys of its records."""

    def __init__(self, browser: Browser, page: Path, hashes: dict[str, str]) -> None:
        self.browser, self.page = browser, page
        self.pdf, self.text = hashes["report.pdf"][:16], hashes["report.txt"][:16]
        self.odd = hashes["odd.txt"][:16]

    def open(self, address: str) -> Browser:
        self.browser.open(self.page, address)
        return self.browser


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("browser")
    raw, extracted, hashes = small.publish(folder)
    built = review.build_site(extracted, folder / "extracted" / "review", raw)
    browser = Browser()
    try:
        browser.size(1366, 800)
        yield Site(browser, built.index, hashes)
    finally:
        browser.close()


@pytest.fixture(autouse=True)
def quiet(site: Site) -> Iterator[None]:
    """Fail a test in which the console complains, a title runs, or something is asked from elsewhere."""
    site.browser.js("try { localStorage.clear() } catch {}")
    yield
    assert site.browser.errors == []
    assert not site.browser.js("window.run")
    home = site.page.parent.as_uri()
    assert [url for url in site.browser.requests if not url.startswith((home, "data:", "about:", "blob:"))] == []


def chosen(browser: Browser) -> str:
    return str(browser.wait("document.querySelector('.field.chosen .label')?.textContent"))


def downloaded(file: Path) -> str:
    """Return a download's text once the browser has finished it."""
    end = time.monotonic() + 120
    while not file.is_file() and time.monotonic() < end:
        time.sleep(0.05)
    return file.read_text(encoding="utf-8")


def look(browser: Browser, value: str) -> None:
    """Choose what is shown. A native list can't be clicked without a screen."""
    change = "look.value = value; look.dispatchEvent(new Event('change'))"
    browser.js(f"((look, value) => {{ {change} }})(document.getElementById('look'), '{value}')")


def test_every_page_opens(site: Site) -> None:
    for address in (
        "#/",
        "#/countries",
        "#/country/QN",
        "#/country/QS",
        "#/plan/QN-2014",
        "#/documents",
        "#/documents?look=not_read",
        "#/commitments",
        "#/reforms",
        "#/disagreements",
        "#/quality",
        "#/issues",
        "#/corrections",
        "#/commitment/QN0001",
        f"#/document/{site.odd}",
    ):
        browser = site.open(address)
        assert browser.js("document.querySelectorAll('h1').length") == 1
        assert "can’t be shown" not in browser.js("document.querySelector('h1').textContent")
        shown = browser.js("document.getElementById('main').innerText")
        assert "undefined" not in shown
        assert "null" not in shown
        assert browser.js("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("width", [900, 1400])
def test_no_list_is_cut_at_its_right_edge(site: Site, width: int) -> None:
    """What has to be scrolled aside is not seen: the last column of four lists was cut at 900 pixels."""
    site.browser.size(width, 800)
    try:
        for address in ("#/countries", "#/country/QN", "#/documents", "#/commitments", "#/disagreements", "#/quality"):
            browser = site.open(address)
            widths = "[...document.querySelectorAll('.wide')].map((one) => one.scrollWidth - one.clientWidth)"
            assert browser.js(f"Math.max(0, ...{widths})") == 0, address
    finally:
        site.browser.size(1366, 800)


def test_a_hostile_title_is_text(site: Site) -> None:
    browser = site.open("#/documents?status=ok")
    assert browser.js("document.querySelector('tbody a').textContent") == small.HOSTILE
    for address in ("#/", "#/commitments?q=img", "#/plan/QN-2014", "#/reforms", "#/commitment/QN0001"):
        browser = site.open(address)
        assert "<img src=x" in browser.js("document.getElementById('main').textContent")
        assert browser.js("document.querySelectorAll('img[src=x], main script').length") == 0
    browser = site.open("#/documents?status=ok")
    browser.click("tbody a")
    browser.wait("document.querySelector('.document-head')")
    assert browser.js("document.querySelector('h1').textContent") == small.HOSTILE
    assert browser.js("document.querySelectorAll('img[src=x], main script').length") == 0


def test_a_hovered_field_shows_its_box(site: Site) -> None:
    browser = site.open(f"#/document/{site.pdf}")
    browser.wait("document.querySelector('.sheet img').complete && document.querySelector('.sheet img').naturalWidth")
    browser.hover("[data-field$='/completion']")
    browser.wait("document.querySelectorAll('.box.pointed').length === 1")


def test_a_box_lies_on_what_it_names(site: Site) -> None:
    browser = site.open(f"#/document/{site.pdf}")
    found = browser.wait(
        "(() => { const b = document.querySelector('.box[title^=Title]');"
        " const s = document.querySelector('.sheet').getBoundingClientRect();"
        " if (!b) return null; const r = b.getBoundingClientRect();"
        " return [(r.left - s.left) / s.width * 600, (r.top - s.top) / s.height * 800]; })()"
    )
    assert found == pytest.approx([98, 88], abs=3)


def test_a_chosen_field_scrolls_to_its_page_and_tells_more(site: Site) -> None:
    browser = site.open(f"#/document/{site.pdf}")
    browser.click("[data-field$='/results'] .choose")
    browser.wait("document.querySelectorAll('.box.picked').length === 1")
    assert chosen(browser).startswith("Results")
    browser.wait("document.querySelector('[aria-label=\"Page\"]').value === '2'")
    assert f"{site.pdf}%3Ac1/results" in browser.js("location.hash")
    assert "read" in browser.js("document.querySelector('.details blockquote').textContent")


def test_a_chosen_box_shows_all_its_fields(site: Site) -> None:
    browser = site.open(f"#/document/{site.pdf}")
    browser.click(".box[title*='Completion']")
    assert chosen(browser).startswith("Completion")
    assert "2 fields were read here" in browser.wait("document.querySelector('.found').textContent")
    browser.click(".found .link:last-child")
    browser.wait("document.querySelector('.field.chosen .label').textContent.includes('Government')")


def test_a_deep_link_opens_its_field(site: Site) -> None:
    browser = site.open(f"#/document/{site.pdf}/{site.pdf}%3Ac1/completion_raw")
    assert chosen(browser).startswith("Completion")
    assert browser.js("document.querySelector('.details blockquote').textContent") == small.HOSTILE
    browser = site.open(f"#/document/{site.text}/{site.text}%3Ac1/title")
    browser.wait("document.querySelector('.line.picked').textContent.includes('Commitment 2')")


def test_a_deep_link_is_there_at_once(site: Site) -> None:
    """No smooth way through all pages: what was asked for is in view as soon as the page is."""
    browser = site.open(f"#/document/{site.pdf}/{site.pdf}%3Ac1/results")
    shown = (
        "(() => { const seen = (one, holder) => { const [r, h] = [one, holder].map(e => e.getBoundingClientRect());"
        " return r.top >= h.top && r.bottom <= h.bottom; };"
        " return seen(document.querySelector('.box.picked'), document.querySelector('.sheets')) &&"
        " seen(document.querySelector('.chosen .label'), document.querySelector('.fields-pane')); })()"
    )
    assert browser.js(shown)


def test_a_document_leads_to_its_commitments(site: Site) -> None:
    browser = site.open(f"#/document/{site.pdf}")
    browser.click(".way a")
    browser.wait("location.hash === '#/commitment/QN0001' && document.querySelector('.compare')")


def test_doubt_stands_out_and_can_be_filtered(site: Site) -> None:
    browser = site.open(f"#/document/{site.pdf}")
    assert "confidence 0.60" in browser.js("document.querySelector('.is-low').textContent")
    assert "made-up" in browser.js("document.querySelector('.inside .note').textContent")
    look(browser, "low")
    browser.wait("document.querySelectorAll('.field').length === 1")
    look(browser, "empty")
    browser.wait(
        "document.querySelectorAll('.field').length && document.querySelectorAll('.field:not(.is-empty)').length === 0"
    )


def test_keys_walk_through_the_fields(site: Site) -> None:
    browser = site.open(f"#/document/{site.pdf}/{site.pdf}%3Ac1/title")
    browser.press("j")
    browser.wait("document.activeElement.classList.contains('choose')")
    first = browser.js("document.activeElement.getAttribute('href')")
    browser.press("j")
    assert browser.js("document.activeElement.getAttribute('href')") != first
    browser.press("k")
    assert browser.js("document.activeElement.getAttribute('href')") == first
    browser.press("Enter")
    assert browser.wait("location.hash") == first
    browser.press("/")
    browser.wait("document.activeElement.id === 'search'")


def test_search_finds_and_stays_in_the_address(site: Site) -> None:
    browser = site.open("#/commitments")
    browser.click("#search")
    browser.write("regısters to".replace("ı", "i"))
    browser.wait("document.querySelectorAll('tbody tr').length === 1")
    assert "q=registers%20to" in browser.js("location.hash")
    browser.click("tbody th a")
    browser.wait("document.querySelector('h1').textContent === 'Open registers to all'")


def test_ratings_stand_side_by_side_by_assessor_and_phase(site: Site) -> None:
    browser = site.open("#/commitment/QN0001")
    heads = browser.js("[...document.querySelectorAll('.compare thead th')].map(e => e.textContent)")
    assert heads == ["GovernmentMidterm", "IRMMidterm"]
    cells = browser.js("[...document.querySelectorAll('.compare tbody .chip')].map(e => e.textContent)")
    assert cells == ["Substantial", "Not started"]
    browser.click(".compare tbody a")
    browser.wait("document.querySelector('.field.chosen')")
    assert chosen(browser).startswith("Completion (Government")


def test_a_commitment_is_found_by_the_key_of_its_record(site: Site) -> None:
    browser = site.open(f"#/commitment/{site.pdf}%3Ac2")
    assert browser.js("document.querySelector('h1').textContent") == "Nobody knows its ID"


def test_a_reform_is_a_row_with_a_column_for_each_plan(site: Site) -> None:
    browser = site.open("#/reforms")
    assert browser.js("[...document.querySelectorAll('.timeline th')].map(e => e.textContent)") == [
        "from 2014",
        "from 2018",
    ]
    assert browser.js("document.querySelectorAll('.timeline .step').length") == 2
    assert browser.js("document.querySelectorAll('.links li').length") == 1  # the link in doubt
    browser = site.open("#/reforms?q=nowhere")
    browser.wait("!document.querySelector('.timeline')")


def test_numbers_are_in_natural_order_and_columns_sort(site: Site) -> None:
    browser = site.open("#/plan/QS-2014")
    numbers = "[...document.querySelectorAll('.list tbody tr')].map(e => e.cells[0].textContent)"
    assert browser.js(numbers) == ["2", "10"]
    browser.click(".sort")
    assert browser.js(numbers) == ["2", "10"]
    browser.click(".sort")
    assert browser.js(numbers) == ["10", "2"]
    assert browser.js("document.querySelector('th[aria-sort]').getAttribute('aria-sort')") == "descending"
    assert "sort=-No." in browser.js("location.hash")


def test_filters_in_the_address_apply(site: Site) -> None:
    browser = site.open("#/commitments?country=QN&irm=not_started&theme=")
    assert browser.js("document.querySelectorAll('.list tbody tr').length") == 1
    plans = "[...document.querySelectorAll('select[name=plan] option')].filter(e => !e.hidden).map(e => e.value)"
    assert browser.js(plans) == ["", "QN-2014"]  # those of the chosen country with such a mark
    browser = site.open("#/commitments?theme=Registers")
    assert browser.js("document.querySelector('.list tbody th a').textContent") == "Open registers to all"
    browser = site.open("#/commitments?show=rated_differently")
    assert browser.js("document.querySelector('.list tbody th a').textContent") == small.HOSTILE


def test_charts_read_aloud_and_can_be_taken_along(site: Site, tmp_path: Path) -> None:
    browser = site.open("#/")
    label = browser.wait("document.querySelectorAll('.chart [role=img]')[1]?.getAttribute('aria-label')")
    assert "2 commitments. Government: 1 substantial, 1 not rated. IRM: 1 not started, 1 not rated" in label
    browser.downloads(tmp_path)
    browser.click(".chart .csv")
    lines = downloaded(tmp_path / "completion-by-assessor.csv").splitlines()
    assert lines[0] == "what,assessor,completion,commitments"
    assert "All plans,IRM,Complete,1" in lines
    browser.click(".chart .csv + .csv")
    picture = downloaded(tmp_path / "completion-by-assessor.svg")
    assert all(text in picture for text in ("Completion by assessor", "Not started", "ogp-pipeline"))


def test_the_way_from_the_front_page_to_a_value_needs_no_mouse(site: Site) -> None:
    browser = site.open("#/")

    def tab_to(found: str) -> None:
        for _ in range(60):
            browser.press("Tab")
            if browser.js(f"!!({found})(document.activeElement)"):
                return
        raise AssertionError(f"no Tab leads to {found}")

    browser.js("document.activeElement.blur()")
    tab_to("e => e.id === 'skip'")
    browser.press("Enter")
    assert browser.js("document.activeElement.id") == "main"
    tab_to("e => e.matches('.card') && e.href.endsWith('#/documents')")
    browser.press("Enter")
    browser.wait("document.querySelector('h1').textContent === 'Documents' && document.activeElement.id === 'main'")
    tab_to("e => e.closest('tbody') && e.textContent.includes('img')")
    browser.press("Enter")
    browser.wait("document.querySelector('.fields-pane') && document.activeElement.id === 'main'")
    tab_to("e => e.matches('.box')")
    browser.press("Enter")
    browser.wait("document.querySelector('.field.chosen')")
    tab_to("e => e.matches('.choose') && e.closest('.chosen')")
    tab_to("e => e.tagName === 'SUMMARY' && e.closest('.details')")
    browser.press("Enter")
    tab_to("e => e.name === 'who'")
    browser.write("Ada")
    tab_to("e => e.name === 'why'")
    browser.write("as printed")
    browser.press("Enter")
    browser.wait("document.querySelector('.becomes')")


def test_corrections_are_kept_and_downloaded(site: Site, tmp_path: Path) -> None:
    browser = site.open(f"#/document/{site.pdf}/{site.pdf}%3Ac1/completion")
    browser.click(".details summary")
    browser.js("document.querySelector('.correct select').value = 'limited'")
    browser.click(".correct [name=who]")
    browser.write("Ada, L.")
    browser.click(".correct [name=why]")
    browser.write('=the mark stands under "Limited"')
    browser.press("Enter")
    browser.wait("document.querySelector('.becomes')?.textContent.includes('limited')")
    browser = site.open("#/reforms")
    browser.click(".links button")
    browser.js("document.querySelector('.correct [name=why]').value = ''")
    browser.click(".correct [name=why]")
    browser.write("same register")
    browser.click(".correct button[type=submit]")
    browser.wait("document.querySelector('.chip.mine')")
    browser = site.open("#/corrections")
    browser.downloads(tmp_path)
    browser.click("#download")
    file = tmp_path / "overrides.csv"
    value, link = csv.DictReader(downloaded(file).splitlines())
    assert (value["kind"], value["record_table"], value["record_key"]) == ("value", "commitments", f"{site.pdf}:c1")
    assert (value["field"], value["value"], value["from_text"]) == ("completion", "limited", "substantial")
    assert (value["who"], value["why"]) == ("Ada, L.", '\'=the mark stands under "Limited"')
    assert (link["kind"], link["decision"], link["to_key"], link["who"]) == (
        "succession",
        "accept",
        "QN0002",
        "Ada, L.",
    )

    # The next run reads the file as it is.
    values, faults = corrections.read_corrections(tmp_path)
    links, others = decisions.read_decisions(tmp_path)
    assert [(one.field, one.value, one.why) for one in values] == [
        ("completion", "limited", '=the mark stands under "Limited"')
    ]
    assert [(one.from_key, one.to_key) for one in links] == [(f"{site.pdf}:c2", "QN0002")]
    assert faults == others == ()


def test_a_phone_shows_source_and_fields(site: Site) -> None:
    site.browser.size(390, 844, mobile=True)
    try:
        for address in ("#/", "#/commitments", f"#/document/{site.pdf}/{site.pdf}%3Ac1/results", "#/commitment/QN0002"):
            browser = site.open(address)
            assert browser.js("document.documentElement.scrollWidth <= 390")
        browser = site.open("#/commitments")  # rows are cards: nothing stands beside the screen
        assert browser.js(
            "[...document.querySelectorAll('.list td')].every(e => e.getBoundingClientRect().right < 391)"
        )
        browser = site.open(f"#/document/{site.pdf}/{site.pdf}%3Ac1/results")
        browser.wait("document.querySelector('.box.picked') && document.querySelector('.field.chosen')")
    finally:
        site.browser.size(1366, 800)


def test_controls_have_names(site: Site) -> None:
    for address in (
        "#/",
        "#/commitments",
        f"#/document/{site.pdf}/{site.pdf}%3Ac1/results",
        "#/reforms",
        "#/countries",
        "#/commitment/QN0002",
    ):
        browser = site.open(address)
        unnamed = browser.js(
            "[...document.querySelectorAll('a,button,input,select,textarea,img')].filter(e => !(e.textContent.trim() ||"
            " e.ariaLabel || e.alt || (e.labels && e.labels.length))).map(e => e.outerHTML)"
        )
        assert unnamed == []
