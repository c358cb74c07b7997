"""Ten tasks of a researcher, each with real clicks and keys in Chromium and at most four steps."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium.webdriver.support.ui import Select

from pipeline import review
from tests.review import small
from tests.review.browser import Browser, chromium
from tests.review.test_browser import downloaded

pytestmark = [pytest.mark.slow, pytest.mark.skipif(chromium() is None, reason="Chromium is not installed: make system")]

MAX_STEPS = 4


class Task:
    """A person at the start page; every click, text and choice is a step."""

    def __init__(self, browser: Browser, page: Path) -> None:
        self.browser, self.steps = browser, 0
        self.pdf = next(page.parent.glob("pages/*")).name
        browser.js("try { localStorage.clear() } catch {}")
        browser.open(page, "#/")

    def click(self, selector: str) -> None:
        self._step()
        self.browser.click(selector)

    def write(self, selector: str, text: str) -> None:
        self._step()
        self.browser.click(selector)
        self.browser.write(text)

    def choose(self, selector: str, text: str) -> None:
        self._step()
        Select(self.browser._element(selector)).select_by_visible_text(text)

    def _step(self) -> None:
        self.steps += 1
        assert self.steps <= MAX_STEPS
        self.browser.ready()

    def sees(self, code: str) -> None:
        self.browser.wait(code)


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Browser, Path]]:
    folder = tmp_path_factory.mktemp("tasks")
    raw, extracted, _ = small.publish(folder)
    built = review.build_site(extracted, folder / "site", raw)
    browser = Browser()
    try:
        browser.size(1366, 800)
        yield browser, built.index
    finally:
        browser.close()


@pytest.fixture
def task(opened: tuple[Browser, Path]) -> Task:
    return Task(*opened)


def test_find_a_commitment_by_a_word_of_its_problem(task: Task) -> None:
    task.write("#search", "water levels")
    task.click("form button")
    task.sees("document.querySelector('.snippet mark')?.textContent === 'water'")
    task.click(".list tbody th a")
    task.sees("[...document.querySelectorAll('.statement')].some(e => e.textContent.includes('water levels'))")


def test_see_who_disagrees_most(task: Task) -> None:
    task.sees("document.querySelector('table[role=table] td[data-name=\"Grades apart\"]')?.textContent === '2'")
    task.click("a.card[href='#/disagreements']")
    task.sees("document.querySelector('.list tbody th a')?.textContent.includes('<img')")


def test_download_the_table_of_a_plan(task: Task, tmp_path: Path) -> None:
    task.browser.downloads(tmp_path)
    task.click(".chart svg a")
    task.sees("document.querySelector('h1').textContent === 'Norlandia from 2014'")
    task.click(".caption .csv")
    lines = downloaded(tmp_path / "qn-2014-commitments.csv").splitlines()
    assert lines[0].startswith("country_code,plan_id,commitment_id,number,theme,title")
    assert any("Nobody knows its ID" in line for line in lines)


def test_see_why_a_document_was_not_read(task: Task) -> None:
    task.click("a[href*='look=not_read']")
    task.sees("document.querySelector('.list td.wordy')?.textContent.includes('ogp suggest odd.txt')")
    task.click(".list tbody th a")
    task.sees("document.querySelector('.reason') && document.querySelector('.source').textContent.includes('menu')")


def test_correct_a_value(task: Task, opened: tuple[Browser, Path]) -> None:
    """From the page of a commitment; the browser knows who corrects since the first correction."""
    task.browser.js("localStorage.setItem('ogp-review:who', JSON.stringify('Ada'))")
    task.browser.open(opened[1], "#/commitment/QN0001")
    task.click(".compare tbody a")
    task.click(".details summary")
    task.choose(".correct [name=value]", "Limited")
    task.write(".correct [name=why]", "the mark is under Limited\n")
    task.sees("document.querySelector('.becomes')?.textContent.includes('limited')")


def test_follow_a_reform(task: Task) -> None:
    task.click("a.card[href='#/reforms']")
    task.sees("document.querySelectorAll('.timeline .step').length === 2")
    task.click(".timeline td:last-child .step a")
    task.sees("document.querySelector('.step.here')?.textContent.includes('Open registers to all')")


def test_compare_two_countries(task: Task) -> None:
    task.click("a.card[href='#/countries']")
    task.choose("select[name=country]", "Norlandia")
    task.choose("select[name=with]", "QS")
    task.sees("document.querySelectorAll('.list tbody tr').length === 2")
    task.sees("document.querySelectorAll('.chart svg a').length === 3")


def test_open_the_page_of_a_mark(task: Task) -> None:
    task.click("a.card[href='#/commitments']")
    task.click(".list tbody th a")
    task.click(".compare tbody a")
    task.sees("document.querySelectorAll('.box.picked').length === 1")


def test_cite_a_value(task: Task) -> None:
    task.click("a.card[href='#/commitments']")
    task.click(".list tbody th a")
    task.click(".compare tbody a")
    task.browser.js("navigator.clipboard.writeText = (text) => { window.copied = text; return Promise.resolve(); }")
    task.click(".details p button:last-child")
    task.sees("(window.copied || '').includes('page 1, report.pdf. Completion (Government, Midterm): substantial.')")
    assert "/document/" in task.browser.js("location.hash")


def test_search_and_open_by_keyboard_alone(task: Task) -> None:
    browser = task.browser
    browser.press("/")
    assert browser.js("document.activeElement.id") == "search"
    browser.write("tenth")
    browser.press("Enter")
    task.sees("document.querySelectorAll('.list tbody tr').length === 1")
    for _ in range(40):
        browser.press("Tab")
        if browser.js("!!document.activeElement.closest('tbody th')"):
            break
    browser.press("Enter")
    task.sees("document.querySelector('h1').textContent === 'Tenth promise'")
