"""Commitment pages of a fictional member, in the looks that the site's pages have had."""

from __future__ import annotations

import hashlib
from pathlib import Path

from pipeline.model import Document, Parsed, RawRecord, SourceDocument
from pipeline.readers import read_file

MEDIA = {
    ".html": "text/html",
    ".txt": "text/plain",
    ".csv": "text/csv",
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}

HEAD = """Skip Navigation
Norlandia

Open Register of Fishing Quotas (QN0011)

Overview

At-a-Glance

Action Plan: Norlandia, Second Action Plan, 2018-20

Action Plan Cycle: 2018

Status: Inactive

Institutions

Lead Institution: Ministry of Fisheries

Support Institution(s): Coast Guard
Harbour Union

Policy Areas

Open Data, Fiscal Openness

IRM Review

IRM Report: Norlandia Design Report 2018-2020

Starred: Yes Starred

Early Results: Major Major

Design i

Verifiable: Yes

Relevant to OGP Values: Access to Information Civic Participation , Public Accountability

Potential Impact:

Implementation i

Completion: Substantial

"""

DESCRIPTION = """Description

Main objective:
To open the register of quotas
Ambition: More trust. Milestones:
1. Clean the register
2.Publish it every month

"""

SUMMARIES = """IRM Midterm Status Summary

4. Register of quotas of the Ministry

Main Objective

To open the register.

IRM Design Report Assessment

Verifiable:

No

Relevant:

Access to Information

Potential Impact:

Minor

Commitment analysis

The register is opened. [7] Verifiable: the text says more than a mark here.

[7] Ministry of Fisheries, Register, https://example.org/register, accessed 3 May 2019.

IRM End of Term Status Summary

4. Register of quotas of the Ministry

Limited:

The register was published once. [8]

[8] Interview with a harbour master.

"""

LIST = """Norlandia's Commitments

  1. Open Register of Fishing Quotas

    QN0011, 2018, Open Data

  2. Starred commitment Earlier Consultation on Draft Laws

    QN0014, 2018, Public Participation

"""

PAGE = HEAD + DESCRIPTION + SUMMARIES + LIST

COMPACT = "\n".join(line for line in PAGE.splitlines() if line.strip()).replace(
    "Open Data, Fiscal Openness\nIRM Review", "Open Data, Fiscal OpennessIRM Review"
)

SPANISH = """Norlandia

Registro abierto de cuotas (QN0011)

Visión de conjunto

De un vistazo

Plan de acción: Norlandia Plan de Acción 2018-2020

Ciclo del Plan de Acción: 2018

Estatus:

Institución líder: Ministerio de Pesca

Institución(es) de apoyo: NA

Áreas de política

Datos abiertos

Revisión de IRM

Informe de IRM: Informe de diseño

Primeros resultados: no cambió

Diseño i

Verificable: Sí

Relevante para los valores de OGP: Sí

Ambición (consulta: definición): Alto

Implementación i

Finalización:

Descripción

¿Cuál es el compromiso? Abrir el registro de cuotas.
"""


def document_of(folder: Path, name: str, content: str | bytes) -> Document:
    """Write a file and read it."""
    data = content.encode() if isinstance(content, str) else content
    path = folder / name
    path.write_bytes(data)
    digest = hashlib.sha256(data).hexdigest()
    return read_file(path, SourceDocument(digest[:16], name, digest, MEDIA[path.suffix], len(data)))


def records(parsed: Parsed, table: str) -> list[RawRecord]:
    """Return the records of one table."""
    return [record for record in parsed.records if record.table == table]


def texts(record: RawRecord) -> dict[str, str]:
    """Return the texts of a record's fields."""
    return {field: value.text for field, value in record.fields.items()}
