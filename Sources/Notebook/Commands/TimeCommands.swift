import Display
import PythonValues
import SourceText

#if canImport(Glibc)
  import Glibc
#endif

extension NotebookCommand {
  static let time = NotebookCommand(
    name: "time", usage: "%time CODE", summary: "run code and say how long it took; %%time for the whole cell",
    isCellCommand: true
  ) { session, call in
    let isLine = !call.argument.isEmpty
    let code = isLine ? call.code : call.rest
    let (wall, processor) = (monotonicSeconds(), processorSeconds())
    let value = try session.runCode(code)
    let used = (monotonicSeconds() - wall, processorSeconds() - processor)
    session.sink.write("CPU times: \(secondsText(used.1)), wall time: \(secondsText(used.0))\n")
    try session.show(value, number: call.number)
  }

  static let timeit = NotebookCommand(
    name: "timeit", usage: "%timeit CODE", summary: "run code many times and say how long once takes",
    isCellCommand: true
  ) { session, call in
    let code = call.argument.isEmpty ? call.rest : call.code
    var loops = 1
    var taken = try timed(loops, session, code)
    while taken < 0.2, loops < 1_000_000 {
      loops *= taken < 0.02 ? 10 : 2
      taken = try timed(loops, session, code)
    }
    var best = taken
    for _ in 0..<4 where taken < 2 { best = min(best, try timed(loops, session, code)) }
    session.sink.write("\(secondsText(best / Double(loops))) per loop (best of 5, \(loops) loops)\n")
  }

  private static func timed(_ loops: Int, _ session: Session, _ code: Source) throws -> Double {
    let start = monotonicSeconds()
    for _ in 0..<loops { _ = try session.runCode(code) }
    return monotonicSeconds() - start
  }
}

extension CommandCall {
  /// The argument as code, at its line of the cell.
  var code: Source {
    Source(
      name: place.source.name, bytes: Array(argument.utf8),
      firstLine: place.source.position(of: place.span.start).line)
  }
}

/// Seconds of processor time that the program has used.
func processorSeconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}

/// Seconds as `1.23 s`, `45.6 ms`, `789 µs`, or as a clock shows them from a minute on.
func secondsText(_ seconds: Double) -> String {
  if seconds >= 60 { return durationText(seconds) }
  for (scale, unit) in [(1.0, "s"), (1e3, "ms"), (1e6, "µs")] where seconds * scale >= 1 {
    return "\(threeDigits(seconds * scale)) \(unit)"
  }
  return "\(threeDigits(seconds * 1e9)) ns"
}
