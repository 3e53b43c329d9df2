# `make` alone lists what can be done.
SHELL := /bin/bash
.DEFAULT_GOAL := help
BIN := .venv/bin
PYTHON ?= python3
# The national records, where they lie beside this folder.
RECORDS := ../shared/data/national-procedures.tar.xz
export TOANTRINH_TEST_HOME ?= $(CURDIR)/var/test

help: ## List the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 14

.venv/.installed: requirements/base.txt requirements/dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; assert sys.version_info >= (3, 11)' 2>/dev/null || \
		{ echo "Python 3.11 or newer is needed: apt-get install python3"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || \
		{ echo "Python's venv module is missing: apt-get install python3-venv"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "· Thư viện (libraries, from the lock)"
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps --editable .
	@$(BIN)/python -m toantrinh.command.translations
	@touch $@

# Spark's package is 300 MB of source; it is built once and left alone until its lock changes.
.venv/.spark: requirements/spark-build.txt requirements/spark.txt | .venv/.installed
	@echo "· Spark (300 MB)"
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/spark-build.txt
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --no-build-isolation -r requirements/spark.txt
	@touch $@

install: .venv/.installed $(if $(SPARK),.venv/.spark) ## Make .venv from the lock (SPARK=1 adds Spark)

check: .venv/.installed ## Format, lint, types, layers, migrations, translations
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/djlint src --check --lint --quiet
	$(BIN)/mypy
	$(BIN)/lint-imports
	@# Whether tables lack a migration can be told without a database.
	$(BIN)/python -W ignore::RuntimeWarning -m django makemigrations --check --dry-run --settings toantrinh.host.settings
	$(BIN)/python -m toantrinh.command.translations --check

format: .venv/.installed ## Format the code and mend what can be mended
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	$(BIN)/djlint src --reformat --quiet

# A file stays with one worker, which then builds what its tests share once; the longest files first.
test: .venv/.installed ## Run all tests (TOANTRINH_RECORDS adds those on the national records)
	@tests/needs
	TOANTRINH_HOME=$(TOANTRINH_TEST_HOME) $(BIN)/pytest -n $(or $(WORKERS),3) --dist loadfile --no-loadscope-reorder $(ARGS)

demo: .venv/.installed ## Run everything with invented people (FRESH=1 starts over)
	@$(BIN)/toantrinh demo $(if $(FRESH),--fresh) \
		$(if $(TOANTRINH_RECORDS),,$(if $(wildcard $(RECORDS)),--records $(RECORDS)))

soak: .venv/.installed ## A million random cases for the clock (SEED=n to replay)
	$(BIN)/python benchmarks/soak_clock.py --cases 1000000 $(if $(SEED),--seed $(SEED))

soak-desk: .venv/.installed ## Lives of dossiers, tried at random (LIVES=n)
	TOANTRINH_HOME=$(TOANTRINH_TEST_HOME) TOANTRINH_LIVES=$(or $(LIVES),2000) \
		$(BIN)/pytest tests/properties/test_lifecycle.py

bench: .venv/.installed ## Measure (ONLY=a,b SIZE=small|full); writes benchmarks/latest.json
	$(BIN)/python -m benchmarks --size $(or $(SIZE),small) $(if $(ONLY),--only $(ONLY))

messages: .venv/.installed ## Collect texts for translation
	$(BIN)/python -m toantrinh.command.translations --collect

lifecycle: ## Write docs/lifecycle.md from the lifecycle table
	$(BIN)/python -m toantrinh.command.lifecycle_page

lock: ## Renew the lock (needs uv)
	requirements/lock

clean: ## Remove what tests left behind (not the data in var/)
	rm -rf .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

.PHONY: help install check format test demo soak soak-desk bench messages lifecycle lock clean
