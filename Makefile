# What a person does with this house, one word each. Only Python ≥ 3.11, pip and make are needed.
PORT ?= 8000
PYTHON ?= python3
MAKEFLAGS += --no-print-directory
BIN := .venv/bin
DEVELOP := DJANGO_DEBUG=1 DJANGO_RUNSERVER_HIDE_WARNING=true PYTHONUNBUFFERED=1
MANAGE := $(DEVELOP) $(BIN)/python manage.py
LOCKS := requirements.txt requirements-demo.txt kimportal/deploy/monitoring.txt tests/requirements.txt
PRODUCTION := DJANGO_DEBUG=0 DJANGO_SECRET_KEY=$(shell printf 'only-for-checks-%.0s' 1 2 3 4) \
	DJANGO_ALLOWED_HOSTS=kim.example SITE_URL=https://kim.example DATABASE_URL=sqlite:///:memory: \
	CACHE_URL=locmem:// STORAGE_URL=file:///tmp EMAIL_URL=memory: \
	CONTACT_EMAIL=a@kim.example HOAX_DESK=https://kim.example DATA_PROTECTION_CONTACT=b@kim.example

WORKERS ?= 2
PYTEST := $(BIN)/pytest -n $(WORKERS) --dist worksteal

# Hundreds of Pythons are started by the tests; none of them should compile what stands already.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help run serve test test-all bench drills lock messages lint check audit sbom
.DEFAULT_GOAL := run

# uv installs in a fifth of pip's time, but does not read pip's settings (a mirror, a proxy).
install = $(BIN)/uv pip install -q --require-hashes -r $(1) \
	|| $(BIN)/pip install -q --disable-pip-version-check --require-hashes -r $(1)

help:  ## List these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.venv/made:
	@echo "Making .venv …"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Portal KIM needs Python 3.11 or newer.")'
	@$(PYTHON) -m venv .venv
	@awk '/^[^ #]/ {uv = /^uv==/} uv' tests/requirements.txt > .venv/uv.txt
	@$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r .venv/uv.txt
	@touch $@

.venv/installed: requirements.txt | .venv/made
	@echo "Installing what requirements.txt locks …"
	@$(call install,requirements.txt)
	@touch $@

.venv/demo: requirements.txt requirements-demo.txt | .venv/made
	@echo "Installing what requirements.txt and requirements-demo.txt lock …"
	@$(call install,requirements.txt -r requirements-demo.txt)
	@touch $@

.venv/tested: requirements.txt tests/requirements.txt | .venv/installed
	@echo "Installing what the tests need …"
	@$(call install,requirements.txt -r tests/requirements.txt)
	@touch $@

run: .venv/demo  ## Start the portal with demo content on http://127.0.0.1:8000 (PORT=8123 for another port)
	@$(MANAGE) prepare
	@SITE_URL=http://127.0.0.1:$(PORT) $(MANAGE) runserver 127.0.0.1:$(PORT)

# The production stack from what is installed: granian, and nginx, PostgreSQL, Redis where found.
serve: .venv/installed  ## Start the production stack on this machine (PORT=8123 for another port)
	@$(BIN)/python -m tests.ops.stack $(PORT)

# Everything on PostgreSQL and in Chromium; on SQLite what touches the engine. Fails if either does.
test: .venv/tested  ## Run the test suite: all on PostgreSQL and in Chromium, what touches the engine on SQLite
	@echo "On SQLite, what touches the engine:"; \
	$(PYTEST) -m "engine and not browser and not postgres"; sqlite=$$?; \
	echo "On PostgreSQL, and in Chromium:"; \
	TEST_DATABASE=postgres $(PYTEST) && exit $$sqlite

# Everything on both, and how much of the product the tests run (the floor: pyproject.toml).
test-all: .venv/tested  ## Run every test on both databases, with coverage
	@rm -f .coverage; \
	echo "On SQLite:"; \
	$(PYTEST) --cov --cov-report= --cov-fail-under=0 -m "not browser and not postgres"; sqlite=$$?; \
	echo "On PostgreSQL, and in Chromium:"; \
	TEST_DATABASE=postgres $(PYTEST) --cov --cov-append --cov-report=term:skip-covered && exit $$sqlite

bench: .venv/tested  ## Measure the speed of every kind of page (PART=test_events.py for one part)
	@$(BIN)/python -m tests.benchmarks $(PART)

# ROWS="R3 R16" for these only; FULL=1 for each at the size that the bar asks for (an hour in all).
drills: .venv/tested  ## Break the production stack on purpose (ROWS="R4 R14" for some, FULL=1 for full size)
	@$(BIN)/python -m tests.ops $(ROWS)

lock: .venv/tested  ## Update the lock files to the newest allowed versions
	@compile="$(BIN)/uv pip compile -q --upgrade --generate-hashes --no-emit-index-url --no-header --universal --python-version 3.11"; \
	$$compile pyproject.toml -o requirements.txt; \
	$$compile --group demo -c requirements.txt -o requirements-demo.txt; \
	$$compile --group monitoring -c requirements.txt -o kimportal/deploy/monitoring.txt; \
	$$compile --group test -c requirements.txt -o tests/requirements.txt

messages: .venv/tested  ## Update and compile the Indonesian translation catalogue
	@$(MANAGE) makemessages -l id --no-location --no-wrap --no-obsolete -i .venv -i var -i tests
	@$(MANAGE) compilemessages -v 0 -i .venv

lint: .venv/tested  ## Check code style, types, import rules and templates
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@find templates -name '*.html' ! -path '*/widgets/select.html' -exec $(BIN)/djhtml -c -t 2 {} +
	@! grep -q "^.tool.importlinter" pyproject.toml || $(BIN)/lint-imports
	@! grep -q "^.tool.mypy" pyproject.toml || $(BIN)/mypy

# Lint, and what Django can say without a database: no migration is missing, no setting is unsafe.
check: lint  ## Lint, and Django's own checks: missing migrations, unsafe settings
	@$(MANAGE) makemigrations --check --dry-run -v 0
	@$(PRODUCTION) $(BIN)/python manage.py check --deploy --fail-level WARNING

# Fails when a package is known to be vulnerable, and when the registry could not say.
audit: .venv/tested  ## Check the locked packages for known vulnerabilities
	@mkdir -p var/audit; rm -f var/audit/*; \
	for lock in $(LOCKS); do \
		$(BIN)/pip-audit --require-hashes --disable-pip --progress-spinner off -f json \
			-r $$lock -o var/audit/$$(echo $$lock | tr / -).json 2>/dev/null; \
	done; \
	$(BIN)/python .ci/audit.py var/audit/*.json

# What the house is made of, as CycloneDX, from the lock: each package with its hashes.
sbom: .venv/tested  ## Write the list of packages as CycloneDX to var/sbom.json
	@mkdir -p var
	@$(BIN)/python -W ignore -m cyclonedx_py requirements requirements.txt --pyproject pyproject.toml \
		--of JSON --output-reproducible -o var/sbom.json
	@echo "var/sbom.json"
