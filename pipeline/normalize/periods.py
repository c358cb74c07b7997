"""Action plans by name, number and years: 'Norlandia Action Plan 2019-2021', '2014-16', 'Second National Action Plan'.

The plan that a record belongs to: by its own fields (a dataset holds many plans), else the document's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from pipeline.lexicon.text_folding import fold_case, join_alternatives
from pipeline.model import RawRecord, identifiers
from pipeline.normalize.columns import first_number
from pipeline.normalize.countries import read_country
from pipeline.normalize.records import RecordContext
from pipeline.schema.data import load_data

FIRST_YEAR, LAST_YEAR = 2011, 2040
"""The partnership began in 2011."""
LONGEST_PLAN = 6
_MONTH = r"(?:[^\W\d_]{3,10}\.?\s+(?:del?\s+)?(?:\d{1,2},?\s+)?|(?:\d{1,2}[./]\s?){0,2})"
_MONTHS = re.compile(r"(?<!\d)(20\d\d)[/.-](?:0?[1-9]|1[0-2])\s*[-–—~至到]+\s*(20\d\d)[/.-](?:0?[1-9]|1[0-2])(?!\d)")
_GLUED = re.compile(r"(?<!\d)(20\d\d)(20\d\d)(?!\d)")
_FIRST = re.compile(r"(?<!\d)20\d\d")
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "x": 10}
_FIGURE = re.compile(
    r"(?<![\w.,/])(?<!\d-)(?:(?P<figure>[1-9])\s?(?P<suffix>st|nd|rd|th|ST|ND|RD|TH|er|do|to|mo|ro|°|º|ª|o|e|ème|eme|ère|re|-?й|-?го|\.)?"
    r"|(?P<roman>VIII|VII|VI|IV|IX|V|I{1,3}))(?![\w]|[./-]\d)"
)
_RIGHT_TO_LEFT = re.compile(r"[\u0590-\u08ff]")
"""Letters of scripts that run from right to left, in which the later of two years may be printed first."""
_LONE_YEAR = re.compile(r"(?<![0-9/.-])((?:19|20)[0-9]{2})(?![0-9/.-])")
_PLAN_WORD = r"(?:national\s|open\sgovernment\s|ogp\s|de\s|d.)*(?:action\splan|plan|nap)"
_PLAN = re.compile(r"\b(?:action plan|nap|plan de accion|plan d.action|plano de acao|план действии|rencana aksi)")
_BEFORE = re.compile(_PLAN.pattern + r"[a-z]{0,3}[^.;]{0,25}$")


@dataclass(frozen=True, slots=True)
class Span:
    """Years in a text: the first and the last one (equal for a single year), and their place."""

    first: int
    last: int
    start: int
    end: int

    @property
    def is_range(self) -> bool:
        """Return whether two years are printed."""
        return self.last > self.first or self.end - self.start > 5


def find_spans(text: str) -> list[Span]:
    """Return the years that a text prints, ranges first.

    >>> [(s.first, s.last) for s in find_spans("2012-14, July 2014 – June 2016, for 20182020, in 2021")]
    [(2012, 2014), (2014, 2016), (2018, 2020), (2021, 2021)]
    >>> [(s.first, s.last) for s in find_spans("no 2022. līdz 2025. gadam, 31.12.2018 - 30.06.2020, 2018 r. do 2020")]
    [(2022, 2025), (2018, 2020), (2018, 2020)]
    >>> [(s.first, s.last) for s in find_spans("de julio de 2014 a junio de 2015")]
    [(2014, 2015)]
    >>> [(s.first, s.last) for s in find_spans("خطة العمل 2023 - 2021")]
    [(2021, 2023)]
    """
    found = [*_iterate_ranges(text)]
    taken = {place for span in found for place in range(span.start, span.end)}
    for match in _YEAR.finditer(text):
        if match.start() not in taken and FIRST_YEAR <= int(match[1]) <= LAST_YEAR:
            found.append(Span(int(match[1]), int(match[1]), *match.span()))
    return sorted(found, key=lambda span: span.start)


def _iterate_ranges(text: str) -> Iterator[Span]:
    behind, range_pattern = 0, _range_pattern()
    for year in _FIRST.finditer(text):
        matches = (pattern.match(text, year.start()) for pattern in (_MONTHS, range_pattern, _GLUED))
        for match in filter(None, matches if year.start() >= behind else ()):
            behind = match.end()
            first = int(match[1])
            last = int(match[2]) if len(match[2]) == 4 else first // 100 * 100 + int(match[2])
            if last < first and len(match[2]) == 4 and _RIGHT_TO_LEFT.search(text):
                first, last = last, first
            if FIRST_YEAR <= first <= last <= min(first + LONGEST_PLAN, LAST_YEAR):
                yield Span(first, last, *match.span())


@cache
def _range_pattern() -> re.Pattern[str]:
    """Return the pattern of two years with what stands between them: '2019-21', 'no 2022. līdz 2025. gadam'."""
    words = load_data("dates")
    join = join_alternatives(word for word in words["between"] if word[0].isalpha())
    its = join_alternatives(words["behind_year"])
    return re.compile(
        rf"(?<!\d)(20\d\d)\.?(?:\s?(?:{its})\b\.?)?\s*(?:[-–—−‐‑/~]{{1,3}}|\b(?:{join})\b)\s*{_MONTH}(?:\d{{1,2}},?\s+)?"
        r"((?:20)?\d\d)(?!\d|[.,]\d)",
        re.IGNORECASE,
    )


def find_figures(text: str, first: int = 0, last: int | None = None) -> list[tuple[int, int, int]]:
    """Return the ordinals written as figures or Roman numbers between two offsets: number, start, end.

    >>> find_figures("UNITED STATES 5TH NATIONAL ACTION PLAN"), find_figures("Plan IV (2021-2023)")
    ([(5, 14, 17)], [(4, 5, 7)])
    """
    end = len(text) if last is None else min(last, len(text))
    found = []
    for match in _FIGURE.finditer(text, first, end):
        # A word that the end cuts is no figure.
        if match.end() < end or end == len(text):
            number = int(match["figure"]) if match["figure"] else _ROMAN[match["roman"].lower()]
            found.append((number, *match.span()))
    return found


def read_period(text: str) -> tuple[int, int] | None:
    """Return the first and last year of a plan named in a text: its one range of years, or the one next to the plan.

    None where there is no range, or several that could be meant.

    >>> read_period("Norlandia, First Action Plan, 2014-16"), read_period("Philippines Action Plan 2015 – 2017")
    ((2014, 2016), (2015, 2017))
    >>> read_period("April 2018 - December 2019"), read_period("Plan 2014"), read_period("2012-2014 and 2014-2016")
    ((2018, 2019), None, None)
    >>> read_period("Report for 2015-2016 on the National Action Plan 2015-2017")
    (2015, 2017)
    """
    ranges = [span for span in find_spans(text) if span.is_range]
    if len({(span.first, span.last) for span in ranges}) > 1:
        ranges = [span for span in ranges if _BEFORE.search(_fold(text[: span.start]))]
    found = {(span.first, span.last) for span in ranges}
    return found.pop() if len(found) == 1 else None


def first_year(text: str) -> int | None:
    """Return the one year that a text names, None where it names none or several.

    >>> first_year("Action Plan 2014"), first_year("2014, 2016"), first_year("no year")
    (2014, None, None)
    """
    found = {int(match[1]) for match in _LONE_YEAR.finditer(text) if FIRST_YEAR <= int(match[1]) <= LAST_YEAR}
    return found.pop() if len(found) == 1 else None


def plan_number(text: str) -> int | None:
    """Return which of a member's plans a text names by its ordinal or Roman number.

    >>> plan_number("Ghana, Second Action Plan, 2015-2017"), plan_number("NAP IV (2021-2023)"), plan_number("2nd NAP")
    (2, 4, 2)
    >>> plan_number("Action plan 2019-2021") is None
    True
    """
    folded = _fold(text)
    word = _ordinal_pattern().search(folded)
    figure = re.search(rf"\b([1-9])\s?(?:st|nd|rd|th|er|do|to|o|º|ª)?\s{_PLAN_WORD}\b", folded)
    roman = re.search(
        r"\b(?:action\splan|nap|plan)\s(?:no\.?\s?|#\s?)?(viii|vii|vi|iv|ix|v|i{1,3}|[1-9])\b(?!\s?[-–/.])", folded
    )
    if word:
        return int(str(word.lastgroup).removeprefix("n"))
    found = figure or roman
    return None if found is None else _ROMAN.get(found[1]) or int(found[1])


@cache
def _ordinal_pattern() -> re.Pattern[str]:
    """Return the pattern of an ordinal before a plan's name; the group that matched is named after the number."""
    ranks = zip(*load_data("ordinals")["ordinals"].values(), strict=True)
    patterns = ["|".join(_fold(word).replace("*", r"[^\W_]*") for word in dict.fromkeys(words)) for words in ranks]
    groups = [f"(?P<n{number}>{pattern})" for number, pattern in enumerate(patterns, 1)]
    return re.compile(rf"\b(?:{'|'.join(groups)})\s{_PLAN_WORD}\b")


def _fold(text: str) -> str:
    return " ".join(fold_case(text).split())


_OWN = frozenset({"country", "plan", "plan_start_year", "plan_number"})


def find_member(record: RawRecord, context: RecordContext) -> str | None:
    """Return the prefix of the record's member: its own field's, its stated ID's, else the document's."""
    named = read_country(record.fields["country"].text) if "country" in record.fields else None
    if named:
        return named[0]
    stated = record.fields.get("commitment_id")
    found = identifiers.find_ids(stated.text.upper()) if stated else []
    return identifiers.find_prefix(found[0]) if found else context.country_code


def find_start_year(record: RawRecord) -> int | None:
    """Return the first year of the plan that the record's own fields state."""
    year, plan = record.fields.get("plan_start_year"), record.fields.get("plan")
    if year is not None and (found := first_year(year.text)):
        return found
    span = read_period(plan.text) if plan else None
    return span[0] if span else None


def plan_columns(record: RawRecord, context: RecordContext) -> dict[str, object]:
    """Return country_code, plan_id and plan_number of a commitment."""
    if not _OWN & record.fields.keys():
        return {
            "country_code": context.country_code,
            "plan_id": context.plan_id,
            "plan_number": context.plan_number,
        }
    code, number = find_member(record, context), record.fields.get("plan_number")
    return {
        "country_code": code,
        "plan_id": identifiers.plan_id(code, find_start_year(record)),
        "plan_number": first_number(number.text) if number else None,
    }
