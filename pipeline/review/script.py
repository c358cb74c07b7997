"""Data as script files: a page opened from disk may not fetch data, but it may load scripts."""

from __future__ import annotations

import json
from pathlib import Path

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
