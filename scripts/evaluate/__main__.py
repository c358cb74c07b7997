"""Score the pipeline: `python -m scripts.evaluate`, or `make evaluate`."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Sequence

from scripts.evaluate import baseline, fields, labels, measured, report, scans, segments, sureness
from scripts.evaluate.cells import Cell
from scripts.evaluate.gold import SHARED, corpus_is_there, printed_labels
from scripts.evaluate.own_labels import own_labels

GROUPED = {
    "parser": lambda cell: cell.parser,
    "language": lambda cell: cell.language,
    "method": lambda cell: cell.method,
    "field": lambda cell: cell.field,
}


def main() -> None:
    """Print the scores with gains and losses; store them as the baseline if asked to."""
    options = _options()
    if options.scans:
        _scans(options.accept)
        return
    specimens = list(fields.specimen_cells())
    own = [*specimens, *fields.fixture_cells()]
    alone = list(fields.label_engine_cells())
    corpus = {name: list(fields.corpus_cells(name)) for name in fields.CORPUS} if _with_corpus(options) else {}
    judged = labels.leave_one_country_out(list(printed_labels())) if _with_corpus(options) else ()
    figures = dict(_figures(own, alone, corpus)) | dict(_label_figures(judged))
    changed = list(baseline.changes(baseline.stored(), figures))
    if options.json:
        print(json.dumps({"figures": figures, "changes": changed}, ensure_ascii=False, indent=1))
    else:
        print("\n".join(report.readable(figures, changed, whole=options.all)))
    if options.misses:
        print("\n".join(report.misses([*own, *(cell for found in corpus.values() for cell in found)])))
    if options.accept:
        _accept(figures, [*specimens, *alone], corpus, judged)
    sys.exit(1 if options.check and any(kind == "loss" for kind, _ in changed) else 0)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m scripts.evaluate", description="Score the pipeline on gold.")
    parser.add_argument("--accept", action="store_true", help="store baseline, measured.json and docs/evaluation.md")
    parser.add_argument("--check", action="store_true", help="exit with 1 when anything was lost")
    parser.add_argument("--own", action="store_true", help="leave out the labelled corpus beside the checkout")
    parser.add_argument("--all", action="store_true", help="print every group, fields too")
    parser.add_argument("--misses", action="store_true", help="print each value that is not the gold one")
    parser.add_argument("--json", action="store_true", help="print as JSON")
    parser.add_argument("--scans", action="store_true", help="score generated scans instead, with each engine of OCR")
    return parser.parse_args()


def _scans(accept: bool) -> None:
    """Print for each engine of OCR how many of the values on scans are right, by how sure it was of them."""
    for engine in scans.present():
        values = list(scans.read_scans(engine, scans.SAMPLES[engine]))
        print("\n".join(sureness.readable(engine, values)), flush=True)
        if accept:
            print(f"written: {sureness.write({engine: values})}", flush=True)


def _with_corpus(options: argparse.Namespace) -> bool:
    there = corpus_is_there()
    if not there and not options.own:
        print(f"The labelled corpus is not at {SHARED} (set OGP_SHARED): only the project's own gold is scored.")
    return there and not options.own


def _figures(
    own: Sequence[Cell], alone: Sequence[Cell], corpus: dict[str, list[Cell]]
) -> Iterator[tuple[str, dict[str, float]]]:
    yield from _grouped("own", own)
    yield "own / segmentation", segments.of_cells(own).data()
    yield from _grouped("labels alone", alone)
    yield from own_labels()
    for name, found in corpus.items():
        yield from _grouped(f"corpus {name}", found)
    if corpus:
        cut, (right, counted) = segments.of_corpus()
        yield "corpus / segmentation", {**cut.data(), "milestone_counts": right, "milestone_texts": counted}
        cut, (right, counted) = segments.leave_one_country_out()
        yield (
            "corpus / segmentation without the country's own wordings",
            {**cut.data(), "milestone_counts": right, "milestone_texts": counted},
        )


def _grouped(name: str, found: Sequence[Cell]) -> Iterator[tuple[str, dict[str, float]]]:
    yield f"{name} / fields", dict(fields.score(found).data())
    for kind, of in GROUPED.items():
        for group, score in fields.scores(found, of).items():
            yield f"{name} / {kind} / {group}", dict(score.data())


def _label_figures(judged: Sequence[labels.Judged]) -> Iterator[tuple[str, dict[str, float]]]:
    if not judged:
        return
    template = [one for one in judged if one.label.field != "other"]
    for name, ones in {"template's labels": template, "all labels": judged}.items():
        at = labels.at_coverage(ones, labels.COVERAGE)
        yield (
            f"labels / {name} at coverage {labels.COVERAGE}",
            {"gold": at.given, "right": at.right, "share": at.share or 0},
        )
        yield f"labels / {name} answered", _counted(labels.answered(ones))
    for kind, groups in {"stage": labels.by_method(template), "language": labels.by_language(template)}.items():
        for name, figures in groups.items():
            yield f"labels / {kind} / {name}", _counted(figures)


def _counted(figures: labels.Figures) -> dict[str, float]:
    return {"right": figures.right, "given": figures.given, "share": figures.share or 0}


def _accept(
    figures: baseline.Figures,
    independent: Sequence[Cell],
    corpus: dict[str, list[Cell]],
    judged: Sequence[labels.Judged],
) -> None:
    """Store the figures; fixtures are no evidence for confidence: their gold is accepted output of the pipeline."""
    template = [one for one in judged if one.label.field != "other"]
    every: Iterable[Cell] = [*independent, *(cell for found in corpus.values() for cell in found)]
    written = [
        baseline.store(figures),
        measured.write(measured.measured(every, labels.by_method(template))),
        report.write(baseline.stored(), judged),
    ]
    print("\n".join(f"written: {path}" for path in written))


if __name__ == "__main__":
    main()
