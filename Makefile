# What a person runs. Nothing else needs setting up: each target installs what is missing first.

.PHONY: demo test fuzz soak sanitize bench base build install uninstall assets assets-gemma oracle oracle-programs mpi interop format lint clean

RELEASE = swift build -c release
TUNEBOOK = .build/release/tunebook

# Loads the embedded base, fine-tunes it on Genshin questions, and reports how many test questions it answers exactly.
demo: build
	$(TUNEBOOK) run notebooks/genshin.nb

# Makes the embedded base anew, in minutes, and says whether it is the one in the repository.
base: build
	TUNEBOOK_ISA=avx2 $(TUNEBOOK) run notebooks/base.nb
	diff -r -x README.md runs/mini assets/mini && echo "the same base, bit for bit"

# Every figure beside this machine's limit; takes minutes, and 16 GB in TMPDIR while the largest model is there.
bench: build
	$(TUNEBOOK) bench

build: system-packages
	$(RELEASE)

# Puts the program under PREFIX/bin, its models, data, notebooks and documents under PREFIX/share. The program needs no
# Swift where it runs, only the four system libraries. DESTDIR is put before PREFIX, for packages.
PREFIX ?= /usr/local
BIN = $(DESTDIR)$(PREFIX)/bin
SHARE = $(DESTDIR)$(PREFIX)/share
install: build
	install -d $(BIN) $(SHARE)/tunebook $(SHARE)/doc/tunebook $(SHARE)/man/man1
	install -s -m 755 $(TUNEBOOK) $(BIN)/tunebook
	cp -R assets/base assets/deepseek-r1-distill-qwen assets/fetch.sh assets/genshin assets/mini assets/templates \
	  notebooks examples $(SHARE)/tunebook
	cp -R README.md README.zh-CN.md docs $(SHARE)/doc/tunebook
	mv $(SHARE)/doc/tunebook/docs/tunebook.1 $(SHARE)/man/man1/tunebook.1

uninstall:
	rm -f $(BIN)/tunebook $(SHARE)/man/man1/tunebook.1
	rm -rf $(SHARE)/tunebook $(SHARE)/doc/tunebook

# All tests. They build in debug mode, which is quicker; the C kernels are optimised there too.
test: system-packages
	swift test

# JupyterLab with Tunebook in it, in .jupyter, opened on the demo notebook.
.PHONY: jupyter jupyter-test
jupyter: build
	@./scripts/install-system-packages.sh jupyter
	./scripts/jupyter.sh $(TUNEBOOK) Tests/Jupyter/requirements-lab.txt
	@mkdir -p .jupyter/notebooks
	[ -e .jupyter/notebooks/genshin.ipynb ] || $(TUNEBOOK) convert notebooks/genshin.nb .jupyter/notebooks/genshin.ipynb
	cd .jupyter/notebooks && ../environment/bin/jupyter lab $$([ "$$(id -u)" -ne 0 ] || echo --allow-root) genshin.ipynb

# The kernel as Jupyter meets it: the protocol, interrupts and deaths, the demo by nbclient, pictures of JupyterLab.
jupyter-test: build
	@./scripts/install-system-packages.sh jupyter-test
	./scripts/jupyter.sh $(TUNEBOOK) Tests/Jupyter/requirements.txt
	PATH="$(CURDIR)/.jupyter/environment/bin:$$PATH" .jupyter/environment/bin/python Tests/Jupyter/run.py

.PHONY: system-packages
system-packages:
	@./scripts/install-system-packages.sh

# The real Qwen ranks and SmolLM2-135M-Instruct (downloads of 5 and 90 MB), kept under assets/cache and out of git.
assets:
	@./assets/fetch.sh

# Gemma 3 270M (a download of 240 MB); Google's Gemma terms apply.
assets-gemma:
	@./assets/fetch.sh gemma

# The shim through which ranks that mpirun starts reach MPI, built by the machine's own mpicc.
.PHONY: mpi
mpi:
	@./scripts/build-mpi-shim.sh

# Runs shared by ranks: the same bits, deaths and hangs, two hosts (network namespaces, so as root), wrong shims.
.PHONY: cluster-test
cluster-test: build mpi
	python3 Tests/Cluster/run.py $(TUNEBOOK)

# Parquet files of other writers against pyarrow, and what is written against theirs; `tunebook bench parquet-read` then
# finds pyarrow too (needs python3).
PARQUET = $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/tunebook/parquet
.PHONY: parquet-test
parquet-test: build $(PARQUET)/.installed
	$(PARQUET)/bin/python Tests/Parquet/run.py $(TUNEBOOK)

$(PARQUET)/.installed: Tests/Parquet/requirements.txt
	python3 -m venv $(PARQUET)
	$(PARQUET)/bin/pip install -q -r Tests/Parquet/requirements.txt
	touch $@

# Measures what a step costs that two hosts share, and computes from it the tables of docs/cluster.md.
.PHONY: cluster-reach
cluster-reach: build mpi
	FIGURES=.build/cluster-figures python3 Tests/Cluster/run.py $(TUNEBOOK) bench
	python3 scripts/cluster-reach.py docs/cluster.md .build/cluster-figures-cable.jsonl .build/cluster-figures-1gbit.jsonl

# Records anew what the reference implementations say (needs python3).
oracle:
	@for script in Tests/*/record*.py; do echo "$$script"; python3 "$$script"; done

# Compares with transformers, peft and llama.cpp, both ways, and prints a table (needs python3 and a C++ compiler; the
# first run installs them into a cache of its own, which takes half an hour where llama.cpp has to be compiled).
INTEROP = $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/tunebook/interop
interop: build $(INTEROP)/.installed
	$(INTEROP)/bin/python Tests/Interop/interop.py $(TUNEBOOK)

$(INTEROP)/.installed: Tests/Interop/requirements.txt
	python3 -m venv $(INTEROP)
	$(INTEROP)/bin/pip install -q -r Tests/Interop/requirements.txt
	touch $@

# Ten thousand random programs of the language through CPython and through Tunebook (needs python3; minutes).
PROGRAMS ?= 10000
SEED ?= 0
oracle-programs: build
	python3 Tests/CellLanguageTests/random_programs.py $(PROGRAMS) $(SEED) -- $(TUNEBOOK) run --quiet

# Writes docs/objects anew from the help records; `make test` compares them.
.PHONY: docs
docs:
	TUNEBOOK_WRITE_DOCS=1 swift test --filter HelpDocumentTests

# Feeds every reader of outside bytes with mutations (SECONDS each), and says how many it tried and what it found.
fuzz: system-packages
	@./scripts/fuzz.sh $(or $(SECONDS),60)

# Killed and resumed runs, signals, full disks, memory over many steps, large data: what takes too long for `make test`.
soak: build
	@./scripts/soak.sh

# The kernels' tests under the address, undefined-behaviour and thread sanitizers.
sanitize: system-packages
	@./scripts/sanitize.sh

format:
	swift format -i -r -p Sources Tests Package.swift

lint:
	swift format lint --strict -r -p Sources Tests Package.swift

clean:
	rm -rf .build
