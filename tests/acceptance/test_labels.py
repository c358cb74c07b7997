"""The label classifier on wordings of countries that it has not seen, and documents that are none of ours."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.catalog import describe_file
from pipeline.extraction import extract_document
from scripts.evaluate import labels
from scripts.evaluate.gold import SHARED, has_corpus, iterate_printed_labels

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not has_corpus(), reason=f"the labelled corpus is not at {SHARED} (set OGP_SHARED)"),
]

NEGATIVES = sorted((SHARED / "corpus" / "negatives").glob("*"))


def test_accuracy_at_coverage_holds_with_each_country_left_out() -> None:
    judged = labels.judge_without_country(list(iterate_printed_labels()))
    template = [one for one in judged if one.label.field != "other"]
    for ones in (judged, template):
        share = labels.count_at_coverage(ones, labels.COVERAGE).share
        assert share is not None
        assert share >= 0.92


@pytest.mark.parametrize("file", NEGATIVES, ids=[file.name for file in NEGATIVES])
def test_other_documents_stay_unidentified(file: Path) -> None:
    assert extract_document(file.parent, describe_file(file)).extraction.document["status"] == "unidentified"
