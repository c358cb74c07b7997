"""Settings of all tests: no wall-clock deadlines (machines are noisy), the same examples in every run, one cache."""

from __future__ import annotations

import gc
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

# Many processes are started, here and by the tests: without compiled modules each compiles the whole package anew.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

gc.disable()  # until all tests are collected

settings.register_profile("ogp", deadline=None, derandomize=True, max_examples=30)
settings.load_profile("ogp")


ALL_SLOW = re.compile(r"^pytestmark = \[?\s*pytest\.mark\.slow\b", re.MULTILINE)
"""Stands in a file whose tests are all slow."""


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave a file of slow tests out of the quick run unread: drivers of browsers and clusters take long to import."""
    is_test = collection_path.name.startswith("test_") and collection_path.suffix == ".py"
    is_left_out = is_test and config.option.markexpr == "not slow"
    return True if is_left_out and ALL_SLOW.search(collection_path.read_text(encoding="utf-8")) else None


def pytest_collection_finish() -> None:
    """Let garbage be collected from now on: what is imported before stays, and would be searched again and again."""
    gc.enable()


@pytest.fixture(scope="session", autouse=True)
def shared_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep results in one folder for all tests: a specimen is read once, and the user's own cache is left alone.

    Entries are named by content and code, so that no test can see another's; a test of the cache has its own folder.
    """
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base) / "cache"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OGP_CACHE", str(folder))
        yield
