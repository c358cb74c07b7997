"""Plain text whose columns are kept by runs of blanks, as `pdftotext -layout` prints them."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.model import Cell, Document, Table
from pipeline.structure.lines import lines_of, text_of
from tests.readers.reading import read_bytes

FORM = """\
Commitment 1: Open the register of companies
Lead implementing            Ministry of Justice, Directorate for
ministry / agency            Registers
Other actors                 Government            Tax Administration; Agency for
                                                   Statistics
                             Civil society,        Transparency Arcadia; Centre for
                             private sector        Open Data
Brief description            Publish the owners of all companies in an open format,
                             with an interface for bulk downloads.
Ambition
Relevance                    Access to information.
Milestones to fulfil the commitment            Start date        End date
1. Regulation adopted by the                   March 2021        June 2021
government
2. Register on line                            July 2021         December 2021
"""


def _rows(document: Document) -> list[list[str]]:
    """Return the filled cells of the rows of a document's tables."""
    tables = [block for block in document.blocks if isinstance(block, Table)]
    return [
        [text for cell in row.cells if (text := text_of(cell))] for table in tables for row in table.rows if row.cells
    ]


def test_labels_and_answers_beside_each_other_are_rows(tmp_path: Path) -> None:
    document = read_bytes(tmp_path, FORM)
    assert text_of(document.blocks[:1]) == "Commitment 1: Open the register of companies"
    assert _rows(document) == [
        ["Lead implementing ministry / agency", "Ministry of Justice, Directorate for Registers"],
        ["Other actors", "Government", "Tax Administration; Agency for Statistics"],
        ["Civil society, private sector", "Transparency Arcadia; Centre for Open Data"],
        [
            "Brief description",
            "Publish the owners of all companies in an open format, with an interface for bulk downloads.",
        ],
        ["Ambition"],
        ["Relevance", "Access to information."],
        ["Milestones to fulfil the commitment", "Start date", "End date"],
        ["1. Regulation adopted by the government", "March 2021", "June 2021"],
        ["2. Register on line", "July 2021", "December 2021"],
    ]


def test_each_line_of_a_cell_is_a_cut_of_the_text(tmp_path: Path) -> None:
    lines = lines_of(read_bytes(tmp_path, FORM).blocks)
    assert lines
    assert all(line.text == FORM[line.anchor.start : line.anchor.end] for line in lines)


def test_a_table_goes_on_below_the_head_of_the_next_page_where_its_columns_are_shifted(tmp_path: Path) -> None:
    head = "                        Action Plan of Arcadia"
    pages = [
        "Preface\n",
        "Lead agency                  Ministry of Justice\nMain objective               To open the\n",
        "                              register.\nEnd date                      May 2021\n"
        "Relevance                     Access to information is\n                              opened to all.\n",
        "Annex\n",
    ]
    document = read_bytes(tmp_path, "\f".join(f"{head}\n\n{page}\n" for page in pages))
    assert _rows(document) == [
        ["Lead agency", "Ministry of Justice"],
        ["Main objective", "To open the"],
        ["register."],
        ["End date", "May 2021"],
        ["Relevance", "Access to information is opened to all."],
    ]


def test_marks_below_the_names_of_a_scale_are_a_row_under_their_column(tmp_path: Path) -> None:
    text = (
        "Level of completion     Not started     Limited     Substantial     Complete\n"
        "                                                    X\n"
        "Next steps              Publish the rest of the data.\n"
    )
    table = read_bytes(tmp_path, text).blocks[0]
    assert isinstance(table, Table)
    (mark,) = (cell for cell in table.rows[1].cells if text_of(cell))
    assert _above(table, mark) == "Substantial"


def _above(table: Table, mark: Cell) -> str:
    return next(text_of(cell) for cell in table.rows[0].cells if cell.left <= mark.left < cell.right)


def test_a_label_that_leaves_one_blank_is_cut_where_it_is_known(tmp_path: Path) -> None:
    text = (
        "Lead agency          Ministry of Justice\n"
        "Further information  A report is due.\n"
        "Next steps           To publish the data.\n\n\n\n"
        "Lead agency         Ministry of Health\n"
        "Next steps          To train the nurses.\n"
        "Further information The hospitals take part in the trial.\n"
    )
    assert _rows(read_bytes(tmp_path, text))[-1] == ["Further information", "The hospitals take part in the trial."]


@pytest.mark.parametrize(
    "text",
    [
        "Introduction                    3\nCommitments                     4\nAnnex                          12\n",
        "Title, Department  Directorate for Registers\nEmail  a@example.org\nPhone  264522\n",
        "The plan was written in eight months by all     Citizens took part in four forums that were held in\n"
        "ministries and by a group of associations.      the north, and sent two hundred proposals, of which\n"
        "It names what was promised and who is to do     the committee chose twelve. All others are listed in\n"
        "it, and says until when each of the steps is    the annex, with the reasons why they were refused by\n"
        "done, what it costs and who pays for it all.    those who are responsible for them.\n",
    ],
)
def test_lists_of_contents_labels_with_two_blanks_and_columns_of_prose_are_no_tables(tmp_path: Path, text: str) -> None:
    assert not any(isinstance(block, Table) for block in read_bytes(tmp_path, text).blocks)
