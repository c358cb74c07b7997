"""The documentation: built strictly, its reference pages current, and every piece of code in it executed."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

from pipeline.cli import COMMANDS
from pipeline.parsers.registry import discover_parsers
from scripts import docs_formats, docs_reference
from tests.review.browser import Browser, chromium

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
TAKEN = (
    *("registry/*.csv", "manifest.csv", "norlandia/QN*.html", "norlandia/member-page.html"),
    *("norlandia/*2014-2016-midterm-self-assessment.pdf", "norlandia/*2014-2016-irm-progress-report.pdf"),
)
PAGES = [
    page
    for page in sorted(DOCS.rglob("*.md"))
    if {"sh", "python", "sql"} & {k for k, _ in BLOCK.findall(page.read_text())}
]


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with some specimens and what they give."""
    folder = tmp_path_factory.mktemp("docs")
    for pattern in TAKEN:
        for file in (ROOT / "raw").glob(pattern):
            target = folder / "raw" / file.relative_to(ROOT / "raw")
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(file, target)
    shell("ogp extract raw --out extracted --quiet --workers 1", folder)
    return folder


def shell(code: str, folder: Path) -> str:
    """Run lines in bash as a user would, each of which must succeed."""
    places = {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", "OGP_CACHE": str(folder / "cache")}
    script = f"set -euo pipefail\n{code}"
    done = subprocess.run(
        ["bash", "-c", script], cwd=folder, env={**os.environ, **places}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{code}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def test_there_are_pages_with_code() -> None:
    assert len(PAGES) >= 7


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
@pytest.mark.slow
def test_the_code_of_a_page_runs(page: Path, ready: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(ready, tmp_path / "here")
    monkeypatch.chdir(tmp_path / "here")
    monkeypatch.setenv("MPLBACKEND", "agg")
    names: dict[str, object] = {}
    for kind, code in BLOCK.findall(page.read_text(encoding="utf-8")):
        if kind == "sh":
            assert shell(code, tmp_path / "here") or "--quiet" in code or ">" in code or "--out" in code
        elif kind == "sql":
            (tmp_path / "here" / "question.sql").write_text(code, encoding="utf-8")
            assert shell("ogp query --file question.sql", tmp_path / "here")
        elif kind == "python":
            exec(compile(code, page.name, "exec"), names)
    if page.stem == "tutorial":
        assert (tmp_path / "here" / "completion.png").read_bytes().startswith(b"\x89PNG")
    if page.stem == "correct-a-value":
        answer = shell("ogp query \"SELECT message FROM issues WHERE code = 'value-corrected'\"", tmp_path / "here")
        assert "by Ada" in answer


def test_every_block_is_of_a_known_kind() -> None:
    known = {"sh", "sql", "python", "pycon", "toml", "console", "text"}
    found = {kind for page in DOCS.rglob("*.md") for kind, _ in BLOCK.findall(page.read_text(encoding="utf-8"))}
    assert found <= known


def test_make_targets_and_commands_that_are_named_exist() -> None:
    text = "\n".join(page.read_text(encoding="utf-8") for page in DOCS.rglob("*.md") if page.stem not in {"cli", "api"})
    targets = set(re.findall(r"^([a-z][\w-]*):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"(?:^|`)make ([a-z][\w-]*)", text, re.MULTILINE)) <= targets
    assert set(re.findall(r"(?:^|`)ogp ([a-z][\w-]*)", text, re.MULTILINE)) <= set(COMMANDS)


def test_the_reference_names_every_command_and_the_interface() -> None:
    commands = docs_reference.write_cli_page()
    assert all(f"## ogp {name}\n" in commands for name in COMMANDS)
    interface = docs_reference.write_api_page()
    assert "### open_tables" in interface
    assert "#### Tables.provenance_of" in interface
    assert "'str" not in interface


class Sources(HTMLParser):
    """Collects what a page would load."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        facts = dict(attrs)
        loads = {"script": "src", "img": "src", "iframe": "src", "link": "href"}
        if tag in loads and facts.get(loads[tag]) and facts.get("rel") not in {"canonical", "prev", "next", "edit"}:
            self.found.append(str(facts[loads[tag]]))


def test_the_page_of_formats_has_every_parser_and_what_is_unseen() -> None:
    page = docs_formats.write_formats_page()
    assert all(f"(`{parser.NAME}`)" in page for parser in discover_parsers()[0])
    assert "parser switched off: precision 0." in page


@pytest.mark.slow
@pytest.mark.skipif(chromium() is None, reason="Chromium is not installed: make system")
def test_the_search_works_from_disk(tmp_path: Path) -> None:
    pytest.importorskip("material", reason="mkdocs-material is not installed: pip install 'ogp-pipeline[docs]'")
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", str(tmp_path / "site")]
    subprocess.run(command, cwd=ROOT, check=True)
    browser = Browser()
    try:
        browser.size(1366, 800)
        browser._driver.get((tmp_path / "site" / "index.html").as_uri())
        browser.wait("document.readyState === 'complete'")
        browser.click(".md-search__input")
        browser.write("provenance")
        browser.wait("document.querySelectorAll('.md-search-result__link').length > 2")
    finally:
        browser.close()


@pytest.mark.slow
def test_the_site_builds_strictly_and_asks_nobody_else(tmp_path: Path) -> None:
    pytest.importorskip("material", reason="mkdocs-material is not installed: pip install 'ogp-pipeline[docs]'")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(tmp_path / "site")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    pages = list((tmp_path / "site").rglob("*.html"))
    assert len(pages) >= 14
    for page in pages:
        reader = Sources()
        reader.feed(page.read_text(encoding="utf-8"))
        assert [source for source in reader.found if source.startswith(("http:", "https:", "//"))] == []
