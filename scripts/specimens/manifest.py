"""The manifest of the raw folder: where each file comes from."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable

from scripts.specimens.facts import load_country
from scripts.specimens.specimen import RETRIEVED_ON, Specimen

COLUMNS = ("path", "sha256", "url", "retrieved_on", "licence", "country", "plan", "language", "format")
LICENCE = "CC-BY-4.0"


def make_manifest(specimens: Iterable[Specimen]) -> bytes:
    """Return `manifest.csv` for specimens, one row each, in their order.

    `plan` and `format` stay empty: they are overrides, and the specimens are to be recognised by what they say.

    >>> make_manifest([]).decode().strip()
    'path,sha256,url,retrieved_on,licence,country,plan,language,format'
    """
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(_make_row(specimen) for specimen in specimens)
    return stream.getvalue().encode()


def _make_row(specimen: Specimen) -> tuple[str, ...]:
    digest = hashlib.sha256(specimen.content).hexdigest()
    about = (RETRIEVED_ON, LICENCE, load_country().prefix, "", specimen.language, "")
    return (specimen.path, digest, specimen.url, *about)
