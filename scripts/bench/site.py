"""The review site over many countries: how long it is built, opened and searched in a browser."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
import time
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from pipeline import review, schema
from pipeline.schema.codes import members
from pipeline.tables import publish_tables
from scripts.bench.tables import Settings, Table, Value, measure_time
from scripts.bench.watched_run import watch_extract

TITLE = "The review site over many countries"
SIZES, QUICK = (100, 1_000), (10,)
WORDS = "register budget"
READY = "document.readyState === 'complete' && !!document.getElementById('main')?.dataset.ready"
FOUND = "(document.querySelector('.count')?.textContent || '').includes(' of ')"
PATIENCE = 60.0
"""Seconds after which a page that does not come fails the benchmark."""
_NOTE = (
    "The tables of the folder of documents, once for each of so many countries that the documents are as many. "
    "Built without pictures of pages. The start page by the clock from a fresh browser's request to its drawing, from "
    f"disk; the search for '{WORDS}' in all texts from a link to the list of results, then the choice of a level in it "
    "with the counts of all choices."
)
Contents = dict[str, list[dict[str, Any]]]
_COLUMNS = ("documents", "commitments", "built, s", "files, MB", "start page, s", "search, s", "filter, s")


def measure(settings: Settings) -> Table:
    """Return the table; without Chromium the columns of the browser are empty."""
    rows: list[tuple[Value, ...]] = []
    with tempfile.TemporaryDirectory() as name:
        base = Path(name) / "base"
        watch_extract(settings.raw, base, Path(name) / "cache")
        contents = {
            table.name: schema.read_rows(table.name, schema.table_files(base, table.name))
            for table in schema.all_tables()
        }
        for count in QUICK if settings.quick else tuple(size for size in SIZES if size <= settings.most):
            out = Path(name) / f"out{count}"
            copied = copy_to_countries(contents, -(-count // len(contents["documents"])))
            publish_tables(out, copied)
            spent = measure_time(partial(review.build_site, out, out / "review"))
            size = sum(path.stat().st_size for path in (out / "review").rglob("*") if path.is_file())
            facts = (
                len(copied["documents"]),
                len(copied["plan_commitments"]),
                round(spent.wall, 1),
                round(size / 1e6, 1),
            )
            rows.append((*facts, *_time_browser(out / "review" / "index.html")))
    return Table(_COLUMNS, tuple(rows), (_NOTE,))


def copy_to_countries(contents: Contents, copies: int) -> Contents:
    """Return the rows of all tables once for each of so many countries, with IDs and keys of their own."""
    codes = sorted(code for code in members() if len(code) == 2 and code.isalpha())[:copies]
    documents = {str(row["document_id"]) for row in contents["documents"]}
    countries = {str(row["country_code"]) for row in contents["documents"] if row["country_code"]}
    pattern = re.compile("|".join([*documents, *(rf"(?<![A-Za-z]){code}(?=[\d\"-])" for code in countries)]))
    copied: Contents = {name: [] for name in contents}
    for place, code in enumerate(codes):

        def rename(match: re.Match[str], place: int = place, code: str = code) -> str:
            return f"{place:03x}{match[0][3:]}" if match[0] in documents else code

        for name, rows in contents.items():
            text = pattern.sub(rename, json.dumps(rows, ensure_ascii=False, default=str))
            copied[name] += json.loads(text, object_hook=_read_dates)
    return copied


def _read_dates(row: dict[str, Any]) -> dict[str, Any]:
    """Turn dates, which JSON does not have, back from text."""
    return {name: date.fromisoformat(value) if _is_date(value) else value for name, value in row.items()}


def _is_date(value: object) -> bool:
    return isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value) is not None


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
