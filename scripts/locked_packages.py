"""List the packages of uv.lock that this machine needs, as requirements with hashes for pip.

`python -m scripts.locked_packages [--dev] > requirements.txt`
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

try:
    from packaging.markers import Marker
except ImportError:  # An environment that holds pip alone: pip brings a copy.
    from pip._vendor.packaging.markers import Marker  # type: ignore[no-redef]

LOCK = Path(__file__).parents[1] / "uv.lock"
PROJECT = "ogp-pipeline"


def locked_requirements(lock: dict[str, Any], *, dev: bool = False) -> list[str]:
    """Return one requirement line for each package that the project needs here, with the hashes of its files.

    >>> root = {"name": "ogp-pipeline", "dependencies": [{"name": "click", "marker": "python_version > '3'"}]}
    >>> click = {"name": "click", "version": "8.5", "wheels": [{"hash": "sha256:00"}]}
    >>> locked_requirements({"package": [root, click]})
    ['click==8.5 --hash=sha256:00']
    """
    packages = {(package["name"], package.get("version")): package for package in lock["package"]}
    names = {name: package for (name, _), package in packages.items()}
    waiting = list(_iterate_dependencies(names[PROJECT], dev=dev))
    lines: dict[str, str] = {}
    while waiting:
        edge = waiting.pop()
        package = packages[edge["name"], edge["version"]] if "version" in edge else names[edge["name"]]
        extras = [dependency for extra in edge.get("extra", ()) for dependency in _extra_packages(package, extra)]
        waiting += [dependency for dependency in extras if _applies(dependency)]
        if package["name"] not in lines:
            lines[package["name"]] = _format_requirement(package)
            waiting += _iterate_dependencies(package)
    return sorted(lines.values())


def _iterate_dependencies(package: dict[str, Any], *, dev: bool = False) -> Iterator[dict[str, Any]]:
    edges = [*package.get("dependencies", ()), *(package["dev-dependencies"]["dev"] if dev else ())]
    yield from filter(_applies, edges)


def _extra_packages(package: dict[str, Any], extra: str) -> list[dict[str, Any]]:
    return list(package.get("optional-dependencies", {}).get(extra, ()))


def _applies(edge: dict[str, Any]) -> bool:
    return "marker" not in edge or Marker(edge["marker"]).evaluate()


def _format_requirement(package: dict[str, Any]) -> str:
    files = [*package.get("wheels", ()), *([package["sdist"]] if "sdist" in package else [])]
    return " ".join((f"{package['name']}=={package['version']}", *(f"--hash={file['hash']}" for file in files)))


if __name__ == "__main__":
    print("\n".join(locked_requirements(tomllib.loads(LOCK.read_text(encoding="utf-8")), dev="--dev" in sys.argv)))
