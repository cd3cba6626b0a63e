# The commands of the project. `make run` and `make test` need Python 3.11 or newer and nothing else.
PYTHON ?= python3
BIN := .venv/bin
DEMO := data/demo

.PHONY: run test check setup setup-dev browser postgresql demo format benchmarks clean

run: setup  ## open the app with the demo municipality
	$(BIN)/streamlit run app.py

test: setup-dev browser postgresql  ## every test
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

check: setup-dev  ## lint, format, types, layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

setup: .venv/runtime.done $(DEMO)/municipality.yaml

setup-dev: setup .venv/dev.done

.venv/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: make PYTHON=python3.11 $(MAKECMDGOALS)"; exit 1; }
	$(PYTHON) -m venv .venv

.venv/runtime.done: requirements.txt | .venv/bin/python
	$(BIN)/pip install --quiet --disable-pip-version-check --requirement requirements.txt
	touch $@

.venv/dev.done: requirements-dev.txt .venv/runtime.done
	$(BIN)/pip install --quiet --disable-pip-version-check --requirement requirements-dev.txt
	touch $@

# The example municipality, written whole or not at all. Assessing the example scenario once compiles the engine's kernels
# into the user's cache, so that the app opens quickly afterwards.
$(DEMO)/municipality.yaml: .venv/runtime.done $(shell find assessment/demo -name '*.py' -o -name '*.csv' 2>/dev/null)
	$(BIN)/python -m assessment data demo --output $(DEMO)
	$(BIN)/python -m assessment assess --data $(DEMO) --scenario data/scenarios/inkeroinen.yaml --output $(DEMO)-result
	touch $@

demo: $(DEMO)/municipality.yaml

# Browser tests drive Debian's Chromium; where it cannot be installed they say so and are skipped.
browser:
	@command -v chromium >/dev/null 2>&1 || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1 \
	  && apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium >/dev/null; } \
	  || echo "No chromium here and no right to install it: browser tests will be skipped."

# The record's tests run on SQLite and on Debian's PostgreSQL; each starts a server of its own and throws it away.
postgresql:
	@ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1 \
	  && apt-get update -qq && apt-get install -y -qq --no-install-recommends postgresql >/dev/null; } \
	  || echo "No PostgreSQL here and no right to install it: its tests will be skipped."

format: setup-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean:
	rm -rf .venv $(DEMO) .pytest_cache .mypy_cache .ruff_cache
