# One word per job. `make demo` and `make test` are all a newcomer needs.
PY      ?= python3
VENV    := .venv
BIN     := $(VENV)/bin
STAMPS  := .stamps
ORACLES := var/oracles
UV      := $(BIN)/uv
UV_PIN  := uv==0.13.9
SOURCES := $(shell find src -name '*.po' 2>/dev/null)

.PHONY: setup setup-dev demo test check trace soak oracles shots bench messages lock lint format clean
.DEFAULT_GOAL := help

help:
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*##/\t/' | expand -t 12

$(UV):
	@$(PY) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "shangyi needs Python 3.11 or newer: say PY=python3.12 make ...")'
	@echo "· making $(VENV)"
	@$(PY) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check $(UV_PIN)

$(STAMPS)/runtime: requirements/runtime.txt pyproject.toml | $(UV)
	@echo "· installing what shangyi runs on"
	@VIRTUAL_ENV=$(VENV) $(UV) pip install --quiet --require-hashes -r requirements/runtime.txt
	@VIRTUAL_ENV=$(VENV) $(UV) pip install --quiet --no-deps --editable .
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/dev: requirements/dev.txt $(STAMPS)/runtime
	@echo "· installing what the tests need"
	@VIRTUAL_ENV=$(VENV) $(UV) pip install --quiet --require-hashes -r requirements/dev.txt
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/messages: $(STAMPS)/runtime $(SOURCES)
	@$(BIN)/python tools/messages.py compile
	@mkdir -p $(STAMPS) && touch $@

setup: $(STAMPS)/runtime $(STAMPS)/messages ## .venv and the locked dependencies

setup-dev: setup $(STAMPS)/dev

demo: setup ## the demo community on http://127.0.0.1:8000
	@$(BIN)/shangyi demo

test: setup-dev ## everything: SQLite, a real PostgreSQL, a real browser
	@$(BIN)/python tools/run_tests.py

check: setup-dev ## lint, types, layers, translations, trace
	@$(BIN)/python tools/run_checks.py

trace: setup-dev ## requirement ids that are due and have no passing test
	@$(BIN)/python tools/trace.py

soak: setup-dev ## the long fault and load runs that make test only samples
	@SHANGYI_SOAK=whole $(BIN)/python -m pytest -m soak
	@SHANGYI_SOAK=whole SHANGYI_TEST_DB=postgres $(BIN)/python -m pytest -m "soak and database"

oracles: setup-dev ## golden results derived again from the oracle libraries
	@$(UV) venv --quiet --allow-existing --python $(BIN)/python $(ORACLES)
	@VIRTUAL_ENV=$(ORACLES) $(UV) pip install --quiet --require-hashes -r requirements/oracles.txt
	@$(ORACLES)/bin/python tools/oracles.py

shots: setup-dev ## a picture of every page, two widths, two languages, into var/shots
	@$(BIN)/python tools/shots.py

bench: setup-dev ## benchmarks beside their floor or peer: make bench NAME=requests
	@$(BIN)/python -m bench $(NAME)

messages: setup-dev ## refresh the message catalogues from the source
	@$(BIN)/python tools/messages.py extract

lock: $(UV) ## lock the dependencies again
	@for set in runtime dev oracles; do \
		group=$$([ $$set = runtime ] || echo "--group $$set"); \
		$(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
			--no-annotate --no-emit-index-url --no-emit-find-links pyproject.toml $$group -o requirements/$$set.txt; \
	done

format: setup-dev
	@$(BIN)/ruff check --quiet --fix-only src tests tools bench; $(BIN)/ruff format --quiet src tests tools bench

clean:
	rm -rf $(VENV) $(STAMPS) var/test
