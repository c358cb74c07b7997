"""Data as a script file: a page opened from disk may not fetch, but it may load scripts."""

from __future__ import annotations

import json
from pathlib import Path

_UNSAFE = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
"""What could end a script or a line of it; JSON reads the escapes as the same characters."""


def literal(data: object) -> str:
    r"""Return data as JSON that is safe inside a script element and in a script file.

    >>> literal({"title": "</script>"})
    '{"title":"\\u003c/script\\u003e"}'
    """
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), default=str, allow_nan=False)
    for character, escape in _UNSAFE.items():
        text = text.replace(character, escape)
    return text


def write(path: Path, name: str, data: object) -> None:
    """Write data as the script that hands it to the site under a name."""
    path.parent.mkdir(parents=True, exist_ok=True)
    # A lone surrogate can't be written as UTF-8; it stands for nothing that a person could read.
    text = f"OGP.data.put({literal(name)},{literal(data)});\n"
    path.write_bytes(text.encode("utf-8", "replace"))
