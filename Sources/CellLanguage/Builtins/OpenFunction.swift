import PythonValues

/// `open(path)` for reading text.
enum OpenFunction {
  static func make() -> NativeFunction {
    NativeFunction("open", "file, mode='r', buffering=-1, encoding=None, errors=None, newline=None") { _, _ in
      throw PyError(.notImplementedError, "open() is being built")
    }
  }
}
