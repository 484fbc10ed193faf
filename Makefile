# What a person does with this house, one word each. Only Python ≥ 3.11, pip and make are needed.
PORT ?= 8000
PYTHON ?= python3
MAKEFLAGS += --no-print-directory
BIN := .venv/bin
DEVELOP := DJANGO_DEBUG=1 DJANGO_RUNSERVER_HIDE_WARNING=true PYTHONUNBUFFERED=1
MANAGE := $(DEVELOP) $(BIN)/python manage.py
LOCKS := requirements.txt kimportal/deploy/watch.txt tests/requirements.txt

.PHONY: run serve test bench drills lock messages lint audit sbom
.DEFAULT_GOAL := run

# uv installs in a fifth of pip's time, but does not read pip's settings (a mirror, a proxy).
install = $(BIN)/uv pip install -q --require-hashes -r $(1) \
	|| $(BIN)/pip install -q --disable-pip-version-check --require-hashes -r $(1)

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

.venv/tested: requirements.txt tests/requirements.txt | .venv/installed
	@echo "Installing what the tests need …"
	@$(call install,requirements.txt -r tests/requirements.txt)
	@touch $@

run: .venv/installed
	@$(MANAGE) prepare
	@SITE_URL=http://127.0.0.1:$(PORT) $(MANAGE) runserver 127.0.0.1:$(PORT)

# The production stack from what is installed: granian, and nginx, PostgreSQL, Redis where found.
serve: .venv/installed
	@$(BIN)/python -m kimportal.deploy.stack $(PORT)

# Twice: on SQLite, then on a real PostgreSQL with the browser's journeys. Fails if either does.
test: .venv/tested
	@echo "On SQLite:"; $(BIN)/pytest -n 2 --dist loadfile -m "not browser and not postgres"; sqlite=$$?; \
	echo "On PostgreSQL, and in Chromium:"; \
	TEST_DATABASE=postgres $(BIN)/pytest -n 2 --dist loadfile && exit $$sqlite

bench: .venv/tested
	@$(BIN)/python -m tests.benchmarks $(PART)

# ROWS="R3 R16" for these only; FULL=1 for each at the size that the bar asks for (an hour in all).
drills: .venv/tested
	@$(BIN)/python -m tests.drills $(ROWS)

lock: .venv/tested
	@compile="$(BIN)/uv pip compile -q --upgrade --generate-hashes --no-emit-index-url --no-header --universal --python-version 3.11"; \
	$$compile pyproject.toml -o requirements.txt; \
	$$compile --group watch -c requirements.txt -o kimportal/deploy/watch.txt; \
	$$compile --group test -c requirements.txt -o tests/requirements.txt

messages: .venv/tested
	@$(MANAGE) makemessages -l id --no-location --no-wrap --no-obsolete -i .venv -i var -i tests
	@$(MANAGE) compilemessages -v 0 -i .venv

lint: .venv/tested
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .
	@find templates -name '*.html' ! -path '*/widgets/select.html' -exec $(BIN)/djhtml -c -t 2 {} +

# Fails when a package is known to be vulnerable, and when the registry could not say.
audit: .venv/tested
	@mkdir -p var/audit; rm -f var/audit/*; \
	for lock in $(LOCKS); do \
		$(BIN)/pip-audit --require-hashes --disable-pip --progress-spinner off -f json \
			-r $$lock -o var/audit/$$(echo $$lock | tr / -).json 2>/dev/null; \
	done; \
	$(BIN)/python .ci/audit.py var/audit/*.json

# What the house is made of, as CycloneDX, from the lock: each package with its hashes.
sbom: .venv/tested
	@mkdir -p var
	@$(BIN)/python -W ignore -m cyclonedx_py requirements requirements.txt --pyproject pyproject.toml \
		--of JSON --output-reproducible -o var/sbom.json
	@echo "var/sbom.json"
