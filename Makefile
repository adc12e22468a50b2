# Two commands matter: `make demo` and `make test`. Everything else is for those who build the product.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
# Tests wait for the disk and for terminals too: two cores have work for four.
WORKERS := $(shell cores=$$(getconf _NPROCESSORS_ONLN); echo $$(( cores > 4 ? cores : 4 )))
# Without compiled files every start of the program in the tests compiles everything again.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help demo test lint check format bench bundle catalogue versions lock keys clean

help:
	@echo "make demo    the app on a fresh demo organisation"
	@echo "make test    the whole test suite"
	@echo "make lint    formatter, linter, types, import contracts"
	@echo "make check   both of them: what has to pass before anything lands"
	@echo "make bench   the benchmarks, as ratios"
	@echo "make bundle  one archive for machines without internet"
	@echo "make catalogue  what the shipped catalogue holds, where it is thin, what is alike"
	@echo "make versions   records the new versions of actions as shipped"

demo: $(VENV)/run.stamp
	@$(BIN)/python -m cm_tui demo

test: $(VENV)/dev.stamp
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder

lint: $(VENV)/dev.stamp
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

check: $(VENV)/dev.stamp
	$(MAKE) --jobs=2 lint test

format: $(VENV)/dev.stamp
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(VENV)/dev.stamp
	$(BIN)/python -m benchmarks

bundle: $(VENV)/dev.stamp
	$(BIN)/python scripts/bundle.py

catalogue: $(VENV)/dev.stamp
	PYTHONPATH=. $(BIN)/python tests/catalogue/report.py

versions: $(VENV)/dev.stamp
	PYTHONPATH=. $(BIN)/python tests/catalogue/record.py

lock: $(VENV)/dev.stamp
	$(BIN)/python scripts/lock.py

keys: $(VENV)/dev.stamp
	PYTHONPATH=. $(BIN)/python scripts/keys.py

clean:
	rm -rf $(VENV) build dist

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "cm-tui needs Python 3.11 or newer; say which with: make PYTHON=python3.11 …" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/run.stamp: requirements-run.lock | $(BIN)/python
	$(PIP) install --require-hashes -r requirements-run.lock
	@touch $@

$(VENV)/dev.stamp: requirements.lock | $(BIN)/python
	$(PIP) install --require-hashes -r requirements.lock
	@touch $@
