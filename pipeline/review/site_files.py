"""What a site is made of: the tables, data as scripts that a page opened from disk can load, and the state of both."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

from pipeline import cache, schema
from pipeline.analysis.rows import Row

REQUIRED_TABLES = ("documents", "commitments", "provenance", "issues")
"""Tables without which there is nothing to review."""


def read_tables(folder: Path) -> dict[str, Sequence[Row]]:
    """Return the rows of every table; a missing table is empty.

    Raises FileNotFoundError, with advice, if a required table is missing.
    """
    tables: dict[str, Sequence[Row]] = {}
    for table in schema.all_tables():
        if files := schema.table_files(folder, table.name):
            tables[table.name] = schema.read_rows(table.name, files)
        elif table.name in REQUIRED_TABLES:
            raise FileNotFoundError(
                f"{folder / table.name}.parquet is missing. Run `ogp extract RAW --out {folder}` first."
            )
        else:
            tables[table.name] = ()
    return tables


_UNSAFE = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
"""Characters that could end a script or a line of it; JSON reads the escapes as the same characters."""


def encode_json(data: object) -> str:
    r"""Return data as JSON that is safe inside a script element and a script file.

    >>> encode_json({"title": "</script>"})
    '{"title":"\\u003c/script\\u003e"}'
    """
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), default=str, allow_nan=False)
    for character, escape in _UNSAFE.items():
        text = text.replace(character, escape)
    return text


def write_script(path: Path, name: str, data: object) -> None:
    """Write data as a script that passes it to the site under a name."""
    path.parent.mkdir(parents=True, exist_ok=True)
    # Lone surrogates can't be encoded as UTF-8 and mean nothing to a reader.
    text = f"OGP.data.put({encode_json(name)},{encode_json(data)});\n"
    path.write_bytes(text.encode("utf-8", "replace"))


STATE_FILE = ".state.json"
"""The file in the site's folder with the state of its last complete build and the size of every file."""


def compute_state(folder: Path, raw: Path | None) -> str:
    """Return a digest of everything that a site depends on: tables, site code, raw folder.

    Sources that changed after the run do not count: the site shows what the tables were read from.
    """
    digest = hashlib.sha256(cache.source_digest(("review", "analysis", "readers/pdf/render.py"), ()).encode())
    digest.update(str(raw.resolve() if raw else "").encode("utf-8", "surrogatepass"))
    static = files(__package__).joinpath("static").iterdir()
    for name, content in sorted((item.name, item.read_bytes()) for item in static if item.is_file()):
        digest.update(f"\0{name}\0".encode() + content)
    for path in (path for parts in schema.all_files(folder).values() for path in parts):
        digest.update(f"\0{path.relative_to(folder).as_posix()}\0".encode("utf-8", "surrogatepass") + path.read_bytes())
    return digest.hexdigest()


def previous_counts(out: Path, state: str) -> tuple[int, int] | None:
    """Return documents and pictures of the site in `out`, if it was built from this state and is complete."""
    try:
        recorded = json.loads((out / STATE_FILE).read_bytes())
        if recorded["state"] != state or recorded["files"] != _file_sizes(out):
            return None
        return int(recorded["documents"]), int(recorded["pictures"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def delete_state(out: Path) -> None:
    """Delete the state of the last build before another begins."""
    (out / STATE_FILE).unlink(missing_ok=True)


def save_state(out: Path, state: str, documents: int, pictures: int) -> None:
    """Save the state of a finished build."""
    content = {"state": state, "documents": documents, "pictures": pictures, "files": _file_sizes(out)}
    unfinished = out / f"{STATE_FILE}.part"
    unfinished.write_text(json.dumps(content) + "\n", encoding="utf-8")
    unfinished.replace(out / STATE_FILE)


def _file_sizes(out: Path) -> dict[str, int]:
    paths = (path for path in out.rglob("*") if path.is_file() and path.name not in {STATE_FILE, f"{STATE_FILE}.part"})
    return {path.relative_to(out).as_posix(): path.stat().st_size for path in sorted(paths)}
