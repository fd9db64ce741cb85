/// The built-in exceptions and their order of descent.
///
/// Source: CPython's "Exception hierarchy".
public enum ExceptionKind: String, CaseIterable, Sendable {
  /// The root.
  case baseException = "BaseException"
  /// What a program may catch.
  case exception = "Exception"
  /// The person pressed Ctrl-C.
  case keyboardInterrupt = "KeyboardInterrupt"
  /// `exit()`.
  case systemExit = "SystemExit"
  /// A failed `assert`.
  case assertionError = "AssertionError"
  /// A missing attribute.
  case attributeError = "AttributeError"
  /// The end of input.
  case eofError = "EOFError"
  /// The root of arithmetic's errors.
  case arithmeticError = "ArithmeticError"
  /// A number too large.
  case overflowError = "OverflowError"
  /// Division by zero.
  case zeroDivisionError = "ZeroDivisionError"
  /// A floating-point failure.
  case floatingPointError = "FloatingPointError"
  /// A failed import.
  case importError = "ImportError"
  /// An unknown module.
  case moduleNotFoundError = "ModuleNotFoundError"
  /// The root of lookup's errors.
  case lookupError = "LookupError"
  /// An index beyond the end.
  case indexError = "IndexError"
  /// A missing key.
  case keyError = "KeyError"
  /// Too much memory asked for.
  case memoryError = "MemoryError"
  /// An unknown name.
  case nameError = "NameError"
  /// A local name before its assignment.
  case unboundLocalError = "UnboundLocalError"
  /// The system refused.
  case osError = "OSError"
  /// A file exists already.
  case fileExistsError = "FileExistsError"
  /// A file is missing.
  case fileNotFoundError = "FileNotFoundError"
  /// A folder where a file was expected.
  case isADirectoryError = "IsADirectoryError"
  /// A file where a folder was expected.
  case notADirectoryError = "NotADirectoryError"
  /// No permission.
  case permissionError = "PermissionError"
  /// A connection failed.
  case connectionError = "ConnectionError"
  /// It took too long.
  case timeoutError = "TimeoutError"
  /// Any other failure.
  case runtimeError = "RuntimeError"
  /// Not built.
  case notImplementedError = "NotImplementedError"
  /// Calls nest too deep.
  case recursionError = "RecursionError"
  /// The end of an iterator.
  case stopIteration = "StopIteration"
  /// What cannot be read as code.
  case syntaxError = "SyntaxError"
  /// Indentation that fits nowhere.
  case indentationError = "IndentationError"
  /// An operand or argument of the wrong type.
  case typeError = "TypeError"
  /// An argument of the right type and a wrong value.
  case valueError = "ValueError"
  /// A text that is no Unicode.
  case unicodeError = "UnicodeError"
  /// Bytes that cannot be decoded.
  case unicodeDecodeError = "UnicodeDecodeError"
  /// Characters that cannot be encoded.
  case unicodeEncodeError = "UnicodeEncodeError"
  /// A text that is no JSON.
  case jsonDecodeError = "JSONDecodeError"
  /// The root of warnings.
  case warning = "Warning"
  /// A warning for users.
  case userWarning = "UserWarning"
  /// A warning about what goes away.
  case deprecationWarning = "DeprecationWarning"
  /// A warning for users about what goes away.
  case futureWarning = "FutureWarning"
  /// A doubtful run-time behaviour.
  case runtimeWarning = "RuntimeWarning"

  /// The kind it descends from; nil for the root.
  public var parent: ExceptionKind? {
    switch self {
    case .baseException: nil
    case .exception, .keyboardInterrupt, .systemExit: .baseException
    case .overflowError, .zeroDivisionError, .floatingPointError: .arithmeticError
    case .moduleNotFoundError: .importError
    case .indexError, .keyError: .lookupError
    case .unboundLocalError: .nameError
    case .fileExistsError, .fileNotFoundError, .isADirectoryError, .notADirectoryError, .permissionError,
      .connectionError, .timeoutError:
      .osError
    case .notImplementedError, .recursionError: .runtimeError
    case .indentationError: .syntaxError
    case .unicodeError, .jsonDecodeError: .valueError
    case .unicodeDecodeError, .unicodeEncodeError: .unicodeError
    case .userWarning, .deprecationWarning, .futureWarning, .runtimeWarning: .warning
    default: .exception
    }
  }

  /// Whether it is a kind or descends from it.
  public func descends(from other: ExceptionKind) -> Bool {
    var kind: ExceptionKind? = self
    while let candidate = kind {
      if candidate == other { return true }
      kind = candidate.parent
    }
    return false
  }
}
