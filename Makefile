# `make run` brings up the whole catalogue, `make test` runs every test; `make help` lists the rest.
PY := python3
VENV := .dev/venv/bin
# plugins of pytest that load CKAN or invent data: a third of the time, and no quick test uses them
WITHOUT_CKAN := -p no:ckan -p no:ckan_fixtures -p no:pytest_factoryboy -p no:faker
.PHONY: help assets install run stop clean test test-quick fuzz lint bench shots docs words
.DEFAULT_GOAL := help

help: ## this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

install: ## install what is missing, into .dev/ (Debian packages too when run as root)
	@$(PY) -m dev.install

assets: install ## build the front end, into the package, where it is stale
	@true

run: ## bring up the catalogue and print its address and logins
	@$(PY) -m dev.run

stop: ## end everything that this clone started
	@$(PY) -m dev.stop

clean: ## stop, and remove .dev/ with all its data
	@$(PY) -m dev.clean

test: install ## run every test: linters, units, the running site, the browser
	@$(PY) -m dev.test

test-quick: install ## run what needs no service, in a minute or two
	@$(VENV)/python -m pytest -q -n 2 -m "not service and not demo" $(WITHOUT_CKAN)

fuzz: install ## check, repair and annotate damaged files for ten minutes (MINUTES=10), keep what breaks
	@PYTHONWARNINGS=ignore $(VENV)/python -m dev.fuzz --minutes $(or $(MINUTES),10)

lint: install ## ruff, import contracts, types
	@$(VENV)/python -m dev.lint

bench: install ## run the benchmarks against their peers
	@$(PY) -m dev.bench

shots: install ## take a picture of every page of the running catalogue, into .dev/shots/
	@$(VENV)/python -m dev.shots $(PAGES)

docs: install ## write docs/reference/ from the code
	@$(VENV)/python -m dev.reference

words: install ## bring the catalogues of messages up to date, and say what lacks French
	@$(VENV)/python -m dev.words
