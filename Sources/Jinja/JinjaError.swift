import SourceText

/// Why a template cannot be read or rendered.
public enum JinjaError: Error, Sendable {
  /// The template is malformed.
  case syntax(String, TemplatePlace)
  /// The template itself refused, by `raise_exception`.
  case raised(String, TemplatePlace)
  /// An undefined value was used for more than printing and testing.
  case undefined(String, TemplatePlace)
  /// The sandbox does not give out an attribute.
  case unsafe(String, TemplatePlace)
  /// A filter, test or function was used wrongly.
  case misuse(String, TemplatePlace)
  /// An operation failed as it would in Python; `exception` is the kind, `TypeError` for one.
  case python(exception: String, String, TemplatePlace)
  /// The template asks for more than the sandbox allows.
  case limit(SandboxLimits.Exceeded, TemplatePlace)

  /// The place in the template.
  public var place: TemplatePlace {
    switch self {
    case .syntax(_, let place), .raised(_, let place), .undefined(_, let place), .unsafe(_, let place),
      .misuse(_, let place), .python(_, _, let place), .limit(_, let place):
      place
    }
  }

  /// The exception's name in jinja2 or Python: `TemplateSyntaxError`, `UndefinedError`, `TypeError`.
  public var exceptionName: String {
    switch self {
    case .syntax: "TemplateSyntaxError"
    case .raised: "TemplateError"
    case .undefined: "UndefinedError"
    case .unsafe: "SecurityError"
    case .misuse: "TemplateRuntimeError"
    case .python(let exception, _, _): exception
    case .limit: "OverflowError"
    }
  }

  /// What is wrong, without the place.
  public var message: String {
    switch self {
    case .syntax(let message, _), .raised(let message, _), .undefined(let message, _), .unsafe(let message, _),
      .misuse(let message, _), .python(_, let message, _):
      message
    case .limit(let exceeded, _): exceeded.description
    }
  }
}

extension JinjaError: CustomStringConvertible {
  /// One sentence: the kind, what is wrong, where.
  public var description: String { "\(exceptionName): \(message) (\(place))" }
}

/// A place in a template.
public struct TemplatePlace: Sendable, Equatable, CustomStringConvertible {
  /// The template's name.
  public let name: String
  /// The line, from 1.
  public let line: Int
  /// The column in code points, from 1.
  public let column: Int
  /// The text at the place, shortened.
  public let excerpt: String

  init(_ source: Source, _ span: SourceSpan) {
    name = source.name
    let position = source.position(of: span.start)
    line = position.line
    column = position.column
    let text = String(decoding: source.bytes[span.start..<max(span.start, span.end)], as: UTF8.self)
    let firstLine = text.split(separator: "\n", omittingEmptySubsequences: false).first ?? ""
    excerpt = firstLine.count > 60 ? firstLine.prefix(59) + "…" : String(firstLine)
  }

  /// `chat template, line 1, column 20, at 'text'`.
  public var description: String {
    "\(name), line \(line), column \(column)" + (excerpt.isEmpty ? "" : ", at `\(excerpt)`")
  }
}
