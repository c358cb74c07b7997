"""What a release consists of: wheel and sdist with the schemas, extras, lock file, workflow, citation, image."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
import venv
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline import __version__
from scripts.locked_packages import locked_requirements

ROOT = Path(__file__).parents[2]
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "--directory", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return folder


def wheel_of(folder: Path) -> set[str]:
    (wheel,) = folder.glob("*.whl")
    return set(zipfile.ZipFile(wheel).namelist())


def test_the_wheel_holds_the_package_and_the_schemas_alone(dist: Path) -> None:
    names = wheel_of(dist)
    schemas = {
        f"pipeline/schemas/{p.relative_to(ROOT / 'schemas').as_posix()}" for p in (ROOT / "schemas").rglob("*.json")
    }
    assert schemas <= names
    assert {"pipeline/py.typed", "pipeline/review/static/index.html"} <= names
    assert {name.split("/")[0] for name in names} == {"pipeline", f"ogp_pipeline-{__version__}.dist-info"}


@pytest.mark.slow
def test_the_sdist_gives_the_same_wheel(dist: Path, tmp_path: Path) -> None:
    (sdist,) = dist.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        archive.extractall(tmp_path, filter="data")
    (source,) = tmp_path.iterdir()
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path / "out")]
    subprocess.run(command, cwd=source, check=True, capture_output=True)
    assert wheel_of(tmp_path / "out") == wheel_of(dist)


@pytest.mark.slow
def test_the_wheel_works_far_from_the_checkout(dist: Path, tmp_path: Path) -> None:
    """The packages come from this environment, ogp itself from the wheel alone; `make package` downloads all anew."""
    place = tmp_path / "installed"
    (wheel,) = dist.glob("*.whl")
    zipfile.ZipFile(wheel).extractall(place)
    # A folder that is named in PYTHONPATH has its .pth files passed over, so the editable checkout is not seen.
    paths = os.pathsep.join([str(place), sysconfig.get_path("purelib")])
    environment = {**os.environ, "PYTHONPATH": paths, "OGP_CACHE": str(tmp_path / "cache")}
    bare = [sys.executable, "-S", "-c"]

    def run(*words: str) -> str:
        code = f"import sys; sys.argv = ['ogp', *{list(words)!r}]; from pipeline.cli import main; main()"
        done = subprocess.run([*bare, code], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    code = [*bare, "import pipeline; print(pipeline.__file__)"]
    where = subprocess.run(code, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)
    assert Path(where.stdout.strip()).is_relative_to(place)
    assert __version__ in run("--version")
    assert "commitment_key" in run("dictionary")
    source = ROOT / "raw" / "norlandia" / "norlandia-2014-2016-midterm-self-assessment.txt"
    assert "completion_template" in run("parse", str(source))


@pytest.mark.slow
def test_pip_installs_the_wheel_into_an_empty_environment(dist: Path, tmp_path: Path) -> None:
    """All packages are downloaded, as for a new user; both names of the command work."""
    (wheel,) = dist.glob("*.whl")
    venv.create(tmp_path / "new", with_pip=True)
    commands = tmp_path / "new" / ("Scripts" if os.name == "nt" else "bin")
    subprocess.run([commands / "pip", "install", "--quiet", str(wheel)], cwd=tmp_path, check=True)
    source = ROOT / "raw" / "norlandia" / "norlandia-2014-2016-midterm-self-assessment.txt"
    for name, words, expected in (
        ("ogp", ["--version"], __version__),
        ("ogp-pipeline", ["--help"], "Usage: ogp"),
        ("ogp", ["parse", str(source)], "completion_template"),
    ):
        done = subprocess.run([commands / name, *words], cwd=tmp_path, capture_output=True, text=True, check=True)
        assert expected in done.stdout


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("uvx") is None, reason="uv is not installed")
def test_uvx_runs_the_wheel_by_the_name_of_the_distribution(dist: Path, tmp_path: Path) -> None:
    (wheel,) = dist.glob("*.whl")
    command = ["uvx", "--from", str(wheel), PROJECT["name"], "--help"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert "Usage: ogp" in done.stdout


def test_the_lock_file_is_of_these_dependencies() -> None:
    lock = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))
    (root,) = (package for package in lock["package"] if package["name"] == "ogp-pipeline")
    listed = [d for d in root["metadata"]["requires-dist"] if "extra" not in d.get("marker", "")]
    assert {d["name"] + d.get("specifier", "") for d in listed} == set(PROJECT["dependencies"])
    assert root["version"] == __version__


@pytest.mark.parametrize("dev", [False, True])
def test_pip_gets_every_package_with_its_hashes(dev: bool) -> None:
    """What uv would install here is what pip is told to install where uv cannot be had."""
    lines = locked_requirements(tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8")), dev=dev)
    names = {line.partition("==")[0] for line in lines}
    assert all("--hash=sha256:" in line for line in lines)
    assert {re.split(r"[<>=~;\[ ]", text)[0] for text in PROJECT["dependencies"]} <= names
    assert ("pytest" in names, "urllib3" in names) == (dev, True)


def test_extras_are_there() -> None:
    assert {"charts", "docs"} <= set(PROJECT["optional-dependencies"])
    named = set(
        re.findall(r"ogp-pipeline\[([a-z0-9]+)\]", "".join(p.read_text() for p in ROOT.glob("pipeline/**/*.py")))
    )
    assert named <= set(PROJECT["optional-dependencies"])


def steps(job: dict[str, Any]) -> Iterator[str]:
    yield from (step["run"] for step in job["steps"] if "run" in step)


def test_the_workflow_runs_make_targets() -> None:
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8"))
    targets = set(re.findall(r"^([a-z][\w-]*):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    ran = [line for job in workflow["jobs"].values() for line in steps(job)]
    made = [line.removeprefix("make ") for line in ran if line.startswith("make ")]
    assert {"test", "test-slow", "extract", "docs", "package", "notebooks", "dockerfile"} <= set(made) <= targets
    assert [line for line in ran if not line.startswith("make ")] == ["apt-get update"]
    assert workflow["permissions"] == {"contents": "read"}
    oldest = re.findall(r"[0-9.]+", PROJECT["requires-python"])[0]
    assert oldest in workflow["jobs"]["other-pythons"]["strategy"]["matrix"]["python"]
    assert sum(line in {"make test", "make lint"} for line in ran) == 1, "style and types are checked once"


def test_the_citation_is_of_this_version() -> None:
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert {"cff-version", "message", "title", "authors", "version"} <= set(citation)
    assert (citation["version"], citation["license"]) == (PROJECT["version"], PROJECT["license"])
    assert PROJECT["version"] == __version__
    if program := shutil.which("cffconvert"):
        subprocess.run([program, "--validate", "--infile", str(ROOT / "CITATION.cff")], check=True)


def test_the_image_is_built_of_what_is_there_and_runs_without_root() -> None:
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    allowed = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    copied = {word for line in re.findall(r"^COPY ([^-\n].*)$", text, re.MULTILINE) for word in line.split()[:-1]}
    assert copied == allowed
    assert all((ROOT / name).exists() for name in copied)
    assert re.findall(r"^USER (\S+)$", text, re.MULTILINE)[-1].isdigit()
    linter = shutil.which("hadolint", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}")
    if linter is None:
        pytest.skip("hadolint is not installed: make dockerfile")
    done = subprocess.run([linter, str(ROOT / "Dockerfile")], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")
