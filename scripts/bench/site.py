"""The review site over generated reports: how long it is built, opened and searched in a browser."""

from __future__ import annotations

import shutil
import tempfile
import time
from pathlib import Path

from pipeline import review
from scripts.bench.documents import write_archive
from scripts.bench.tables import Settings, Table, Value, measure_time
from scripts.bench.watched_run import watch_extract

TITLE = "The review site over generated reports"
SIZES, QUICK = (100, 1_000), (10,)
WORDS = "register survey budget"
READY = "document.readyState === 'complete' && !!document.getElementById('main')?.dataset.ready"
FOUND = "(document.querySelector('.count')?.textContent || '').includes(' of ')"
PATIENCE = 60.0
"""Seconds after which a page that does not come fails the benchmark."""
_NOTE = (
    "Built without pictures of pages. The start page by the clock from a fresh browser's request to its drawing, from "
    f"disk; the search for '{WORDS}' in all texts from a link to the list of results, then the choice of a level in it "
    "with the counts of all choices."
)
_COLUMNS = ("documents", "commitments", "built, s", "files, MB", "start page, s", "search, s", "filter, s")


def measure(settings: Settings) -> Table:
    """Return the table; without Chromium the columns of the browser are empty."""
    rows: list[tuple[Value, ...]] = []
    sizes = QUICK if settings.quick else tuple(size for size in SIZES if size <= settings.most)
    with tempfile.TemporaryDirectory() as name:
        for count in sizes:
            raw, out = Path(name) / f"raw{count}", Path(name) / f"out{count}"
            write_archive(raw, count)
            run = watch_extract(raw, out, Path(name) / "cache", "--workers", "2")
            spent = measure_time(lambda out=out: review.build_site(out, out / "review", None))  # type: ignore[misc]
            size = sum(path.stat().st_size for path in (out / "review").rglob("*") if path.is_file())
            commitments = run.told["tables"]["plan_commitments"]
            seconds = _time_browser(out / "review" / "index.html")
            rows.append((count, commitments, round(spent.wall, 1), round(size / 1e6, 1), *seconds))
    return Table(_COLUMNS, tuple(rows), (_NOTE,))


def _time_browser(index: Path) -> tuple[Value, ...]:
    if not shutil.which("chromium") or not shutil.which("chromedriver"):
        return (None, None, None)
    from selenium.webdriver import Chrome, ChromeOptions
    from selenium.webdriver.chrome.service import Service

    options = ChromeOptions()
    options.binary_location = str(shutil.which("chromium"))
    for flag in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage"):
        options.add_argument(flag)
    driver = Chrome(options=options, service=Service(shutil.which("chromedriver")))

    def wait(action: str, condition: str) -> float:
        began = time.perf_counter()
        driver.execute_script(action)
        while not driver.execute_script(f"return {condition}"):
            if time.perf_counter() - began > PATIENCE:
                raise TimeoutError(condition)
            time.sleep(0.01)
        return round(time.perf_counter() - began, 2)

    try:
        began = time.perf_counter()
        driver.get(index.as_uri() + "#/")
        wait("", READY)
        start = round(time.perf_counter() - began, 2)
        search = wait(f"location.hash = '#/commitments?q={WORDS.replace(' ', '+')}'", FOUND)
        choose = "const s = document.querySelector('select[name=government]'); s.selectedIndex = 1; "
        choose += "window.old = document.querySelector('.results table'); s.dispatchEvent(new Event('change'))"
        return start, search, wait(choose, "document.querySelector('.results table') !== window.old")
    finally:
        driver.quit()
