# Every target sets up its own environment in .venv on first use and reuses it after.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
AS_OF ?=
PLATFORM ?=
PYTHON_THERE ?=

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help report test lab teaching bundle measure notebooks check data data-check seal mutation \
  reading-speed bench lock refresh audit browser clean new-row check-row add-row unverified reference \
  test-all record-matrix

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

report: $(READY) ## run the notebooks and render build/report/index.html (AS_OF=YYYY-MM-DD for another day)
	$(BIN)/python -m helpers.report site $(if $(AS_OF),--as-of $(AS_OF)) $(if $(URL),--url $(URL))

test: export IPYTHONDIR := $(CURDIR)/build/ipython
test: $(READY) check ## check everything: data, helpers, notebooks, report
	$(BIN)/python -m pytest -n 2 --dist loadfile tests src
	$(BIN)/python -m pytest --nbval -n 2 --dist loadfile -p no:cacheprovider notebooks

test-all: test ## the same and the whole reproducibility matrix, into build/reproducibility.md (long)
	$(BIN)/python -m pytest -m "matrix or thorough" -p no:cacheprovider tests

record-matrix: ## store the table that make test-all wrote in the docs
	cp build/reproducibility.md build/.RESULTS.md
	mv build/.RESULTS.md tests/reproducibility/RESULTS.md

lab: $(READY) ## open the notebooks in JupyterLab
	$(BIN)/jupyter lab --notebook-dir=notebooks

teaching: $(READY) ## write students' and instructors' zips, slides, worksheets to build/teaching
	$(BIN)/python -m helpers.teaching build

bundle: $(READY) ## a zip for rooms without a network (PLATFORM=win_amd64 PYTHON_THERE=3.12 for others)
	$(BIN)/python -m helpers.teaching bundle $(if $(PLATFORM),--platform $(PLATFORM)) \
	  $(if $(PYTHON_THERE),--python $(PYTHON_THERE))

measure: $(READY) ## measure the memory and the time a learner needs (minutes)
	$(BIN)/python -m helpers.teaching measure

notebooks: $(READY) ## run every notebook in place and store its outputs
	$(BIN)/python -m helpers.report store

check: $(READY) ## lint, types, layout of the code
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

data-check: $(READY) ## list every problem of the dataset
	$(BIN)/python -m helpers.validation

seal: $(READY) ## after a meant change of data/: renew the seals and data/CODEBOOK.md
	$(BIN)/python -m helpers.seal
	$(BIN)/python -m helpers.codebook

data: $(READY) data-check ## write the downloads: zip, SQLite, Parquet, into build/data
	$(BIN)/python -m helpers.downloads

new-row: $(READY) ## print the form for a new row (TABLE=name), or for a correction (KEY=key too)
	@$(BIN)/python -m helpers.contribute $(if $(KEY),correct $(TABLE) $(KEY),new $(TABLE))

check-row: $(READY) ## check a filled-in form and show what it would change (ROW=file)
	@$(BIN)/python -m helpers.contribute check $(ROW)

add-row: $(READY) ## the same, and write it: whole or not at all (ROW=file)
	@$(BIN)/python -m helpers.contribute add $(ROW)

unverified: $(READY) ## list the facts that wait longest for a second source
	@$(BIN)/python -m helpers.contribute unverified

reference: $(READY) ## write build/reference.md: every function, with its example
	$(BIN)/python -m helpers.reference

mutation: $(READY) ## measure how many random corruptions of the data are caught (minutes)
	$(BIN)/python -m helpers.mutation

reading-speed: $(READY) ## measure weight and speed of the built pages beside stock ones (build/reading.md)
	$(BIN)/python -m helpers.report.reading_speed

bench: $(READY) ## measure speed beside other tools (build/bench.md; QUICK=1, ROUNDS=3, ONLY="days growth")
	$(BIN)/python -m helpers.bench $(if $(QUICK),--quick) $(if $(ROUNDS),--rounds $(ROUNDS)) \
	  $(if $(ONLY),--only $(ONLY))

lock: $(READY) ## resolve pyproject.toml into the lock again; versions move only where they must
	$(BIN)/python -m helpers.lock resolve

refresh: $(READY) ## try the newest versions in a copy, show what moves (ONLY=09_hanoi; APPLY=1 takes them)
	$(BIN)/python -m helpers.lock refresh $(if $(ONLY),--only $(ONLY)) $(if $(APPLY),--apply)

audit: $(READY) ## ask OSV for known vulnerabilities of the locked versions (needs a network)
	$(BIN)/python -m helpers.lock audit

browser: ## install Chromium for the browser checks (Debian and Ubuntu, as root)
	.ci/install-browser

clean: ## remove what was generated (not the environment)
	rm -rf build .pytest_cache .mypy_cache .ruff_cache
	find . -name __pycache__ -not -path './$(VENV)/*' -exec rm -rf {} +

# uv installs the locked set in seconds; it is itself installed from the lock, by hash. Where
# uv finds no index of its own, pip installs the same set. Only wheels: no code but ours runs.
$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "error: Python 3.11 or newer is needed; set PYTHON=python3.12, say"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || \
	  { echo "error: no venv module; on Debian and Ubuntu: apt-get install python3-venv"; exit 1; }
	@awk '/^[a-z0-9]/ {keep = /^uv==/} keep' requirements.lock > $(VENV)/uv.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: \
	  -r $(VENV)/uv.lock
	VIRTUAL_ENV=$(VENV) $(BIN)/uv pip install --quiet --compile-bytecode --require-hashes --no-build \
	  -r requirements.lock || \
	  $(BIN)/python -m pip install --quiet --require-hashes --only-binary :all: -r requirements.lock
	VIRTUAL_ENV=$(VENV) $(BIN)/uv pip install --quiet --no-deps --no-build-isolation --offline --editable .
	@touch $@
