"""Lists of institutions in narrow columns: lines that end within a name are joined to the next."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from pipeline.lexicon.acronyms import is_acronym
from pipeline.normalize.body_words import is_body, word_list
from pipeline.normalize.institutions import BULLET, classify_kind

NARROW = 30
"""Characters of a line of a narrow column: where one line of it ends within a name, all lines may."""
ITEM_SIGN = re.compile(r"[;•▪●■➢\uf0b7]|^[-–]", re.M)
_BROKEN_LABEL = re.compile(r"\n(?=[a-z]{0,2}:)")
"""The break of a line before the last letters of a label and its colon, in a narrow column."""
_LABEL_AT_START = re.compile(r"(?m)^([^\W\d_]+):\s*")


def join_wrapped(text: str) -> str:
    """Join a line to the next where a name continues after the line's end; labels of one word end a name."""
    text = _BROKEN_LABEL.sub("", text)
    labels = [match[1] for match in _LABEL_AT_START.finditer(text)]
    # 'Responsable: Fundar', 'Corresponsables: IMCO'; a single one may be part of a name.
    are_labels = len(labels) > 1 and all(classify_kind(label) == "unknown" for label in labels)
    answers = _LABEL_AT_START.sub("\f", text).split("\f") if are_labels else [text]
    return "\n".join(_join_lines(answer.splitlines(), are_labels) for answer in answers)


def _join_lines(lines: Sequence[str], is_answer: bool) -> str:
    ends_within = any(line.split()[-1:] and line.split()[-1].casefold() in _linking_words() for line in lines)
    text = "\n".join(lines)
    is_narrow = max(map(len, lines), default=0) <= NARROW and not ITEM_SIGN.search(text)
    if is_narrow and (is_answer or ends_within or ("," in text and len(lines) > 2)):
        return " ".join(lines)
    joined: list[str] = []
    for index, line in enumerate(lines, start=-1):
        if joined and _continues(lines[index], line):
            joined[-1] = f"{joined[-1].rstrip()} {line.strip()}"
        else:
            joined.append(line)
    return "\n".join(joined)


def _continues(line: str, following: str) -> bool:
    """Return True where a line ends, or the next begins, within a name: 'Secretaría de', '(with the', 'and Energy'."""
    last, first = line.split()[-1:], following.split()[:1]
    if not last or not first or BULLET.match(following):
        return False
    if line.count("(") > line.count(")"):
        return ")" in following
    linking = _linking_words()
    if last[0].casefold() in linking:
        return True
    if first[0] in linking:
        return len(following.split()) > 1 and not line.rstrip().endswith((".", ";"))
    return _breaks_within_item(line, following)


def _breaks_within_item(line: str, following: str) -> bool:
    """Return True where the line of a list in running text, with commas between items, ends within an item."""
    before, after = re.split(r"[,;]", line)[-1].strip(), re.split(r"[,;]", following)[0].strip()
    if is_acronym(before) and "," in line and " " in after:
        return False  # another name follows; 'OGP' and on the next line 'Secretariat' are one
    if before.rpartition(". ")[2].casefold() in word_list("heads"):
        return True  # 'Ministerio' and on the next line 'Secretaría General'
    if "," not in line or not before or before.endswith("."):
        return False
    return not is_body(after) if is_body(before) else "," in following


@cache
def _linking_words() -> frozenset[str]:
    return word_list("and") | word_list("links") | {"the", "la", "el", "los", "las", "a", "en"}
