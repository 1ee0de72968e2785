# Một Cửa: `make demo` runs a small province, `make test` passes the tests. Needs Python 3.11+ and nothing else.
PYTHON ?= python3
PORT_BASE ?= 8400
KIT ?= ../shared/dmn-tck
BIN := .venv/bin
STAMP := .venv/.installed

# compiled Python is kept even where the environment asks for none: the tests start the program a hundred times
unexport PYTHONDONTWRITEBYTECODE

.PHONY: install demo test lint types contracts tck clean

install: $(STAMP)
	@$(BIN)/python -c "from webui.assets import INSTALLED; INSTALLED.ensure()"

# installed anew only when what it depends on has changed
$(STAMP): pyproject.toml hatch_build.py
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed (PYTHON=…)"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[test]'
	@touch $@

demo: install
	@exec $(BIN)/motcua demo --home .demo --port-base $(PORT_BASE)

test: install
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python -m pytest -n 2 --dist loadgroup $(ARGS)

lint: install
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .

types: install
	@$(BIN)/mypy

contracts: install
	@$(BIN)/lint-imports

tck: install
	@$(BIN)/python -m decisions.tck $(KIT)

bench-%: install
	@$(BIN)/python -m bench.$*

clean:
	rm -rf .venv .demo .cache webui/static/dist frontend/node_modules
