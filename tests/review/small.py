"""A small dataset folder with hostile titles: three documents, three plans of two countries, links, ratings, issues."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from pipeline import schema

HOSTILE = """<img src=x onerror="document.title='run'"></script><script>window.run=1</script>'"&amp;\u2028{{7*7}}"""
TEXT = "Commitment 2\nResults: Nothing was done yet.\n"
LINES = ("Open the register", "Completion: substantial", "All registers are open.")

Rows = list[dict[str, Any]]


def row(table: str, **values: object) -> dict[str, Any]:
    return dict.fromkeys(schema.find_table(table).columns) | values


def raw(folder: Path) -> dict[str, str]:
    """Write the two sources and return name -> SHA-256."""
    from reportlab.pdfgen.canvas import Canvas

    folder.mkdir(parents=True, exist_ok=True)
    canvas = Canvas(str(folder / "report.pdf"), pagesize=(600, 800), invariant=1)
    for number in (1, 2):
        for place, line in enumerate(LINES):
            canvas.drawString(100, 700 - 100 * place, f"{line} ({number})")
        canvas.showPage()
    canvas.save()
    (folder / "report.txt").write_text(TEXT)
    (folder / "odd.txt").write_text("A menu of fish.")
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


def document(sha256: str, path: str, **values: object) -> dict[str, Any]:
    facts: dict[str, object] = {"country": "Norlandia", "country_code": "QN", "status": "ok", "size_bytes": 9}
    return row("documents", document_id=sha256[:16], sha256=sha256, source_path=path, **{**facts, **values})


def place(table: str, key: str, field: str, **values: object) -> dict[str, Any]:
    facts = {"record_table": table, "record_key": key, "field": field, "document_id": key.partition(":")[0]}
    return row("provenance", **{"method": "label", "text_raw": "read", **facts, **values})


def box(nth: int, page: int = 1) -> dict[str, object]:
    """Return the place of a line of the PDF."""
    return {"page": page, "x0": 98.0, "top": 88.0 + 100 * nth, "x1": 260.0, "bottom": 104.0 + 100 * nth}


def plan_commitments() -> Rows:
    reform = {"country_code": "QN", "thread_id": "T-QN0001", "documents": 1}
    return [
        row("plan_commitments", plan_commitment_key="QN0001", commitment_id="QN0001", plan_id="QN-2014", number="1",
            position=1, title=HOSTILE, completion_government="substantial", completion_irm="not_started", **reform),
        row("plan_commitments", plan_commitment_key="QN-2014:2", plan_id="QN-2014", number="2", position=2,
            title="Nobody knows its ID", country_code="QN", documents=1),
        row("plan_commitments", plan_commitment_key="QN0002", commitment_id="QN0002", plan_id="QN-2018", number="2",
            position=1, title="Open registers to all", theme="Registers", completion_irm="limited", **reform),
        row("plan_commitments", plan_commitment_key="QS-2014:10", plan_id="QS-2014", number="10", position=2,
            title="Tenth promise", country_code="QS", completion_irm="complete", documents=0),
        row("plan_commitments", plan_commitment_key="QS-2014:2", plan_id="QS-2014", number="2", position=1,
            title="Second promise", country_code="QS", documents=0),
    ]  # fmt: skip


def assessments(pdf: str, text: str) -> Rows:
    one, two = f"{pdf}:c1", f"{text}:c1"
    return [
        row("assessments", assessment_key=f"{one}.a2", commitment_key=one, document_id=pdf, assessor="irm",
            commitment_id="QN0001", indicator="completion", phase="midterm", value="not_started"),
        row("assessments", assessment_key=f"{one}.a1", commitment_key=one, document_id=pdf,
            assessor="government", commitment_id="QN0001", indicator="completion", phase="midterm",
            value="substantial"),
        row("assessments", assessment_key=f"{two}.a1", commitment_key=two, document_id=text, assessor="irm",
            commitment_id="QN0002", indicator="completion", value="limited"),
    ]  # fmt: skip


def tables(hashes: dict[str, str]) -> dict[str, Rows]:
    pdf, text = hashes["report.pdf"], hashes["report.txt"]
    one, two, three = f"{pdf[:16]}:c1", f"{text[:16]}:c1", f"{pdf[:16]}:c2"
    own = {"country_code": "QN", "document_id": pdf[:16]}
    link = {"kind": "succession", "relation": "continues", "method": "matched", "evidence": "title 0.80"}
    return {
        "documents": [
            document(pdf, "report.pdf", title=HOSTILE, report_format="made", media_type="application/pdf",
                     report_type="self_assessment", publisher="government", plan_id="QN-2014", page_count=2),
            document(text, "report.txt", report_format="made", media_type="text/plain", plan_id="QN-2018"),
            document(hashes["odd.txt"], "odd.txt", media_type="text/plain", status="unidentified"),
        ],
        "commitments": [
            row("commitments", commitment_key=one, commitment_id="QN0001", plan_id="QN-2014", number="1", title=HOSTILE,
                plan_commitment_key="QN0001", problem_statement="Nobody sees the water levels.",
                completion="substantial", results="All registers are open.", id_method="stated", **own),
            row("commitments", commitment_key=three, plan_id="QN-2014", number="2", title="Nobody knows its ID",
                plan_commitment_key="QN-2014:2", **own),
            row("commitments", commitment_key=two, commitment_id="QN0002", document_id=text[:16], plan_id="QN-2018",
                number="2", title="Open registers to all", country_code="QN", plan_commitment_key="QN0002"),
        ],
        "plan_commitments": plan_commitments(),
        "assessments": assessments(pdf[:16], text[:16]),
        "milestones": [
            row("milestones", milestone_key=f"{one}.m1", commitment_key=one, document_id=pdf[:16], number="1",
                text=HOSTILE, status="limited"),
        ],
        "links": [
            row("links", link_key="l1", from_key="QN0001", to_key="QN0002", from_plan_id="QN-2014",
                to_plan_id="QN-2018", score=0.9, status="accepted", **link),
            row("links", link_key="l2", from_key=three, to_key="QN0002", from_plan_id="QN-2014",
                to_plan_id="QN-2018", score=0.5, status="review", **link),
        ],
        "provenance": [
            place("commitments", one, "title", **box(0)),
            place("commitments", one, "completion", text_raw=HOSTILE, method="mark", confidence=0.6, **box(1)),
            place("assessments", f"{one}.a1", "value", **box(1)),
            place("commitments", one, "results", **box(2, page=2)),
            place("commitments", two, "title", element_path="line[1]", text_raw="Commitment 2"),
        ],
        "issues": [
            row("issues", document_id=hashes["odd.txt"][:16], source_path="odd.txt", stage="identify", severity="info",
                code="no-parser", message="No parser recognised this document. Run `ogp suggest odd.txt`."),
            row("issues", document_id=pdf[:16], source_path="report.pdf", stage="parse", severity="warning",
                code="made-up", message=f"Look at it: {HOSTILE}", page=1, record_key=one),
        ],
    }  # fmt: skip


def publish(folder: Path) -> tuple[Path, Path, dict[str, str]]:
    """Write sources and tables; return the raw folder, the extracted folder and name -> SHA-256."""
    from pipeline.tables import publish_tables as write

    hashes = raw(folder / "raw")
    write(folder / "extracted", tables(hashes))
    return folder / "raw", folder / "extracted", hashes
