#!/bin/bash
# Runs the kernels' tests with the address and undefined-behaviour sanitizers, then with the thread sanitizer, which
# watches the worker pool. Only the rooms that those tests need are built.
set -euo pipefail
cd "$(dirname "$0")/.."
export SWIFT_BACKTRACE=enable=no

run() { # NAME [FLAG of swift build]...: NAME is the sanitizer of the Swift compiler
  local name=$1
  shift
  local build=.build/sanitize-$name
  swift build --scratch-path "$build" --target KernelsTests --sanitize "$name" "$@"
  local debug
  debug=$(swift build --scratch-path "$build" --show-bin-path)
  local objects
  objects=$(scripts/objects-of-rooms.sh "$debug" Files JSON SourceText Tensors Cluster CKernels Kernels TestSupport \
    KernelsTests)
  mkdir -p "$build/runner"
  cat >"$build/runner/Runner.swift" <<'END'
import Testing

@main struct Runner {
  static func main() async { await Testing.__swiftPMEntryPoint() as Never }
}
END
  local platform
  platform=$(dirname "$(dirname "$(command -v swiftc)")")
  # shellcheck disable=SC2086
  swiftc -parse-as-library -sanitize="$name" "$build/runner/Runner.swift" $objects -o "$build/kernel-tests" \
    -Xlinker -rpath -Xlinker "$platform/lib/swift/linux" 2>&1 | grep -v 'Cannot export local symbol' || true
  ASAN_OPTIONS=detect_leaks=0 UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1 TSAN_OPTIONS=halt_on_error=1 \
    "$build/kernel-tests" --testing-library swift-testing "${options[@]}"
}

# Undefined behaviour is watched in C alone, which is where Swift does not trap by itself; the address sanitizer's
# runtime brings what reports it.
options=()
run address -Xcc -fsanitize=undefined -Xcc -fno-sanitize-recover=undefined
# The thread sanitizer does not see Swift's Mutex. The tests run one after another on one thread, so that the pool's
# threads are the others.
options=(--no-parallel)
export LIBDISPATCH_COOPERATIVE_POOL_STRICT=1
run thread
