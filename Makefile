# The one door for a newcomer: `make run`, `make test`. Each target first sees to the system packages that it needs
# (scripts/system-packages), so a bare machine with git, make and a Swift toolchain is enough.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help run build test test-swift test-python release lint format bench clean

# Further arguments for the program (make run) or the load script (make bench).
ARGS ?=

# swift build takes all cores, and one build folder: nothing is gained by two targets at once.
.NOTPARALLEL:

SWIFT_FLAGS := --explicit-target-dependency-import-check error
# Swift's own libraries are linked in, so that the program needs only C libraries; -s drops the symbol table.
RELEASE_FLAGS := -c release --static-swift-stdlib -Xlinker -s
SWIFT_SOURCES := Sources Tests Package.swift seed-data
VENV := .venv

help: ## show this list
	@echo "make TARGET, where TARGET is one of:"
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  \1|\2/p' $(MAKEFILE_LIST) | \
		while IFS='|' read -r name text; do printf '  %-10s %s\n' "$$name" "$$text"; done

run: build ## build and start Ringback on 127.0.0.1:2010; ARGS="--port 3000 …" are its flags
	@exec .build/debug/ringback $(ARGS)

build: ## build for development
	@scripts/system-packages build
	swift build $(SWIFT_FLAGS) --product ringback

test: test-swift test-python ## run all tests: Swift's, then Python's with the official SDK and the packaging

test-swift: build
	swift test $(SWIFT_FLAGS) --disable-xctest

test-python: build $(VENV)/.ready
	RINGBACK_BINARY="$(CURDIR)/.build/debug/ringback" $(VENV)/bin/pytest -q -p no:cacheprovider Tests/live Tests/packaging

# The stamp is touched last: an environment that was left half made is made again.
$(VENV)/.ready: Tests/live/requirements.txt
	@scripts/system-packages test
	python3 -m venv --clear $(VENV)
	$(VENV)/bin/pip install --quiet --disable-pip-version-check -r Tests/live/requirements.txt
	@touch $@

release: ## build the program as it ships: optimised, Swift linked in
	@scripts/system-packages build
	swift build $(RELEASE_FLAGS) --product ringback
	@ls -lh .build/release/ringback

lint: ## check formatting, the scripts, and that git holds nothing generated
	@scripts/system-packages swift
	swift format lint --strict --recursive --parallel $(SWIFT_SOURCES)
	@scripts/lint-files

format: ## format the Swift sources in place
	@scripts/system-packages swift
	swift format --in-place --recursive --parallel $(SWIFT_SOURCES)

bench: release ## measure against the bare-C baseline; ARGS="--help" shows the choices
	@scripts/system-packages bench
	Benchmarks/bench $(ARGS)

clean: ## remove all that the other targets made
	rm -rf .build .build-* $(VENV)
