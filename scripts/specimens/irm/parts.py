"""The parts of which a specimen of an IRM report consists, whatever the format that draws them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a level from 1."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; `label` stands in bold in front of it."""

    text: str
    label: str = ""
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Bullets:
    """A bulleted list."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Box:
    """A framed box of paragraphs, the first one in bold."""

    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """A group of columns of a rating grid: its name and its levels."""

    name: str
    levels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a rating grid: its name, the marked levels by group, and those of a lower half.

    `words` are texts that stand merged over a group.
    """

    name: str
    marks: Mapping[int, Sequence[int]] = field(default_factory=dict)
    lower: Mapping[int, Sequence[int]] | None = None
    words: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RatingGrid:
    """A grid of marks; `halves` names the two phases of the group that has two rows."""

    first: str
    groups: tuple[Group, ...]
    rows: tuple[Row, ...]
    halves: tuple[str, str] | None = None
    halved: int = -1


@dataclass(frozen=True, slots=True)
class Cells:
    """Any other table: rows of texts; a text of `None` goes on with the cell at its left."""

    rows: tuple[tuple[str | None, ...], ...]
    has_head: bool = True


Part = Heading | Paragraph | Bullets | Box | RatingGrid | Cells
