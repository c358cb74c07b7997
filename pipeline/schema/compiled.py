"""Compiled forms of reference data: what is costly to build from schema files, kept next to them between processes.

Like Python's own `__pycache__`: a file that is missing, damaged or built from other data is built again, and a folder
that can't be written is not an error.
"""

from __future__ import annotations

import hashlib
import json
import marshal
import math
import mmap
import os
import re
import sys
import tempfile
import zlib
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

from pipeline.schema.data import schema_folder

if TYPE_CHECKING:
    import numpy as np

    Arrays = dict[str, np.ndarray[Any, Any]]

T = TypeVar("T")

_CRC_BYTES = 4
"""Length of the CRC-32 that precedes marshalled data: damage is found before it is read."""
_LENGTH_BYTES = 8
"""Length of a number of bytes."""
_ALIGNMENT = 64
"""Arrays begin at multiples of this many bytes, as numpy allocates them."""


def load_compiled(name: str, source: object, build: Callable[[], T]) -> T:
    """Return what `build` gives, from the compiled file where one was made of the same `source` by the same code.

    `source` is JSON data: everything that the result depends on but for the code of the package of `build`. The result
    is plain: texts, numbers, bytes, and tuples, lists, dicts and sets of them, which load ten times as fast as objects.
    """
    path = _compiled_path(name, source, build)
    with suppress(OSError, EOFError, TypeError, ValueError):
        data = path.read_bytes()
        if zlib.crc32(memoryview(data)[_CRC_BYTES:]) == int.from_bytes(data[:_CRC_BYTES], "big"):
            # The folder is as trusted as the code next to it.
            value: T = marshal.loads(memoryview(data)[_CRC_BYTES:])  # noqa: S302
            return value
    value = build()
    body = marshal.dumps(cast(Any, value))
    _write_file(path, name, zlib.crc32(body).to_bytes(_CRC_BYTES, "big") + body)
    return value


def compile_pattern(name: str, text: str, flags: int = 0) -> re.Pattern[str]:
    """Return `re.compile(text, flags)` from its compiled file: the words of all languages make patterns that take a
    tenth of a second to compile, longer than to read a page.

    The program of a pattern is Python's own affair: where it looks other than expected, the pattern is compiled anew.

    >>> compile_pattern("month", "may|june", re.IGNORECASE).findall("May to June")
    ['May', 'June']
    """
    try:
        program = load_compiled(f"pattern-{name}", [text, int(flags)], lambda: _compile_program(text, int(flags)))
        pattern: re.Pattern[str] = import_module("_sre").compile(text, *program)
    except (AttributeError, ImportError, RuntimeError, TypeError, ValueError):
        return re.compile(text, flags)
    return pattern


def _compile_program(text: str, flags: int) -> tuple[object, ...]:
    """Return what `re` compiles a pattern to: flags, code, number of groups, their numbers by name, their names."""
    parsed = import_module("re._parser").parse(text, flags)
    code = import_module("re._compiler")._code(parsed, flags)
    numbers: dict[str, int] = dict(parsed.state.groupdict)
    named = {number: name for name, number in numbers.items()}
    names = tuple(named.get(number) for number in range(parsed.state.groups))
    return int(flags | parsed.state.flags), list(map(int, code)), parsed.state.groups - 1, numbers, names


def map_arrays(name: str, source: object, build: Callable[[], Arrays]) -> Arrays:
    """Return the arrays that `build` gives, mapped from their file; they can't be written to."""
    import numpy as np

    content = map_compiled(name, source, lambda: _pack_arrays(build()), build)
    begin = int.from_bytes(content[:_LENGTH_BYTES], "big")
    facts: dict[str, tuple[str, tuple[int, ...], int]] = marshal.loads(content[_LENGTH_BYTES:begin])  # noqa: S302
    return {
        key: np.frombuffer(content, dtype, math.prod(shape), begin + place).reshape(shape)
        for key, (dtype, shape, place) in facts.items()
    }


def _pack_arrays(arrays: Arrays) -> bytes:
    """Return arrays one behind the other, before them where they begin, and their types, shapes and places."""
    facts: dict[str, tuple[str, tuple[int, ...], int]] = {}
    bodies: list[bytes] = []
    place = 0
    for key, array in arrays.items():
        facts[key] = (array.dtype.str, array.shape, place)
        bodies.append(_pad(array.tobytes()))
        place += len(bodies[-1])
    begin = len(_pad(bytes(_LENGTH_BYTES) + marshal.dumps(facts)))
    return b"".join([_pad(begin.to_bytes(_LENGTH_BYTES, "big") + marshal.dumps(facts)), *bodies])


def _pad(content: bytes) -> bytes:
    return content + bytes(-len(content) % _ALIGNMENT)


def map_compiled(
    name: str, source: object, build: Callable[[], bytes], made_by: Callable[[], object] | None = None
) -> memoryview:
    """Return the bytes that `build` gives, mapped from their file so that only what is used takes memory.

    They depend on the code of the package of `made_by`, if it is given, and not of `build`.
    """
    path = _compiled_path(name, source, made_by or build)
    with suppress(OSError, ValueError):
        return _map_file(path)
    body = build()
    _write_file(path, name, body + _end(body))
    with suppress(OSError, ValueError):
        return _map_file(path)
    return memoryview(body)


def _map_file(path: Path) -> memoryview:
    """Map a file without the length at its end; raise ValueError where it is not whole."""
    with path.open("rb") as file:
        mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    content = memoryview(mapped)
    body = content[: -len(_end(b""))]
    if content[len(body) :] != _end(body):
        raise ValueError(f"{path} is not whole")
    return body


def _end(body: bytes | memoryview) -> bytes:
    """Return what follows mapped bytes: a checksum would read all of them."""
    return b"end" + len(body).to_bytes(_LENGTH_BYTES, "big")


def installed_at(library: str) -> list[object]:
    """Return what changes when another release of a library is installed, without importing it."""
    spec = find_spec(library)
    if not spec or not spec.origin:
        return [library]
    status = Path(spec.origin).stat()
    return [spec.origin, status.st_mtime_ns, status.st_size]


def _compiled_path(name: str, source: object, build: Callable[[], object]) -> Path:
    return _compiled_folder() / f"{name}-{_source_digest(source, build.__module__)}.compiled"


@cache
def _compiled_folder() -> Path:
    """Return the folder next to the schemas; where they can't be written, one in the user's cache folder."""
    beside = schema_folder() / "__pycache__"
    with suppress(OSError):
        beside.mkdir(exist_ok=True)
        if os.access(beside, os.W_OK):
            return beside
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "ogp-pipeline" / "compiled"


def _source_digest(source: object, module: str) -> str:
    digest = hashlib.sha256(f"{sys.version_info[:3]}\0".encode())
    digest.update(_code_digest(module))
    digest.update(json.dumps(source, ensure_ascii=False).encode())
    return digest.hexdigest()[:32]


@cache
def _code_digest(module: str) -> bytes:
    """Return the digest of the code in the folders of a module and of what it imports from the package, one step far.

    What folds a wording, for one, is in another folder than what compiles the wordings.
    """
    origins = {str(getattr(value, "__module__", "")) for value in vars(sys.modules[module]).values()}
    names = {module, *(name for name in origins if name.startswith("pipeline."))}
    folders = {Path(str(sys.modules[name].__file__)).parent for name in names if name in sys.modules}
    digest = hashlib.sha256()
    for path in sorted(path for folder in folders for path in folder.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.digest()


def _write_file(path: Path, name: str, body: bytes) -> None:
    """Write a compiled file for others to find whole, in place of those made of older data."""
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
            file.write(body)
        Path(file.name).replace(path)
        for older in path.parent.glob(f"{name}-*.compiled"):
            if older != path:
                older.unlink()
