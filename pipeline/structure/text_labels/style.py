"""How a text prints its labels: unknown words that are printed as its known labels are may be labels, too."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.structure.text_labels.candidates import Candidate

_ANSWERED_LINE = re.compile(r"(?m)^[^\W\d_¿](?=[^\n]{30})")
"""A line that may be a label and its answer, and is no item of a list."""


def share_in_style(candidates: Sequence[Candidate], standings: Sequence[Mapping[str, bool]]) -> Any:
    """Return for each candidate the share of the text's other known labels that are printed as it is.

    A text prints its labels in one style: where those that are known are on lines of their own or before colons,
    unknown words printed so are labels too.
    """
    import numpy as np

    styles = [tuple(standing[name] for name in _STYLE) for standing in standings]
    anchors = {
        candidate.at: style
        for candidate, style, standing in zip(candidates, styles, standings, strict=True)
        if "known" in candidate.kinds and sum(style) > 1 and standing["after_sentence"]
    }
    counts = Counter(anchors.values())
    shares = np.zeros(len(candidates))
    for index, (candidate, style) in enumerate(zip(candidates, styles, strict=True)):
        others = len(anchors) - (candidate.at in anchors)
        if others >= LEAST_ANCHORS and sum(style) > 1:
            shares[index] = (counts[style] - (anchors.get(candidate.at) == style)) / others
    return shares


def share_in_pairs(
    text: str, candidates: Sequence[Candidate], standings: Sequence[Mapping[str, bool]], told: Sequence[bool]
) -> Any:
    """Return for each unknown candidate how much of its text is printed as labels and answers in one line.

    The share of lines that a label opens that the lexicon or its ideas tell, for one that opens a line and a capital
    ends; the share of known labels that stand in a line before a colon, for one that does.
    """
    import numpy as np

    shares = np.zeros((2, len(candidates)))
    lines = [match.start() for match in _ANSWERED_LINE.finditer(text)]
    known = {c.start: standing for c, standing in zip(candidates, standings, strict=True) if "known" in c.kinds}
    openings = {candidate.start for candidate, is_told in zip(candidates, told, strict=True) if is_told}
    opened = sum(start in openings for start in lines)
    inner = [standing for standing in known.values() if standing["after_sentence"] and not standing["line_start"]]
    run_in = sum(standing["colon"] for standing in inner)
    for row, (candidate, standing) in enumerate(zip(candidates, standings, strict=True)):
        if candidate.known:
            continue
        if standing["line_start"] and standing["capital_next"] and not standing["alone_on_line"]:
            shares[0, row] = (opened >= LEAST_ANCHORS) * opened / max(1, len(lines))
        if standing["after_sentence"] and standing["colon"] and not standing["line_start"]:
            shares[1, row] = (run_in >= LEAST_ANCHORS) * run_in / max(1, len(known))
    return shares


LEAST_ANCHORS = 2
"""Known labels from which a text's style is told."""

_STYLE = ("line_start", "alone_on_line", "colon", "question", "enumerated", "capitals")
