import PythonValues
import SourceText

/// A template, read once and rendered as often as wanted.
///
/// The environment is transformers': `trim_blocks`, `lstrip_blocks`, loop controls, the generation tag, the immutable
/// sandbox. Source: jinja2 3.1; transformers 4.51, `_compile_jinja_template`.
public final class Template {
  /// The template with its line ends as newlines.
  public let source: Source

  let statements: [Statement]

  /// Reads a template.
  ///
  /// - Parameter name: what errors call it.
  /// - Throws: `JinjaError.syntax` with line and column.
  public init(_ text: Text, name: String = "template") throws(JinjaError) {
    source = Source(name: name, bytes: Lexer.normalized(text.bytes))
    statements = try Parser.statements(of: source)
  }

  /// Reads a template of a string.
  ///
  /// - Throws: `JinjaError.syntax` with line and column.
  public convenience init(_ text: String, name: String = "template") throws(JinjaError) {
    try self.init(Text(text), name: name)
  }

  /// A rendered text.
  public struct Rendering {
    /// The text.
    public let text: Text
    /// The byte ranges of the text that `{% generation %}` blocks wrote, in order.
    public let generated: [Range<Int>]
  }

  /// Renders the template.
  ///
  /// - Parameters:
  ///   - variables: what the template can name, in order.
  ///   - limits: what it may use.
  ///   - context: asked now and then whether to stop; nil for nobody.
  ///   - clock: seconds since 1970 for `strftime_now`; nil for the system's clock.
  /// - Throws: `JinjaError`, and what `context` throws to interrupt.
  public func render(
    _ variables: [(name: String, value: Value)], limits: SandboxLimits = SandboxLimits(), context: CallContext? = nil,
    clock: Int? = nil
  ) throws -> Rendering {
    let renderer = Renderer(template: self, limits: limits, host: context, clock: clock)
    defer { renderer.release() }
    return try renderer.render(variables)
  }
}
