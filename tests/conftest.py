"""Settings of all tests: no wall-clock deadlines (machines are noisy), the same examples in every run, one cache."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

settings.register_profile("ogp", deadline=None, derandomize=True)
settings.load_profile("ogp")


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
