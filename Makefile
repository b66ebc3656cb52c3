# The manual of this project: `make help` prints what stands behind each ##.

PYTHON ?= python3
BIN := .venv/bin
# Programs run as modules, so that a folder that was moved still works.
RUN := $(BIN)/python -m
# On the database of this folder, or on the one that TAB_DB_URL names.
WITH_DB := $(RUN) console.embedded
ARGS ?=
export PYTHONUNBUFFERED := 1

# A file stays in one process, because its tests share servers; the slow ones come first.
PARALLEL ?= -n 2 --dist loadfile --no-loadscope-reorder

.DEFAULT_GOAL := help
.PHONY: help run test check shell dbshell flask resetdb reformat lint types messages assets seeds \
        bench deps venv venv-dev browser

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: venv ## serve on http://127.0.0.1:8000, with a database of its own (HOST, PORT, DEMO=0, TAB_DB_URL)
	@$(RUN) console.serve

test: check ## everything, from nothing: what .ci/run calls

# Types are looked at while the tests run, for both processors are there to be used.
check: venv-dev browser lint ## lint, types and tests
	@$(RUN) mypy & types=$$!; $(RUN) pytest $(PARALLEL) $(ARGS); tests=$$?; \
		wait $$types || exit 1; exit $$tests

shell: venv ## a Python prompt with the models and db.session
	@$(WITH_DB) run $(RUN) flask shell

dbshell: venv ## a prompt for SQL
	@$(WITH_DB) psql

flask: venv ## any flask command on that database: make flask ARGS="db history"
	@$(WITH_DB) run $(RUN) flask $(ARGS)

resetdb: venv ## throw the database of `make run` away, after a question
	@$(WITH_DB) reset

reformat: venv-dev ## put the code into its usual shape
	@$(RUN) ruff check --fix-only --quiet .
	@$(RUN) ruff format .

lint: venv-dev ## what ruff and import-linter say
	@$(RUN) ruff check .
	@$(RUN) ruff format --check --quiet .
	@$(BIN)/python -c "import importlinter.cli as cli; cli.lint_imports_command()"

types: venv-dev ## what mypy says
	@$(RUN) mypy

messages: venv-dev ## collect what is to be translated, compile what is
	@TAB_DB_URL=$${TAB_DB_URL:-postgresql:///} $(RUN) flask translations update

assets: ## build the vendored CSS and JavaScript anew (needs node)
	npm ci && npm run build

seeds: venv-dev ## write seeds/*.csv anew from the packages they come from
	@$(RUN) seeds.sources

bench: venv-dev ## measure pages on a large database
	@$(RUN) bench $(ARGS)

UV_COMPILE := UV_CUSTOM_COMPILE_COMMAND="make deps" $(RUN) uv pip compile --quiet --universal \
	--python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links
deps: venv-dev ## pin and hash what requirements*.in ask for (ARGS=--upgrade for the newest)
	@$(UV_COMPILE) $(ARGS) --output-file requirements.txt requirements.in
	@$(UV_COMPILE) $(ARGS) --output-file requirements-dev.txt requirements-dev.in

venv:
	@$(PYTHON) console/bootstrap.py requirements.txt

venv-dev:
	@$(PYTHON) console/bootstrap.py requirements-dev.txt

browser:
	@sh .ci/packages
