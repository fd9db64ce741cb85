/// What a function may ask of whoever runs it: the interpreter, or a template.
public protocol CallContext: AnyObject {
  /// Writes to the cell's output, as it is.
  func write(_ text: String)

  /// Shows a warning.
  func warn(_ message: String)

  /// Throws `KeyboardInterrupt` where the person asked to stop. Long loops call it now and then.
  func checkInterrupt() throws
}

extension CallContext {
  /// Calls a value.
  public func call(_ function: Value, _ arguments: CallArguments) throws -> Value {
    try function.call(arguments, self)
  }

  /// Calls a value with positional arguments.
  public func call(_ function: Value, _ positional: Value...) throws -> Value {
    try function.call(CallArguments(positional), self)
  }

  /// Writes a line.
  public func print(_ text: String) { write(text + "\n") }
}

/// A context for code that runs without an interpreter: output is dropped, nothing interrupts.
public final class SilentContext: CallContext {
  /// Makes one.
  public init() {}

  /// Drops the text.
  public func write(_ text: String) {}

  /// Drops the warning.
  public func warn(_ message: String) {}

  /// Does nothing.
  public func checkInterrupt() {}
}
