# SPDX-License-Identifier: GPL-3.0-or-later
#
# One Makefile, no recursion into folders. Variants: BUILD=debug|release|asan|tsan|cover,
# CC=gcc|clang, OPT=-O0..-O3. Each variant has its own folder under build/.
#
#   make            build/release/ballast
#   make demo       install what is missing, compare three modes on a shipped scenario
#   make check      install what is missing, tidy and every test, under a minute
#   make check-all  one digest over compilers and levels, and the tests under sanitizers
#   make tidy       the form rules (tests/tidy.sh)
#   make deps-report  fetch uPlot from npm, for zooming charts in reports; then make again
#   make bench      speed as ratios, results appended to tests/bench/results.csv
#   make bless      rewrite the golden files; read the diff
#   make man        manual pages in build/man, with scdoc
#   make install    PREFIX=/usr/local DESTDIR=

VERSION := 0.1.0

BUILD ?= release
ifeq ($(origin CC),default)
CC := gcc
endif
JOBS ?= 2
BALLAST_SHARED ?= ../shared
PREFIX ?= /usr/local
DESTDIR ?=
Q := $(if $(V),,@)
SAY := @$(if $(V),:,echo)
MAKEFLAGS += -j$(JOBS) --no-print-directory

# Debian packages, the only list of them.
DEPS := gcc libc6-dev make pkg-config libcsv-dev libyaml-dev libjansson-dev nettle-dev \
        zlib1g-dev libzstd-dev libarchive-dev libgsl-dev libseccomp-dev check libmpfr-dev \
        gnuplot-nox fonts-dejavu-core python3
DEPS_ALL := $(DEPS) clang universal-ctags chromium
DEPS_MAN := scdoc
DEPS_BENCH := $(DEPS) python3-pandas python3-numpy

# ---- variants

OPT_debug := -O0
OPT_release := -O2
OPT_asan := -O1
OPT_tsan := -O1
OPT_cover := -O0
ifeq ($(OPT_$(BUILD)),)
$(error BUILD is $(BUILD); it can be debug, release, asan, tsan or cover)
endif
OPT ?= $(OPT_$(BUILD))

IS_CLANG := $(findstring clang,$(CC))
B := build/$(BUILD)$(if $(IS_CLANG),-clang)$(if $(filter-out $(OPT_$(BUILD)),$(OPT)),$(OPT))

FLAGS_debug := -g3
FLAGS_release := -g $(if $(filter-out -O0,$(OPT)),-D_FORTIFY_SOURCE=3) -fstack-protector-strong \
                 -fstack-clash-protection
FLAGS_asan := -g -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
FLAGS_tsan := -g -fsanitize=thread
FLAGS_cover := -g --coverage
LINK_release := -Wl,-z,relro,-z,now,-z,noexecstack
LINK_asan := -fsanitize=address,undefined
LINK_tsan := -fsanitize=thread
LINK_cover := --coverage
ifeq ($(shell uname -m),x86_64)
FLAGS_release += -fcf-protection
endif

WARN := -Wall -Wextra -Wconversion -Wshadow -Wformat=2 -Wvla -Wstrict-prototypes \
        -Wmissing-prototypes -Werror $(if $(IS_CLANG),,-Wno-format-truncation)
EXACT := -ffp-contract=off -fno-fast-math $(if $(IS_CLANG),,-fexcess-precision=standard)
CPPFLAGS_ALL := -D_POSIX_C_SOURCE=200809L -DBL_VERSION='"$(VERSION)"' $(CPPFLAGS)
CFLAGS_ALL := -std=c11 $(OPT) $(EXACT) $(WARN) -fPIE -pthread $(FLAGS_$(BUILD)) $(CFLAGS)
LDFLAGS_ALL := -pie -pthread $(LINK_$(BUILD)) $(LDFLAGS)
LIBS := -lcsv -lyaml -ljansson -lnettle -lz -lzstd -larchive -lseccomp -lgsl -lgslcblas -lm \
        -lpthread

# ---- what the report carries: our own files, and uPlot where `make deps-report` has put it

UPLOT := build/deps/uplot-1.6.32
UPLOT_SHA512 := 2883159c6ebccefbb95d751b0b82d010f9e1c0ec41b8bc96d401eda66e882935\
c89a46cb824332fa369b8cb8122cc6ac36e186cd09bf7a9ded3a4c93c6989023
AXE := build/deps/axe-core-4.10.2
AXE_SHA512 := 444de6750ecfdc54527bb7aa096a1e43f67d417aed9e24a3a75c148ede67442d\
d6229cf9ad20af7baa377ec676682a49b6b663499823c170284cee64e2d108d3
UPLOT_FILES := $(wildcard $(addprefix $(UPLOT)/,uPlot.iife.min.js uPlot.min.css LICENSE))
ASSETS := reports/report.css reports/report.js $(UPLOT_FILES)
ASSETS_MADE := $(addprefix $(B)/assets/,$(addsuffix .inc,$(notdir $(ASSETS))))

# ---- what is built

SOURCES := $(sort $(wildcard $(addsuffix /*.c,sim models data scenarios reports cli)))
SETS_SOURCES := $(sort $(wildcard data/sets/*.c))
SUPPORT_SOURCES := $(sort $(wildcard tests/support/*.c))
TEST_KINDS := unit prop conform golden diff det fault fuzz
TEST_SOURCES := $(sort $(wildcard $(addprefix tests/,$(addsuffix /test_*.c,$(TEST_KINDS)))))
BENCH_SOURCES := $(sort $(wildcard tests/bench/*.c))
BENCH_SUPPORT_SOURCES := $(sort $(wildcard tests/bench/support/*.c))

OBJECTS := $(SOURCES:%.c=$(B)/%.o)
LIBRARY_OBJECTS := $(filter-out $(B)/cli/main.o,$(OBJECTS))
LIBRARY := $(B)/ballast.a
SUPPORT := $(SUPPORT_SOURCES:%.c=$(B)/%.o)
TESTS := $(TEST_SOURCES:%.c=$(B)/%)
BENCH_SUPPORT := $(BENCH_SUPPORT_SOURCES:%.c=$(B)/%.o)
BENCHES := $(BENCH_SOURCES:%.c=$(B)/%)
SETS := $(SETS_SOURCES:%.c=$(B)/%)
BALLAST := $(if $(filter cli/main.c,$(SOURCES)),$(B)/ballast)
EVERY_OBJECT := $(OBJECTS) $(SUPPORT) $(BENCH_SUPPORT) $(TESTS:=.o) $(BENCHES:=.o) $(SETS:=.o)

.PHONY: all tests deps deps-all deps-bench deps-report deps-man demo man check check-run check-all \
        tidy bench install \
        bless clean
.SECONDARY: $(EVERY_OBJECT)
.DELETE_ON_ERROR:

all: $(OBJECTS) $(BALLAST) $(SETS)

tests: $(TESTS)

$(B)/%.o: %.c Makefile
	@mkdir -p $(@D)
	$(SAY) CC $@
	$(Q)$(CC) $(CPPFLAGS_ALL) $(CFLAGS_ALL) -MMD -MP -c -o $@ $<

# loops over every bar of a run, or every byte of a tape
HOT := data/tape_file reports/runlog reports/metric_leverage reports/metric_returns \
       reports/metric_tracking
$(HOT:%=$(B)/%.o): CFLAGS_ALL += $(OPT:-O2=-O3)

$(B)/reports/assets.o: CPPFLAGS_ALL += -isystem $(B)/assets $(if $(UPLOT_FILES),-DBL_UPLOT)
$(B)/reports/assets.o: $(ASSETS_MADE)

define asset
$(B)/assets/$(notdir $(1)).inc: $(1) Makefile
	@mkdir -p $$(@D)
	$$(Q)od -v -An -tu1 $(1) | sed 's/[0-9][0-9]*/&,/g' >$$@
endef
$(foreach file,$(ASSETS),$(eval $(call asset,$(file))))

$(B)/ballast: $(OBJECTS)
	$(SAY) LD $@
	$(Q)$(CC) $(LDFLAGS_ALL) -o $@ $(OBJECTS) $(LIBS)

$(LIBRARY): $(LIBRARY_OBJECTS)
	$(SAY) AR $@
	$(Q)rm -f $@ && ar rcs $@ $(LIBRARY_OBJECTS)

$(TESTS): $(B)/tests/%: $(B)/tests/%.o $(SUPPORT) $(LIBRARY)
	$(SAY) LD $@
	$(Q)$(CC) $(LDFLAGS_ALL) -o $@ $< $(SUPPORT) $(LIBRARY) -lcheck -lsubunit -lrt $(LIBS_TEST) \
	    $(LIBS)

# the reference of the kernels in models/real.c
$(B)/tests/unit/test_real: LIBS_TEST := -lmpfr

$(BENCHES): $(B)/%: $(B)/%.o $(BENCH_SUPPORT) $(LIBRARY)
	$(SAY) LD $@
	$(Q)$(CC) $(LDFLAGS_ALL) -o $@ $< $(BENCH_SUPPORT) $(LIBRARY) $(LIBS)

$(SETS): $(B)/%: $(B)/%.o $(LIBRARY)
	$(SAY) LD $@
	$(Q)$(CC) $(LDFLAGS_ALL) -o $@ $< $(LIBRARY) $(LIBS)

-include $(EVERY_OBJECT:.o=.d)

# ---- packages: installs what is missing and says so; a no-op where all is there

ifneq ($(filter demo check check-run,$(MAKECMDGOALS)),)
$(EVERY_OBJECT): | deps
endif
ifneq ($(filter check-all,$(MAKECMDGOALS)),)
$(EVERY_OBJECT): | deps-all
endif
ifneq ($(filter bench,$(MAKECMDGOALS)),)
$(EVERY_OBJECT): | deps-bench
endif

deps:
	@sh tests/deps.sh $(DEPS)

deps-all:
	@sh tests/deps.sh $(DEPS_ALL)

deps-bench:
	@sh tests/deps.sh $(DEPS_BENCH)

# uPlot for the report's charts, axe-core for its test: the only two from npm. They are never
# committed, and nothing else needs them.
deps-report:
	@sh tests/deps_npm.sh uplot 1.6.32 $(subst $() ,,$(UPLOT_SHA512)) $(UPLOT) \
	    dist/uPlot.iife.min.js dist/uPlot.min.css LICENSE
	@sh tests/deps_npm.sh axe-core 4.10.2 $(subst $() ,,$(AXE_SHA512)) $(AXE) axe.min.js LICENSE

deps-man:
	@sh tests/deps.sh $(DEPS_MAN)

# ---- what people ask for

demo: $(BALLAST)
	@$(B)/ballast compare scenarios/crash.yaml -o build/demo --force

check: check-run

check-run: all tests
	@BALLAST_SHARED=$(BALLAST_SHARED) BALLAST_BIN=$(B)/ballast CC=$(CC) BUILD_DIR=$(B) \
	    JOBS=$(JOBS) sh tests/run.sh $(TESTS)

check-all: check-run
	@BALLAST_SHARED=$(BALLAST_SHARED) MAKE="$(MAKE)" sh tests/check_all.sh

man: $(BALLAST) | deps-man
	@sh docs/man.sh $(B)/ballast build/man

tidy: $(OBJECTS)
	@BUILD_DIR=$(B) CC=$(CC) sh tests/tidy.sh

bench: $(BALLAST) $(BENCHES)
	@mkdir -p build/bench
	@$(B)/tests/bench/bench $(B) build/bench tests/bench/results.csv

bless: all $(filter $(B)/tests/golden/%,$(TESTS))
	@for t in $(filter $(B)/tests/golden/%,$(TESTS)); do \
	    BALLAST_BLESS=1 BALLAST_SHARED=$(BALLAST_SHARED) BALLAST_BIN=$(B)/ballast $$t; done

install: $(BALLAST)
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/share/doc/ballast \
	    $(DESTDIR)$(PREFIX)/share/ballast/scenarios/stress \
	    $(DESTDIR)$(PREFIX)/share/ballast/data/sets
	install -m 755 $(B)/ballast $(DESTDIR)$(PREFIX)/bin/ballast
	install -m 644 $(wildcard README.md LICENSE CHANGELOG.md docs/*.md) \
	    $(DESTDIR)$(PREFIX)/share/doc/ballast
	install -m 644 $(wildcard scenarios/*.yaml) $(DESTDIR)$(PREFIX)/share/ballast/scenarios
	install -m 644 $(wildcard scenarios/stress/*) $(DESTDIR)$(PREFIX)/share/ballast/scenarios/stress
	install -m 644 $(wildcard data/sets/*.csv) $(DESTDIR)$(PREFIX)/share/ballast/data/sets
	@sh docs/man.sh $(B)/ballast build/man
	install -d $(addprefix $(DESTDIR)$(PREFIX)/share/,man/man1 bash-completion/completions \
	    zsh/site-functions fish/vendor_completions.d)
	@for page in build/man/*.1; do \
	    [ ! -f $$page ] || install -m 644 $$page $(DESTDIR)$(PREFIX)/share/man/man1; done
	$(B)/ballast completion bash >$(DESTDIR)$(PREFIX)/share/bash-completion/completions/ballast
	$(B)/ballast completion zsh >$(DESTDIR)$(PREFIX)/share/zsh/site-functions/_ballast
	$(B)/ballast completion fish >$(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/ballast.fish

clean:
	rm -rf build
