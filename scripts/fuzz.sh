#!/bin/bash
# Feeds every reader of outside bytes with mutations, through the toolchain's libFuzzer.
#
#   scripts/fuzz.sh [SECONDS] [READER...]
#
# Ends with 1 where a reader trapped, read out of bounds, or took too long or too much memory; the input that did it
# stays in .build/fuzz/found. What is worth keeping goes to Tests/Fixtures/fuzz/READER, which `make test` replays.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:-60}
shift || true
readers=${*:-json safetensors index gguf tokenizer tiktoken pieces merges settings csv jsonl
  conversation card parquet notebook ipynb jinja cell configuration adapter factors generation checkpoint connection
  message}
build=.build/fuzz
export SWIFT_BACKTRACE=enable=no

if [ -z "${TUNEBOOK_FUZZ_BUILT:-}" ]; then
  swift build --scratch-path $build -c release --target Fuzzing -Xswiftc -sanitize=fuzzer,address
fi
release=$(swift build --scratch-path $build -c release --show-bin-path)
rooms="SourceText Files JSON Tensors Display PythonValues CellLanguage Jinja ModelFiles Parquet CKernels Kernels
  LanguageModels Tokenization Datasets Notebook Cluster Plotting Training Jupyter Fuzzing"
# shellcheck disable=SC2086
objects=$(scripts/objects-of-rooms.sh "$release" $rooms)
# The system libraries that rooms among them use.
libraries=$(pkg-config --libs freetype2 fontconfig libpng)
for flag in $(pkg-config --cflags freetype2 fontconfig libpng); do libraries="$libraries -Xcc $flag"; done
for room in CFreeType CFontconfig CLibPNG; do
  libraries="$libraries -Xcc -fmodule-map-file=Sources/$room/module.modulemap"
done
# shellcheck disable=SC2086
swiftc -O -parse-as-library -sanitize=fuzzer,address -I "$release/Modules" \
  -Xcc -fmodule-map-file="$release/CKernels.build/module.modulemap" Tests/Fuzzing/Driver/FuzzDriver.swift $objects \
  $libraries -o $build/fuzz-readers 2>&1 | grep -v 'Cannot export local symbol' || true

fixtures=Tests/Fixtures
seed() { # READER FILE...: whole files that mutations begin from
  mkdir -p "$build/seeds/$1"
  local reader=$1 file
  shift
  for file in "$@"; do
    if [ -f "$file" ]; then cp "$file" "$build/seeds/$reader/$(echo "$file" | tr / _)"; fi
  done
}
seed json $fixtures/rng.json $fixtures/models/*/config.json
seed tokenizer $fixtures/tokenizer-tiny/tokenizer.json
seed parquet $fixtures/parquet/*.parquet
seed notebook notebooks/*.nb examples/*.nb
seed jinja assets/templates/*
seed configuration $fixtures/models/*/config.json
seed adapter assets/*/adapter_config.json $fixtures/train/*/adapter_config.json
for reader in safetensors gguf csv jsonl tiktoken index ipynb cell pieces merges settings conversation card factors \
  generation checkpoint connection message; do
  seed $reader $fixtures/fuzz/$reader/*
done
for file in Tests/CellLanguageTests/Programs/*; do seed cell "$file"; done

status=0
for reader in $readers; do
  mkdir -p $build/corpus/"$reader" $build/found/"$reader" $build/seeds/"$reader"
  regressions=$fixtures/fuzz/$reader
  log=$build/$reader.log
  TUNEBOOK_FUZZ_READER=$reader ASAN_OPTIONS=detect_leaks=0:allocator_may_return_null=0 \
    $build/fuzz-readers $build/corpus/"$reader" $build/seeds/"$reader" $([ -d "$regressions" ] && echo "$regressions") \
    -artifact_prefix=$build/found/"$reader"/ -max_total_time="$seconds" -timeout=10 -rss_limit_mb=3000 \
    -max_len=65536 -print_final_stats=1 >"$log" 2>&1 || status=1
  inputs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
  found=$(find $build/found/"$reader" -type f | wc -l)
  printf '%-14s %10s inputs tried, %s faults\n' "$reader" "${inputs:-0}" "$found"
done
rm -rf /dev/shm/tunebook-fuzz-*
exit $status
