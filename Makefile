# Needs python3 (3.11 or newer), git and make; everything else is fetched into .venv and .cache.

PYTHON ?= $(shell for p in python3 python3.11 python3.12 python3.13 python3.14; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
BIN := .venv/bin
VENV := .venv/.ready
NODE := .cache/node
DEMO ?= demo-vault
SOAK_SECONDS ?= 600
# Two more than there are cores: some tests wait for a watcher or a lock.
WORKERS ?= $(shell $(PYTHON) -c 'import os; print(min((os.cpu_count() or 1) + 2, 8))')
PYTEST = $(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup

.PHONY: help venv readers test lint format demo soak bench sample clean

help:
	@echo "make test     everything that must hold: format, lint, types, tests"
	@echo "make demo     a sample vault in $(DEMO), one tick, one push (again: the next tick)"
	@echo "make sample   rebuild sample_vault from the bundled roadmaps"
	@echo "make soak     random searches for SOAK_SECONDS=$(SOAK_SECONDS)"
	@echo "make bench    the figures of docs and issues, measured here"
	@echo "make format   put the code into the house style"
	@echo "make clean    remove what the other targets made (the demo vault stays)"

venv: $(VENV)

# Some systems split ensurepip off from python3: then pip is put in from outside.
$(VENV): pyproject.toml
	@test -n "$(PYTHON)" || { echo "vaultsync needs python3, version 3.11 or newer"; exit 1; }
	@test -x $(BIN)/python && $(BIN)/python -m pip --version >/dev/null 2>&1 \
		|| $(PYTHON) -m venv .venv \
		|| { rm -rf .venv; $(PYTHON) -m venv --without-pip .venv \
			&& $(PYTHON) -m pip --python $(BIN)/python install --quiet pip; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	$(BIN)/python -m compileall -q vaultsync
	@touch $@

# The library with which Obsidian writes properties reads our notes in the tests. Tests that want it are
# skipped, with the reason, where node is missing.
readers: $(NODE)/.ready

$(NODE)/.ready:
	@mkdir -p $(NODE)
	@if command -v node >/dev/null && command -v npm >/dev/null; then \
		npm install --no-save --silent --no-audit --no-fund --prefix $(NODE) 'yaml@~2.7.0' && touch $@ \
			|| echo "npm could not fetch the yaml package: the tests that read with it are skipped"; \
	else echo "node or npm is missing: the tests that read with the yaml package are skipped"; fi

# Compiled first, as an installed program is: where Python is told to write no bytecode, every start would compile all.
test: venv readers lint
	$(BIN)/python -m compileall -q vaultsync
	$(PYTEST) tests

lint: venv
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: venv
	$(BIN)/ruff check --fix --exit-zero --quiet .
	$(BIN)/ruff format .

demo: venv
	@PATH="$(CURDIR)/$(BIN):$$PATH" sh docs/demo.sh "$(DEMO)"

# Every search has its share of the time; each round begins with another seed, and all is told at the end.
soak: venv
	VAULTSYNC_SOAK=$(SOAK_SECONDS) $(PYTEST) -q -m soak tests

bench: venv
	$(BIN)/python -m bench

sample: venv
	$(BIN)/python docs/make_sample.py sample_vault

clean:
	rm -rf .venv .cache .pytest_cache .mypy_cache .ruff_cache .hypothesis build dist
