# Everything anybody does here. The README explains; `make help` lists.

PYTHON ?= python3
PORT ?= 8000
# Where a running clinic keeps its data.
DOSEKEEPER_HOME ?= $(CURDIR)/var
export DOSEKEEPER_HOME PORT

BIN := .venv/bin

.PHONY: help setup run reset check test fix lock docs soak bench wheel

help:
	@echo 'make run     set up everything, load the demo clinic, serve it (PORT=8000)'
	@echo 'make reset   throw the demo clinic in var away; one in DOSEKEEPER_HOME stays'
	@echo 'make check   the fast fence: format, lint, types, imports, words, docs, locks'
	@echo 'make test    every test, with a real browser and a real PostgreSQL'
	@echo 'make soak    the long races, kills and power cuts'
	@echo 'make bench   what it does a second, side by side with bare commits'
	@echo 'make docs    write the generated pages again'
	@echo 'make fix     format, and repair what lint can repair'
	@echo 'make lock    resolve the dependencies again'
	@echo 'make wheel   build dist/*.whl'

setup:
	@$(PYTHON) tools/setup.py dev

run:
	@$(PYTHON) tools/setup.py run
	@DOSEKEEPER_DEMO=1 $(BIN)/dosekeeper demo --if-empty
	@DOSEKEEPER_DEMO=1 exec $(BIN)/dosekeeper serve --port $(PORT)

# Only ever the folder of this checkout: a clinic's data elsewhere is not ours to remove.
reset:
	rm -rf var

check: setup
	@$(BIN)/python tools/check.py

test:
	@$(PYTHON) tools/setup.py test
	@$(BIN)/python -m pytest --numprocesses=auto

soak:
	@$(PYTHON) tools/setup.py test
	@$(BIN)/python -m pytest -m soak --override-ini faulthandler_timeout=14400

bench: setup
	@$(BIN)/python tools/bench.py

fix: setup
	@$(BIN)/ruff check --fix-only --quiet
	@$(BIN)/ruff format

lock: setup
	@$(BIN)/python tools/lock.py

docs: setup
	@$(BIN)/python tools/docs.py

wheel: setup
	@$(BIN)/uv build --quiet --wheel --no-build-isolation --python $(BIN)/python
	@ls dist/*.whl
