#!/bin/bash
# Runs the kernels' tests with the address and undefined-behaviour sanitizers, then with the thread sanitizer, which
# watches the worker pool. Only the rooms that those tests need are built.
set -euo pipefail
cd "$(dirname "$0")/.."
export SWIFT_BACKTRACE=enable=no

run() { # NAME SANITIZER...
  local name=$1 flags="" list="" one
  shift
  for one in "$@"; do flags="$flags --sanitize $one"; done
  list=$(IFS=,; echo "$*")
  local build=.build/sanitize-$name
  # shellcheck disable=SC2086
  swift build --scratch-path "$build" --target KernelsTests $flags
  local debug
  debug=$(swift build --scratch-path "$build" --show-bin-path)
  local objects room
  objects=$(for room in Files JSON SourceText Tensors CKernels Kernels TestSupport KernelsTests; do
    find "$debug/$room.build" -name '*.o'
  done)
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
  swiftc -parse-as-library -sanitize="$list" "$build/runner/Runner.swift" $objects -o "$build/kernel-tests" \
    -Xlinker -rpath -Xlinker "$platform/lib/swift/linux" 2>&1 | grep -v 'Cannot export local symbol' || true
  ASAN_OPTIONS=detect_leaks=0 UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1 TSAN_OPTIONS=halt_on_error=1 \
    "$build/kernel-tests" --testing-library swift-testing
}

run address address undefined
run thread thread
