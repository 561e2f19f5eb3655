# The two commands are `make run` and `make test`; `make help` lists the rest.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
POCKET := build/pocket-venv
POCKET_RUN := PYTHONPATH=packaging $(POCKET)/bin/python -m
SETUP := pyproject.toml constraints.txt packaging/prepare.py packaging/fetch_llama_models.py \
	packaging/translations.py $(wildcard resources/translations/*.ts)

.PHONY: help run test check soak bench shots words pocket pocket-eval format

run: $(VENV)/ready-to-run ## Set up what is missing and open the window (ARGS="FILE.gguf" opens a model)
	@$(BIN)/python -m desktop $(ARGS)

test: check ## Set up what is missing and run every test
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest -m "not soak" $(ARGS)

check: $(VENV)/ready-to-test ## Lint, types, import contracts, size ceilings
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest -q tests/test_layout.py

soak: $(VENV)/ready-to-test ## The very long random tests
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest -m soak $(ARGS)

bench: $(VENV)/ready-to-test ## Measure speed and memory as ratios to a peer in the same run
	@QT_QPA_PLATFORM=offscreen $(BIN)/python -m tests.bench $(ARGS)

shots: $(VENV)/ready-to-test ## Render the window's states to docs/screenshots
	@QT_QPA_PLATFORM=offscreen $(BIN)/python -m tests.shots $(ARGS)

words: $(VENV)/ready-to-test ## Collect the visible strings into resources/translations for Qt Linguist
	$(BIN)/python packaging/translations.py

pocket: $(POCKET)/ready ## Make the model in the box anew (over an hour); FROM=FILE.gguf goes on from that file
	$(POCKET_RUN) pocket.texts $(addprefix --from ,$(FROM))
	$(POCKET_RUN) pocket.train --minutes $(or $(MINUTES),70) $(addprefix --from ,$(FROM))
	$(POCKET_RUN) pocket.export
	$(POCKET_RUN) pocket.vectors

pocket-eval: $(POCKET)/ready $(VENV)/ready-to-run ## Examine the model in the box through the engine; write its card
	PYTHONPATH=packaging:. $(BIN)/python -m pocket.evaluate --figures build/pocket/evaluation.json
	$(POCKET_RUN) pocket.card

format: $(VENV)/ready-to-test ## Let ruff lay out the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

help: ## List the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(POCKET)/ready: packaging/pocket/requirements.txt
	@$(PYTHON) -m venv $(POCKET)
	@$(POCKET)/bin/pip install --quiet --disable-pip-version-check -r packaging/pocket/requirements.txt
	@touch $@

$(VENV)/ready-to-run: $(SETUP)
	@$(PYTHON) packaging/prepare.py
	@touch $@

$(VENV)/ready-to-test: $(SETUP)
	@$(PYTHON) packaging/prepare.py --dev
	@touch $@ $(VENV)/ready-to-run
