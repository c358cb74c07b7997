"""The documents of tests/fixtures/layouts.tar.xz: one template in many layouts, each with what a reader should find.

`borderless/<template>/<ruling>.pdf`: forms and tables without all their rules; `action_plan/<layout>/<file>`: action
plans as forms, headings and run-in labels, in PDF and DOCX.
"""

from __future__ import annotations

import json
import tarfile
from functools import cache
from pathlib import Path
from typing import Any

ARCHIVE = Path(__file__).parent / "fixtures" / "layouts.tar.xz"


@cache
def files() -> dict[str, bytes]:
    """Return the archive's files: path -> content."""
    with tarfile.open(ARCHIVE) as archive:
        members = [member for member in archive if member.isfile()]
        return {member.name: archive.extractfile(member).read() for member in members}  # type: ignore[union-attr]


def expected(folder: str) -> dict[str, Any]:
    """Return what a reader should find in the documents of a folder of the archive."""
    facts: dict[str, Any] = json.loads(files()[f"{folder}/expected.json"])
    return facts
