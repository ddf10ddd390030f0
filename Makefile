# SPDX-License-Identifier: Apache-2.0
# Each target works on a bare Debian 12 with nothing but make, root and the package registry.
.PHONY: all build release demo test equality year rude postfix mutants lint format asan fuzz faults install clean packages bench bench-delivery

BUILD_JOBS ?= $(shell nproc)
# Some tests wait more than they work.
TEST_JOBS ?= $(shell expr $(BUILD_JOBS) + 1)
export CCACHE_NOHASHDIR = 1

all: build

packages:
	@./scripts/bootstrap

build: packages
	@cmake --preset dev >/dev/null
	@cmake --build build/dev -j $(BUILD_JOBS)

release: packages
	@cmake --preset release >/dev/null
	@cmake --build build/release -j $(BUILD_JOBS) --target chaser chaserd chaserd-sim

## The whole story on the shipped example plan, in under a minute once built.
demo: release
	@./scripts/demo build/release/bin

## Builds everything and runs every test; ends with ctest's summary. Where Postfix can't be fetched its tests are skipped. What
## failed is run once more by itself, to be read where the output ends; it has failed all the same.
test: build
	@./scripts/fetch-postfix build/postfix || true
	@cd build/dev && { ctest --output-on-failure -j $(TEST_JOBS) || { ctest --rerun-failed --output-on-failure; false; }; }

## Two thousand random histories, each tick compared with a naive oracle; `make test` plays a tenth of them.
HISTORIES ?= 2000
equality: build
	@cd build/dev && CHASER_HISTORIES=$(HISTORIES) ctest --output-on-failure -j $(BUILD_JOBS) -R 'Equality|SpoiltMemory'

## A year over the sample plans and a made-up one of 500 actions and 60 people, left alone and with owners who answer at
## random; `make test` plays a quarter of it without the big one. Another CHASER_SEED makes other answers.
year: release
	@CHASER_YEAR=1 CHASER_PATIENCE=4 CHASER_BIN=$(CURDIR)/build/release/bin CHASER_SOURCE=$(CURDIR) \
	  PYTHONPATH=tests/support /usr/bin/python3 tests/system/chased_year_test.py -v

## A hundred well-mannered receivers beside each bad manner: how much longer theirs takes than alone.
rude: build
	@CHASER_RUDE=1 CHASER_BIN=$(CURDIR)/build/dev/bin CHASER_SOURCE=$(CURDIR) PYTHONPATH=tests/support \
	  /usr/bin/python3 tests/system/rude_test.py -v

## Mail through real servers, Postfix among them, by themselves. It can't be installed beside exim, which the other tests use,
## so its packages are unpacked into build/postfix.
postfix: build
	@./scripts/fetch-postfix build/postfix
	@CHASER_BIN=$(CURDIR)/build/dev/bin CHASER_SOURCE=$(CURDIR) PYTHONPATH=tests/support \
	  /usr/bin/python3 tests/system/real_servers_test.py -v

## Disables the branches that the scenarios are about, one by one: each is to be noticed. It builds for each of them.
mutants: packages
	@./scripts/mutants

## Format, static analysis, layering, shell syntax.
lint: packages
	@./scripts/lint

format:
	@git ls-files '*.cc' '*.h' | xargs clang-format-14 -i

asan: packages
	@cmake --preset asan >/dev/null
	@cmake --build build/asan -j $(BUILD_JOBS)
	@cd build/asan && ctest --output-on-failure -j $(BUILD_JOBS)

## Feeds every reader with made-up input under the sanitizers, FUZZ_SECONDS each.
FUZZ_SECONDS ?= 60
fuzz: packages
	@./scripts/fuzz $(FUZZ_SECONDS)

## Kills a run of 200 messages at its N-th connect, send, end of DATA, reply, write and sync, and fails SQLite's N-th write and
## sync, for every N, then runs again: nothing is lost, and what comes twice has an id and bytes already seen. Of the writes
## each tenth is tried, and of chaserd's points each twentieth; FAULTS_EVERY=10 tries a tenth of all. `make test` tries some.
FAULTS_EVERY ?= 1
FAULTS_WRITES ?= 10
FAULTS_DAEMON ?= 20
faults: release
	@cmake --build build/release -j $(BUILD_JOBS) --target fail_nth
	@CHASER_BIN=$(CURDIR)/build/release/bin CHASER_SOURCE=$(CURDIR) PYTHONPATH=tests/support /usr/bin/python3 \
	  tests/faults/failing.py --jobs $(BUILD_JOBS) --every $(FAULTS_EVERY) --writes $(FAULTS_WRITES) --daemon $(FAULTS_DAEMON)

## What the engine's work and the import of a big plan cost, in turn with what somebody would use instead. BENCH_BIG=1
## adds ten million milestones. docs/performance.md explains what is printed.
BENCH_SIZES ?= 10000,100000,1000000
bench: release
	@/usr/bin/python3 -c 'import openpyxl, lxml' 2>/dev/null || apt-get install -y -qq python3-openpyxl python3-lxml >/dev/null
	@cmake --build build/release -j $(BUILD_JOBS) --target read_workbook bench_generate bench_two bench_incr engine_bench
	@/usr/bin/python3 bench/engine/run.py build/release/bin --sizes $(BENCH_SIZES) --json build/bench.json
	@/usr/bin/python3 bench/chart.py build/bench.json build/bench.svg
	@/usr/bin/python3 bench/import/run.py build/release/bin
	@$(MAKE) --no-print-directory bench-delivery

## What delivering ten thousand messages costs, by mail and by webhook, in turn with Alertmanager (where it is installed),
## libcurl alone and the smallest durable outbox: some minutes on a machine that does nothing else.
BENCH_MESSAGES ?= 10000
BENCH_PAIRS ?= 5
bench-delivery: release
	@cmake --build build/release -j $(BUILD_JOBS) --target delivery_sink delivery_limits
	@/usr/bin/python3 bench/delivery/run.py build/release/bin --count $(BENCH_MESSAGES) --pairs $(BENCH_PAIRS) \
	  --json build/bench-delivery.json

install: release
	@cmake --build build/release -j $(BUILD_JOBS)
	@cmake --install build/release

clean:
	rm -rf build demo-out
