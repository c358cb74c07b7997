"""Which action plan a document is of: its years and its number, by what the front prints and the register of plans."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from operator import itemgetter

from pipeline.identify.evidence import Signal, WeighedValue, weigh_signals
from pipeline.identify.front import Front
from pipeline.identify.labelled_values import LabelledValue
from pipeline.identify.phrases import KIND, ORDINAL, PHASE, PLAN, Hit
from pipeline.identify.titles import Title
from pipeline.normalize.periods import LONGEST_PLAN, Span, find_figures, find_spans
from pipeline.schema.data import load_data

WEIGHTS = {
    "label": 5.0, "cycle": 4.0, "plan title": 4.0, "title": 2.5, "cover": 1.5, "address": 1.5, "header": 1.5,
    "property": 1.5, "plan cover": 1.5, "plan text": 1.2, "text": 0.3, "reviewed": 0.8, "number": 2.5, "register": 0.7,
    "usual term": 1.2,
}  # fmt: skip
"""Weights of years by their place; a plan's own words next to them count more than the place."""
SINGLE_SHARE = 0.4
"""A single year is as often the year in which a document was printed."""
EVEN = 0.9
"""A report with the year in which a plan began is nearly as often on that plan as on the one before."""
PLACES_OF_PLANS = ("label", "plan title", "plan cover", "plan text", "number", "header")
USUAL_TERM = 2
"""Years of a plan: 114 of the 135 plans whose two years the register knows run for so long."""
NEAR, FAR = 40, 80
"""Characters between the name of a plan and its years or number, and between 'the first year' and its dates."""
LEAST = 1.2
LEAST_NUMBER = 0.7
PURE, FAIR = 0.55, 0.8


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan's years and number with the signals that they rest on; None for what is not known."""

    start: WeighedValue[int] | None
    end: Signal[int] | None
    number: Signal[int] | None
    others: tuple[WeighedValue[int], ...] = ()


def find_plan(
    front: Front, titles: Sequence[Title], facts: Sequence[LabelledValue], country: str | None, is_report: bool = False
) -> Plan:
    """Return the plan that the front speaks of; a report's own year is later than the first of its plan."""
    numbers = weigh_signals(_iterate_number_signals(front, titles, facts))
    # Prose that counts several plans is about the history of plans, not about this one.
    told = len(numbers) == 1 or (numbers and numbers[0].best.place != "text")
    number = numbers[0].best if told and numbers[0].weight >= LEAST_NUMBER else None
    signals = list(_iterate_year_signals(front, titles, facts))
    if is_report:
        signals = [told for signal in signals for told in _iterate_reported(signal, country)]
    signals += _match_registered(country, number, signals)
    starts = weigh_signals(Signal(s.value[0], s.place, s.weight, s.start, s.end) for s in signals if s.value[0])
    best = starts[0] if starts and starts[0].weight >= LEAST else None
    if best is None:
        return Plan(None, None, number)
    end = _find_end(best.value, signals, country)
    if is_report and end is not None and end.value - best.value < USUAL_TERM:
        end = _infer_end(best.value, signals, country, front) or end
    known = find_plan_number(country, best.value)
    if known is not None and (number is None or (number.value != known and number.place == "text")):
        number = Signal(known, "register", WEIGHTS["register"])
    return Plan(best, end, number, tuple(starts[1:]))


Years = tuple[int, int]


def _iterate_year_signals(
    front: Front, titles: Sequence[Title], facts: Sequence[LabelledValue]
) -> Iterator[Signal[Years]]:
    yield from _iterate_labelled_years(facts)
    taken = [(fact.start, fact.end) for fact in facts if fact.field in ("plan", "cycle", "reviewed", "prepared")]
    good = [title for title in titles[:8] if title.purity >= PURE and not {"study", "other_subject"} & title.strangers]
    cover = set(front.cover)
    plans = front.of(PLAN)
    for span in find_spans(front.text):
        if any(start <= span.start < end for start, end in taken):
            continue
        place = _find_place(front, span, good, cover, plans)
        if place is not None:
            if not span.is_range and _is_end(front, span):
                yield Signal((0, span.last), place, WEIGHTS[place], span.start, span.end)
                continue
            share = 1.0 if span.is_range else SINGLE_SHARE
            yield Signal((span.first, span.last), place, WEIGHTS[place] * share, span.start, span.end)


def _is_end(front: Front, span: Span) -> bool:
    """Return whether a single year is the last one of a period whose first year is not printed ('up to 2020')."""
    return any(0 <= span.start - hit.end <= 6 for hit in front.of("up_to"))


def _iterate_labelled_years(facts: Sequence[LabelledValue]) -> Iterator[Signal[Years]]:
    for fact in facts:
        if fact.field not in ("plan", "cycle", "reviewed"):
            continue
        name = {"plan": "label"}.get(fact.field, fact.field)
        for order, span in enumerate(find_spans(fact.text)[:3]):
            share = (1.0 if span.is_range or fact.field == "cycle" else SINGLE_SHARE) * (1.0 if order == 0 else 0.5)
            yield Signal(
                (span.first, span.last), name, WEIGHTS[name] * share, fact.start + span.start, fact.start + span.end
            )


def _find_place(front: Front, span: Span, titles: Sequence[Title], cover: set[int], plans: Sequence[Hit]) -> str | None:
    """Return the place of years; None where they are those of another plan or an earlier one."""
    index = front.line_at(span.start)
    line = front.lines[index]
    beside = _find_plan_beside(front, span, plans)
    if line.place in ("link", "around") or _is_other_plan(front, span, beside):
        return None
    if line.place == "property":
        return "property"
    held = [title for title in titles if title.start <= span.start < title.end]
    if held:
        # A plan's title may say more before its years than its name: of which initiative, in which country.
        own = any(title.has(PLAN) and not title.has(KIND) and title.purity >= FAIR for title in held)
        return "plan title" if beside or own else "title"
    if line.place in ("address", "header"):
        return str(line.place)
    if beside:
        return "plan cover" if index in cover else "plan text"
    return "cover" if index in cover and len(line.text) < 150 else "text"


def _find_plan_beside(front: Front, span: Span, plans: Sequence[Hit]) -> Hit | None:
    """Return the name of a plan next to years, without a full stop or a report's name between."""
    for hit in plans:
        first, last = (hit.end, span.start) if hit.end <= span.start else (span.end, hit.start)
        if not 0 <= last - first <= NEAR or any(stop in front.text[first:last] for stop in (". ", "; ", " : ")):
            continue
        # 'Progress Report 2013-2014', and on the next line 'The first action plan': the years are the report's.
        nearer = max(0, span.start - (last - first))
        if not any(first <= kind.start < last or nearer <= kind.end <= span.start for kind in front.of(KIND)):
            return hit
    return None


def _is_other_plan(front: Front, span: Span, beside: Hit | None) -> bool:
    """Return whether years belong to a strategy, a programme or an earlier plan by the words before and behind them."""
    first = max(0, (min(beside.start, span.start) if beside else span.start) - NEAR)
    last = max(beside.end, span.end) if beside else span.end
    line = front.lines[front.line_at(span.start)]
    for hit in front.of("other_plan", "previous"):
        if max(first, line.start) <= hit.start < min(last + 12, line.end) and not _is_separated(
            front.text[hit.end : span.start]
        ):
            return True
    return False


def _is_separated(between: str) -> bool:
    return any(stop in between for stop in (". ", "; ", "\n"))


def _iterate_number_signals(
    front: Front, titles: Sequence[Title], facts: Sequence[LabelledValue]
) -> Iterator[Signal[int]]:
    for fact in facts:
        if fact.field == "plan":
            for number, start, end in [*find_figures(fact.text)[:1]]:
                yield Signal(number, "label", 3.0, fact.start + start, fact.start + end)
    good = [title for title in titles[:8] if title.purity >= PURE]
    cover = set(front.cover)
    near = {
        figure
        for hit in front.of(PLAN)
        for figure in find_figures(front.text, max(0, hit.start - NEAR), hit.end + NEAR)
    }
    places = [(int(hit.entry), hit.start, hit.end) for hit in front.of(ORDINAL)] + sorted(near, key=itemgetter(1))
    for number, start, end in places:
        plan = _find_numbered(front, start, end)
        if plan is None:
            continue
        index = front.line_at(start)
        titled = any(title.start <= start < title.end for title in good) and front.lines[index].place != "property"
        place = "title" if titled else "cover" if index in cover else "text"
        before = any(hit for hit in front.of("previous") if start - 15 <= hit.start < start)
        if not before and front.lines[index].place not in ("link", "around"):
            yield Signal(number, place, {"title": 3.0, "cover": 1.5, "text": 0.7}[place], start, end)


def _find_numbered(front: Front, start: int, end: int) -> Hit | None:
    """Return the plan that an ordinal counts: one that follows it closely, or that a number follows."""
    bare = front.text[start:end].isdigit()
    for hit in front.of(PLAN):
        between = front.text[end : hit.start]
        near = 0 <= hit.start - end <= 30 and len(between.split()) <= 4
        if near and not bare and not set(between) & set(".;:()"):
            return hit
        gap = front.text[hit.end : start]
        figure = bare or front.text[start:end].isupper()
        if 0 <= start - hit.end <= 4 and figure and "\n" not in gap:
            return hit
    return None


def _find_end(start: int, signals: Sequence[Signal[Years]], country: str | None) -> Signal[int] | None:
    """Return the last year of the plan: printed next to its name, else with its first year, else by the register.

    The years of a report's title may be those that it reviews.
    """
    ends = [
        Signal(signal.value[1], signal.place, signal.weight, signal.start, signal.end)
        for signal in signals
        if signal.value[0] == start < signal.value[1]
    ]
    of_plan = [signal for signal in ends if signal.place in PLACES_OF_PLANS]
    for found in (of_plan, ends):
        if found:
            return weigh_signals(found)[0].best
    known = next((last for first, last in load_registered_plans(country).values() if first == start), None)
    return Signal(known, "register", WEIGHTS["register"]) if known else None


def _infer_end(start: int, signals: Sequence[Signal[Years]], country: str | None, front: Front) -> Signal[int] | None:
    """Return the year in which the next plan begins, where a report's title names the years that it reviews.

    A report at the middle of the term is about the first year of a plan of two; one that says which year that was is on
    a plan of the usual term.
    """
    titled = any(signal.place == "title" and signal.value[0] == start for signal in signals)
    if titled and start + USUAL_TERM in {first for first, _ in load_registered_plans(country).values()}:
        return Signal(start + USUAL_TERM, "register", WEIGHTS["register"])
    halves = [hit for hit in front.of(PHASE) if hit.entry == "midterm"] if titled else []
    for span in find_spans(front.text) if halves else ():
        of_half = any(
            0 <= span.start - hit.end <= FAR and ". " not in front.text[hit.end : span.start] for hit in halves
        )
        if of_half and (span.first, span.last) == (start, start + 1):
            return Signal(start + USUAL_TERM, "usual term", WEIGHTS["usual term"])
    return None


def _iterate_reported(signal: Signal[Years], country: str | None) -> Iterator[Signal[Years]]:
    """Yield what the single year of a report may mean: the plan that began in it, or the one under way before."""
    first, last = signal.value
    known = [start for start, _ in load_registered_plans(country).values()]
    latest = max((start for start in known if start < first), default=None)
    if first != last or signal.place not in ("title", "property", "cover", "text", "address") or latest is None:
        yield signal
        return
    if first in known:
        yield Signal((first, first), signal.place, signal.weight * EVEN, signal.start, signal.end)
    yield Signal((latest, 0), signal.place, signal.weight, signal.start, signal.end)


def _match_registered(
    country: str | None, number: Signal[int] | None, signals: Sequence[Signal[Years]]
) -> Iterator[Signal[Years]]:
    """Yield what the register of plans adds: the years of the numbered plan, and that years are those of a plan."""
    known = load_registered_plans(country)
    if number is not None and number.value in known:
        first, last = known[number.value]
        yield Signal(
            (first, last or 0), "number", WEIGHTS["number"] * min(1.0, number.weight / 1.5), number.start, number.end
        )
    ends = {signal.value[1] for signal in signals if not signal.value[0]}
    for end in sorted(ends):
        latest = max((first for first, _ in known.values() if first < end), default=None)
        if latest is not None and end - latest <= LONGEST_PLAN:
            yield Signal((latest, end), "number", WEIGHTS["number"])
        elif not known:
            yield Signal((end - USUAL_TERM, end), "usual term", WEIGHTS["usual term"])
    starts = {first for first, _ in known.values()}
    for year in sorted({signal.value[0] for signal in signals} & starts):
        yield Signal((year, 0), "register", WEIGHTS["register"])


@cache
def load_registered_plans(country: str | None) -> dict[int, tuple[int, int | None]]:
    """Return the plans of a country that the register knows: number -> first and last year."""
    listed = load_data("identify/plans")["plans"].get(country or "", {})
    return {int(number): (years[0], years[1]) for number, years in listed.items()}


def find_plan_number(country: str | None, start: int) -> int | None:
    """Return the number of the plan that begins in a year, by the register."""
    return next((number for number, (first, _) in load_registered_plans(country).items() if first == start), None)
