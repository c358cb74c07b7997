"""The review site of many documents: time to build, size, and how long a person waits for a page in Chromium."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from pipeline import review, schema
from pipeline.run.extract_folder import extract_folder
from scripts.bench._site import archive
from scripts.bench._table import Table, Value
from tests.review.browser import Browser, chromium

TITLE = "The review site of many documents"
RAW = Path(__file__).parents[2] / "raw"

OPENED = """(async () => {
  const begin = performance.now();
  history.replaceState(null, "", %s);
  await OGP.show();
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  return performance.now() - begin;
})()"""

SEARCHED = """(async () => {
  const begin = performance.now();
  const search = document.getElementById("search");
  search.value = "register";
  search.form.requestSubmit();
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  return performance.now() - begin;
})()"""

STARTED = "performance.getEntriesByType('navigation')[0].domComplete"


def measured(quick: bool) -> Table:
    """Return the table; without Chromium the columns of waiting are empty."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        extract_folder(RAW, folder / "tables", use_cache=False)
        rows = [_row(folder, count) for count in ((20,) if quick else (100, 1000))]
    columns = ("documents", "places", "build, s", "again, s", "MB", "of it pages", "largest document, MB")
    waits = ("start, ms", "documents, ms", "commitments, ms", "search, ms", "threads, ms", "document, ms", "field, ms")
    note = (
        "Built with pictures of all pages that values stand on; built again, the pictures stay. Waits are one try each"
    )
    return Table(columns + waits, tuple(rows), (f"{note}, in the browser's own clock, to the frame after.",))


def _row(folder: Path, count: int) -> tuple[Value, ...]:
    raw, extracted = archive(RAW, folder / "tables", folder / str(count), count)
    spent = []
    for _ in range(2):
        begin = time.perf_counter()
        site = review.build_site(extracted, folder / str(count) / "site", raw)
        spent.append(time.perf_counter() - begin)
    out = site.index.parent
    documents = sorted((out / "data" / "d").iterdir(), key=lambda path: path.stat().st_size)
    places = sum(1 for _ in schema.read_rows("provenance", schema.table_files(extracted, "provenance")))
    size = _megabytes(out)
    sizes = (size, _megabytes(out / "pages"), documents[-1].stat().st_size / 1e6)
    waits = _waits(site.index, documents[-1].stem) if chromium() else (None,) * 7
    return (count, places, *spent, *sizes, *waits)


def _megabytes(folder: Path) -> float:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


def _waits(index: Path, document: str) -> tuple[Value, ...]:
    browser = Browser()
    try:
        browser.size(1366, 800)
        browser.open(index)
        start = browser.js(STARTED)
        found = [_opened(browser, "#/documents"), _opened(browser, "#/commitments"), browser.js(SEARCHED)]
        found += [_opened(browser, "#/threads"), _opened(browser, f"#/document/{document}")]
        field = browser.js("document.querySelector('.top-record:last-of-type .choose, .choose').getAttribute('href')")
        return (*(round(value) for value in (start, *found, _opened(browser, field))),)
    finally:
        browser.close()


def _opened(browser: Browser, address: str) -> float:
    return float(browser.js(OPENED % repr(address)))
