# fullcourt: everything a developer runs. `make help` lists the targets.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready
DEMO   ?= demo

.DEFAULT_GOAL := help
.PHONY: help setup demo test laws mutants rooms lint format types real browser torture bench gauntlet docs clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(READY) ## install into .venv, with everything the tests need

$(READY): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "fullcourt needs Python 3.11 or newer; name one: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

demo: $(READY) ## simulate a season, build every table, show the result
	$(BIN)/fullcourt demo $(DEMO)

test: $(READY) ## run the tests (no network, no real data)
	$(BIN)/python -m pytest -q -n auto --dist worksteal

laws: $(READY) ## prove the laws: any order, any damage, every incident (minutes)
	$(BIN)/python -m pytest -q -n auto --dist loadfile -m laws --durations=10

rooms: $(READY) ## test the console and the predictions on warehouses of their own (minutes)
	$(BIN)/python -m pytest -q -n auto --dist loadfile -m rooms --durations=10

lint: $(READY) ## check style and formatting
	$(BIN)/ruff check
	$(BIN)/ruff format --check

format: $(READY) ## format the code
	$(BIN)/ruff format
	$(BIN)/ruff check --fix

types: $(READY) ## check types (strict on src)
	$(BIN)/mypy

real: $(READY) ## run the tests on real seasons: FULLCOURT_CORPUS=DIR make real
	@test -n "$$FULLCOURT_CORPUS" || { echo "set FULLCOURT_CORPUS to the folder of real seasons"; exit 2; }
	$(BIN)/python -m pytest -q -m real --durations=10

mutants: $(READY) ## disable every audit in turn and see that a test misses it
	$(BIN)/python -m pytest -q -m laws tests/scenario/test_detection.py --durations=10

browser: $(READY) ## drive the console with a headless Chromium, where one is installed
	$(BIN)/python -m pytest -q -m browser tests/console --durations=5

torture: $(READY) ## run long randomised tests
	HYPOTHESIS_PROFILE=torture $(BIN)/python -m pytest -q -m torture

bench: $(READY) ## measure the budgets on real seasons: FULLCOURT_CORPUS=DIR make bench
	$(BIN)/python -m bench

gauntlet: $(READY) ## break warehouses in every known way, beside SQLMesh and dbt where they install
	$(BIN)/python -m bench.gauntlet

docs: $(READY) ## write docs/tables.md from the models' headers
	$(BIN)/python docs/make_tables.py

clean: ## remove the demo and what tools left behind
	rm -rf $(DEMO) .pytest_cache .mypy_cache .ruff_cache .hypothesis build dist
