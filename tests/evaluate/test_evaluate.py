"""The evaluation: cells against gold, changes against the baseline, confidence from measurement."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline import schema
from pipeline.tables.parts import measured_precision as confidence
from scripts.evaluate import baseline, labels, measured, report
from scripts.evaluate.cells import Cell, pair_cells
from scripts.evaluate.fields import Score, compute_score
from scripts.evaluate.gold import ExtractedDocument, PrintedLabel
from scripts.evaluate.labels import find_template_users, hold_out_country
from scripts.evaluate.unseen import prefer_unseen

GOLD = {
    "document": {"language": "en"},
    "commitments": [
        {"number": "1", "title": "Open data", "end_date_raw": "June – July"},
        {"number": "2", "title": "Law"},
    ],
}


def found(*commitments: dict[str, object]) -> ExtractedDocument:
    document = {"document_id": "d", "report_format": "form", "language": "en"}
    rows = [{"commitment_key": f"d:c{i}", "document_id": "d", **row} for i, row in enumerate(commitments, 1)]
    methods = {("commitments", "d:c1", "title"): "heading"}
    return ExtractedDocument(document, {"commitments": rows}, methods)


def test_cells_stand_side_by_side_with_parser_and_method() -> None:
    made = list(pair_cells("a.pdf", GOLD, found({"number": "1.", "title": "Open data", "end_date_raw": "June - July"})))
    titles = [cell for cell in made if cell.field == "commitments.title"]
    assert [(c.gold, c.got, c.method, c.parser) for c in titles] == [
        ("Open data", "Open data", "heading", "form"),
        ("Law", None, "derived", "form"),
    ]
    assert compute_score(made) == Score(gold=6, given=4, strict=3, soft=4)


def test_rows_that_gold_does_not_have_cost_precision() -> None:
    rows: tuple[dict[str, object], ...] = (
        {"number": "1", "title": "Open data"},
        {"number": "2", "title": "Law"},
        {"number": "3", "title": "More"},
    )
    extra = [cell for cell in pair_cells("a.pdf", GOLD, found(*rows)) if cell.gold is None]
    assert [(cell.field, cell.got) for cell in extra] == [("commitments.commitment_key", "d:c3")]


def test_changes_name_gains_and_losses() -> None:
    before = {"x": {"gold": 5.0, "soft": 3.0}, "y": {"spurious": 2.0}, "z": {"gold": 1.0, "soft": 1.0}}
    now = {"x": {"gold": 5.0, "soft": 4.0}, "y": {"spurious": 3.0}, "z": {"gold": 2.0, "soft": 1.0}, "n": {"soft": 1.0}}
    kinds = [(kind, text.split(":")[0]) for kind, text in baseline.iterate_changes(before, now)]
    assert kinds == [("new", "n"), ("gain", "x"), ("loss", "y"), ("change", "z")]


def test_a_precision_needs_support() -> None:
    cell = Cell("form", "en", "a.pdf", "commitments.title", "Open", "Open", "label")
    wrong = Cell("form", "en", "a.pdf", "commitments.title", "Open", "Shut", "label")
    rare = Cell("form", "en", "a.pdf", "commitments.budget", "1", "1", "label")
    content = measured.build_measured([*[cell] * 9, wrong, *[rare] * 9], {"exact": labels.Figures(9, 9)})
    assert content["parsers"] == {"form": {"commitments.title": {"label": {"precision": 0.9, "support": 10}}}}
    assert content["labels"] == {}


def test_the_stored_figures_are_read_as_confidence() -> None:
    stored = schema.load("measured")["parsers"]
    parser, fields = next(iter(stored.items()))
    field, methods = next(iter(fields.items()))
    method, figure = next(iter(methods.items()))
    table, _, column = field.partition(".")
    assert confidence(parser, table, column, method) == figure["precision"]
    every = [figure for fields in stored.values() for methods in fields.values() for figure in methods.values()]
    assert all(figure["support"] >= measured.LEAST_SUPPORT and 0 <= figure["precision"] <= 1 for figure in every)


def test_the_fallback_is_less_sure_than_a_parser() -> None:
    stored = schema.load("measured")["parsers"]
    fallback = [f for methods in stored["unrecognised_template"].values() for f in methods.values()]
    assert min(figure["precision"] for figure in fallback) < 1


LABELS = [
    PrintedLabel("A", "en", "main_objective", "Main objective", True),
    PrintedLabel("B", "en", "main_objective", "Main objective", True),
    PrintedLabel("B", "en", "budget", "Source of funds", True),
]


def test_a_held_out_country_takes_its_own_templates_along() -> None:
    from pipeline.lexicon import match_label

    printed = PrintedLabel("B", "en", "lead_institution", "Coordinating agency", True)
    known = match_label(printed.text)
    assert known is not None
    used = find_template_users([*LABELS, printed])
    with hold_out_country("B", used):
        after = match_label(printed.text)
        assert after is None or after.wording != known.wording
        assert match_label("Main objective") is not None, "another country prints it too"
    assert match_label(printed.text) == known


def test_the_surest_labels_are_counted() -> None:
    judged = [
        labels.JudgedLabel(LABELS[0], "x", "meaning", trust, right, False)
        for trust, right in ((0.9, True), (0.2, False))
    ]
    assert labels.count_at_coverage(judged, 0.5) == labels.Figures(1, 1)
    assert labels.count_answered(judged).share == 0.5


def test_own_wordings_are_gold_of_their_own() -> None:
    figures = dict(labels.iterate_own_figures())
    meant = figures["own labels / stage / meaning"]
    assert meant["gold"] >= 30, "made-up wordings found their way into the lexicon"
    assert meant["right"] / meant["given"] >= 0.8
    assert figures["own labels / no labels"]["spurious"] <= 8


def test_the_baseline_and_its_document_are_stored() -> None:
    stored = json.loads(Path(baseline.BASELINE).read_text(encoding="utf-8"))
    assert any(name.startswith("own / parser / ") for name in stored)
    assert "| own / fields |" in report.DOCUMENT.read_text(encoding="utf-8")


@pytest.mark.parametrize("group", ["template's labels", "all labels"])
@pytest.mark.slow
def test_the_label_classifier_holds_its_figure(group: str) -> None:
    stored = baseline.load_baseline()
    assert stored[f"labels / {group} at coverage {labels.COVERAGE}"]["share"] >= 0.92


def test_confidence_counts_unseen_documents_where_enough_are_labelled() -> None:
    def cells(field: str, count: int, got: str) -> list[Cell]:
        return [Cell("unrecognised_template", "en", "plan", field, "a", got, "label") for _ in range(count)]

    own = [*cells("commitments.title", 20, "a"), *cells("commitments.theme", 20, "a")]
    unseen = [*cells("commitments.title", 10, "b"), *cells("commitments.theme", 9, "b")]
    found = measured.build_measured(prefer_unseen(own, unseen), {})["parsers"]["unrecognised_template"]
    assert found["commitments.title"]["label"] == {"precision": 0.0, "support": 10}
    assert found["commitments.theme"]["label"] == {"precision": 0.69, "support": 29}
