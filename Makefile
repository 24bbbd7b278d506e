# Every command a person needs. `make` alone lists them.
# Each kind of build has its own folder, so that debug, release, sanitizers and fuzzing never undo each other.

PREFIX ?= $(HOME)/.local
FUZZ_SECONDS ?= 1200
BENCH ?=
TORTURE ?=
CHECKS ?=
QUALITY ?=

PYTHON := python3
SWIFT_FILES := Package.swift $(wildcard Sources Tests Fuzz Benchmarks)
SHELL_FILES := .ci/run scripts/setup scripts/fuzz scripts/test-sanitized

# What is stripped has no use for debug information.
# A static executable needs no library on the machine it runs on. macOS has no such form.
ifeq ($(shell uname -s),Darwin)
RELEASE_FLAGS := -Xlinker -x
else
RELEASE_FLAGS := -Xswiftc -static-executable -Xlinker -s
endif

RELEASE_BUILD := swift build -c release --scratch-path .build-release -debug-info-format none $(RELEASE_FLAGS)

MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help setup build test check lint format arrows sizes docs asan tsan fuzz bench demo schemas torture quality load-tools \
	install uninstall clean test-scripts test-clients test-agents test-sdks

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z][a-z-]*:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

setup: ## Find what the build needs; install what is missing, where that is possible
	@scripts/setup --verbose

build: ## Build the release executable, build/reckon: one static, stripped file
	@scripts/setup
	$(RELEASE_BUILD) --product reckon
	@mkdir -p build
	@cp "$$($(RELEASE_BUILD) --show-bin-path)/reckon" build/.reckon.new
	@mv -f build/.reckon.new build/reckon
	@ls -l build/reckon

test: ## Run every test
	@scripts/setup
	swift test --disable-xctest --parallel

# Builds that optimise keep one processor busy where a room is compiled as a whole, so two lanes share what there is. What
# the second one says is shown at its end.
check: lint arrows sizes docs test-scripts ## Run every check short of the tests themselves
	@said=$$(mktemp); trap 'rm -f "$$said"' EXIT; \
	{ $(MAKE) fuzz FUZZ_SECONDS=5 && $(MAKE) bench BENCH=--smoke; } >"$$said" 2>&1 & lane=$$!; \
	failed=0; $(MAKE) asan tsan || failed=1; wait $$lane || failed=1; cat "$$said"; exit $$failed
	@echo "check: all passed"

lint: ## Hold the format of Swift and, where shellcheck is installed, of shell scripts
	swift format lint --strict --recursive --parallel $(SWIFT_FILES)
	@if command -v shellcheck >/dev/null; then shellcheck $(SHELL_FILES); \
	else echo "lint: shellcheck is not installed; shell scripts not looked at"; fi

format: ## Rewrite Swift files in the agreed format
	swift format --in-place --recursive --parallel $(SWIFT_FILES)

arrows: ## Hold that rooms import downwards only, and nothing in Sources imports Foundation
	@scripts/check-arrows

sizes: ## List files, functions and rooms that have grown large
	@scripts/check-sizes

docs: ## Hold doc comments, the make targets that texts name, and that no text names one machine
	@scripts/check-docs

test-scripts: ## Test the checks: each must find a fault planted for it
	@scripts/test-checks

# Memory is misused only where `unsafe` stands, which the compiler holds us to, and leaks only where there are objects: by
# themselves or in the closures of tools. The tests of the other rooms do sums with values.
ASAN_ROOMS = Tools $(shell grep -rlE --include='*.swift' '^[^/]*\b(unsafe|class) ' Sources | cut -d/ -f2 | sort -u)

asan: ## Run the tests of rooms with unsafe code or objects under the address sanitizer, which finds leaks too
	@ONLY="$(ASAN_ROOMS:=Tests)" \
	scripts/test-sanitized .build-asan address --skip '^(CommandsTests.CommandLineTests|LoopTests.DemoProductTests)'

tsan: ## Run the tests of the concurrent rooms under the thread sanitizer
	@ONLY='HTTPTests HostTests LoopTests MCPTests StoreTests' \
	scripts/test-sanitized .build-tsan thread --filter '^(MCPTests|StoreTests|HTTPTests|HostTests.SpoolTests|LoopTests.(Receiver|Tee|Scrape|Follower)Tests)'

fuzz: ## Fuzz every byte parser, FUZZ_SECONDS (1200) each
	@scripts/fuzz --seconds $(FUZZ_SECONDS)

demo: build ## Play the bundled product's thirty days through the loop, in build/demo
	@rm -rf build/demo
	build/reckon demo build/demo

schemas: build ## Write the schemas of the tools' arguments to schemas/
	@scripts/write-schemas build/reckon schemas

quality: ## Score how well problems are found, on labelled data; CHECKS=FOLDER holds the scoring scripts
	@test -n "$(CHECKS)" || { echo "quality: wants CHECKS=FOLDER, the folder of the scoring scripts" >&2; exit 2; }
	@swift build -c release --product lab --quiet
	@$(PYTHON) Benchmarks/quality.py --checks "$(CHECKS)" $(QUALITY)

load-tools: # The generators that benchmarks and tortures stand on
	@$(RELEASE_BUILD) --quiet --product SpanLoad 2>/dev/null || $(RELEASE_BUILD) --product SpanLoad

torture: build load-tools ## Play crowds, kills, flipped bytes and disasters against a store; TORTURE=--quick for the short form
	@set -e; for play in answers disasters hammer kills flips importers spans; do \
	echo "== $$play"; $(PYTHON) Tests/torture/$$play.py $(TORTURE); done

bench: build load-tools ## Run the benchmarks; BENCH=--smoke for the short form
	@$(RELEASE_BUILD) --quiet --product ConformanceServer
	@$(RELEASE_BUILD) --quiet --product JSONBench 2>/dev/null || $(RELEASE_BUILD) --product JSONBench
	$(PYTHON) Benchmarks/bench.py $(BENCH)

install: build ## Put reckon into PREFIX/bin (PREFIX is ~/.local unless given)
	@[ "$(PREFIX)" != /.local ] || { echo "install: HOME is not set; give PREFIX=FOLDER" >&2; exit 2; }
	@mkdir -p "$(DESTDIR)$(PREFIX)/bin"
	@new="$(DESTDIR)$(PREFIX)/bin/.reckon.$$$$"; trap 'rm -f "$$new"' EXIT; \
	cp build/reckon "$$new" && chmod 755 "$$new" && mv -f "$$new" "$(DESTDIR)$(PREFIX)/bin/reckon"
	@echo "installed $(DESTDIR)$(PREFIX)/bin/reckon"
	@case ":$$PATH:" in *":$(PREFIX)/bin:"*) ;; \
	*) echo "not on your PATH yet: export PATH=\"$(PREFIX)/bin:\$$PATH\"" ;; esac

uninstall: ## Remove reckon from PREFIX/bin
	@rm -f "$(DESTDIR)$(PREFIX)/bin/reckon"
	@echo "removed $(DESTDIR)$(PREFIX)/bin/reckon"

clean: ## Remove everything that was built
	rm -rf .build .build-asan .build-fuzz .build-release .build-tsan build

test-clients: build ## Drive build/reckon with public MCP clients
	$(PYTHON) Tests/clients/test_clients.py build/reckon

test-agents: build ## Drive build/reckon with installed coding agents
	$(PYTHON) Tests/clients/test_agents.py build/reckon

test-sdks: build ## Send to build/reckon with public SDKs
	$(PYTHON) Tests/sdks/test_sdks.py build/reckon
