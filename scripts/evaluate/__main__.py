"""Score the pipeline: `python -m scripts.evaluate`, or `make evaluate`."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Sequence

from scripts.evaluate import baseline, fields, labels, measured, report, scans, segments, unseen
from scripts.evaluate.cells import Cell
from scripts.evaluate.gold import SHARED, has_corpus, iterate_printed_labels
from scripts.evaluate.labels import iterate_own_figures

GROUPED = {
    "parser": lambda cell: cell.parser,
    "language": lambda cell: cell.language,
    "method": lambda cell: cell.method,
    "field": lambda cell: cell.field,
}


def main() -> None:
    """Print the scores with gains and losses; store them as the baseline if asked to."""
    options = _parse_options()
    if options.scans:
        _score_scans(options.accept)
        return
    specimens = list(fields.iterate_specimen_cells())
    own = [*specimens, *fields.iterate_fixture_cells()]
    alone = list(fields.iterate_label_engine_cells())
    corpus = (
        {name: list(fields.iterate_corpus_cells(name)) for name in fields.CORPUS} if _should_use_corpus(options) else {}
    )
    judged = labels.judge_without_country(list(iterate_printed_labels())) if _should_use_corpus(options) else ()
    figures = dict(_iterate_figures(own, alone, corpus)) | dict(_iterate_label_figures(judged))
    changes = list(baseline.iterate_changes(baseline.load_baseline(), figures))
    if options.json:
        print(json.dumps({"figures": figures, "changes": changes}, ensure_ascii=False, indent=1))
    else:
        print("\n".join(report.iterate_lines(figures, changes, has_fields=options.all)))
    if options.misses:
        print("\n".join(report.iterate_misses([*own, *(cell for cells in corpus.values() for cell in cells)])))
    if options.accept:
        unseen_cells = list(unseen.iterate_unseen_cells()) if corpus else []
        _store_figures(figures, [*specimens, *unseen.prefer_unseen(alone, unseen_cells)], corpus, judged)
    sys.exit(1 if options.check and any(kind == "loss" for kind, _ in changes) else 0)


def _parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m scripts.evaluate", description="Score the pipeline on gold.")
    parser.add_argument("--accept", action="store_true", help="store baseline, measured.json and docs/evaluation.md")
    parser.add_argument("--check", action="store_true", help="exit with 1 when anything was lost")
    parser.add_argument("--own", action="store_true", help="leave out the labelled corpus beside the checkout")
    parser.add_argument("--all", action="store_true", help="print every group, fields too")
    parser.add_argument("--misses", action="store_true", help="print each value that is not the gold one")
    parser.add_argument("--json", action="store_true", help="print as JSON")
    parser.add_argument("--scans", action="store_true", help="score generated scans instead, with each engine of OCR")
    return parser.parse_args()


def _score_scans(accept: bool) -> None:
    """Print for each engine of OCR how many of the values on scans are right, by how sure it was of them."""
    for engine in scans.list_engines_present():
        values = list(scans.read_scans(engine, scans.SAMPLES[engine]))
        print("\n".join(scans.iterate_lines(engine, values)), flush=True)
        if accept:
            print(f"written: {scans.write_bins({engine: values})}", flush=True)


def _should_use_corpus(options: argparse.Namespace) -> bool:
    is_there = has_corpus()
    if not is_there and not options.own:
        print(f"The labelled corpus is not at {SHARED} (set OGP_SHARED): only the project's own gold is scored.")
    return is_there and not options.own


def _iterate_figures(
    own: Sequence[Cell], alone: Sequence[Cell], corpus: dict[str, list[Cell]]
) -> Iterator[tuple[str, dict[str, float]]]:
    yield from _iterate_groups("own", own)
    yield "own / segmentation", segments.score_cells(own).data()
    yield from _iterate_groups("labels alone", alone)
    yield from iterate_own_figures()
    for name, cells in corpus.items():
        yield from _iterate_groups(f"corpus {name}", cells)
    if corpus:
        cut, (right, counted) = segments.score_corpus()
        yield "corpus / segmentation", {**cut.data(), "milestone_counts": right, "milestone_texts": counted}
        cut, (right, counted) = segments.score_without_country()
        yield (
            "corpus / segmentation without the country's own wordings",
            {**cut.data(), "milestone_counts": right, "milestone_texts": counted},
        )


def _iterate_groups(name: str, cells: Sequence[Cell]) -> Iterator[tuple[str, dict[str, float]]]:
    yield f"{name} / fields", dict(fields.compute_score(cells).data())
    for kind, of in GROUPED.items():
        for group, score in fields.compute_scores(cells, of).items():
            yield f"{name} / {kind} / {group}", dict(score.data())


def _iterate_label_figures(judged: Sequence[labels.JudgedLabel]) -> Iterator[tuple[str, dict[str, float]]]:
    if not judged:
        return
    template = [judged_label for judged_label in judged if judged_label.label.field != "other"]
    for name, judged_labels in {"template's labels": template, "all labels": judged}.items():
        covered = labels.count_at_coverage(judged_labels, labels.COVERAGE)
        yield (
            f"labels / {name} at coverage {labels.COVERAGE}",
            {"gold": covered.given, "right": covered.right, "share": covered.share or 0},
        )
        yield f"labels / {name} answered", _as_counts(labels.count_answered(judged_labels))
    for kind, groups in {
        "stage": labels.count_by_method(template),
        "language": labels.count_by_language(template),
    }.items():
        for name, figures in groups.items():
            yield f"labels / {kind} / {name}", _as_counts(figures)


def _as_counts(figures: labels.Figures) -> dict[str, float]:
    return {"right": figures.right, "given": figures.given, "share": figures.share or 0}


def _store_figures(
    figures: baseline.Figures,
    independent: Sequence[Cell],
    corpus: dict[str, list[Cell]],
    judged: Sequence[labels.JudgedLabel],
) -> None:
    """Store the figures; fixtures are no evidence for confidence: their gold is accepted output of the pipeline."""
    template = [judged_label for judged_label in judged if judged_label.label.field != "other"]
    all_cells: Iterable[Cell] = [*independent, *(cell for found in corpus.values() for cell in found)]
    paths = [
        baseline.store_baseline(figures),
        measured.write_measured(measured.build_measured(all_cells, labels.count_by_method(template))),
        report.write_report(baseline.load_baseline(), judged),
    ]
    print("\n".join(f"written: {path}" for path in paths))


if __name__ == "__main__":
    main()
