/// One thing that people are shown, as data.
public enum DisplayEvent: Sendable, Equatable {
  /// Text that the running cell printed.
  case text(String)
  /// Text that the running cell printed to standard error.
  case errorText(String)
  /// The value of a cell's last expression, or what `display(...)` was given.
  case value(ShownValue)
  /// A table.
  case table(Table)
  /// A picture.
  case picture(Picture)
  /// The state of a long piece of work; the same identity replaces what was shown before.
  case progress(ProgressState)
  /// A notice or a warning.
  case notice(Notice)
  /// Why the cell failed.
  case failure(CellFailure)
  /// What the running cell has shown so far goes away: at once, or when the next thing is shown.
  case clear(waits: Bool)
}

/// A value in the forms in which it can be shown.
public struct ShownValue: Sendable, Equatable {
  /// What a later value with the same identity replaces.
  public var identity: DisplayIdentity?

  /// The value as text, as Python's `repr` writes it.
  public var plain: String

  /// The text with roles for colours, where the value has them; its plain text is `plain`.
  public var styled: StyledText?

  /// The value as HTML, where it has such a form.
  public var html: String?

  /// The number of the cell whose last value it is; nil for what `display(...)` shows.
  public var cellNumber: Int?

  /// Makes a value's forms.
  public init(
    _ plain: String, styled: StyledText? = nil, html: String? = nil, cellNumber: Int? = nil,
    identity: DisplayIdentity? = nil
  ) {
    self.plain = plain
    self.styled = styled
    self.html = html
    self.cellNumber = cellNumber
    self.identity = identity
  }
}

/// A picture, as the bytes of a PNG file.
public struct Picture: Sendable, Equatable {
  /// What a later picture with the same identity replaces: a plot that is redrawn while training.
  public var identity: DisplayIdentity?

  /// The PNG file's bytes.
  public var png: [UInt8]

  /// The width in pixels.
  public var width: Int

  /// The height in pixels.
  public var height: Int

  /// The file that holds the picture too, where one was saved.
  public var path: String?

  /// What stands for the picture where none can be shown.
  public var caption: String

  /// What a plot shows, as numbers, for terminals that show no pictures.
  public var plot: TextPlot?

  /// Makes a picture of a PNG file's bytes.
  public init(
    png: [UInt8], width: Int, height: Int, path: String? = nil, caption: String = "", plot: TextPlot? = nil,
    identity: DisplayIdentity? = nil
  ) {
    self.png = png
    self.width = width
    self.height = height
    self.path = path
    self.caption = caption
    self.plot = plot
    self.identity = identity
  }
}

/// A notice or a warning.
public struct Notice: Sendable, Equatable {
  /// How much it matters.
  public enum Severity: String, Sendable {
    /// Something worth knowing.
    case information
    /// Likely a mistake.
    case warning
  }

  /// How much it matters.
  public var severity: Severity

  /// What to know, in one sentence.
  public var message: String

  /// What to do, where something can be said.
  public var remedy: String?

  /// Whether an equal notice of the same session is shown only the first time.
  public var isShownOnce: Bool

  /// Makes a notice.
  public init(_ severity: Severity, _ message: String, remedy: String? = nil, isShownOnce: Bool = false) {
    self.severity = severity
    self.message = message
    self.remedy = remedy
    self.isShownOnce = isShownOnce
  }
}

/// Why a cell failed, as other programs (`--json`, kernels) want it and as people read it.
public struct CellFailure: Sendable, Equatable {
  /// The exception's name: `TypeError`, `KeyboardInterrupt`.
  public var kind: String

  /// What is wrong, in one sentence.
  public var message: String

  /// The whole report: place, source line, caret, remedy.
  public var report: String

  /// The name of the source: a file or a cell; empty where unknown.
  public var sourceName: String

  /// The line, from 1; nil where unknown.
  public var line: Int?

  /// The column in code points, from 1; nil where unknown.
  public var column: Int?

  /// The number of the cell that failed; nil outside of a session.
  public var cellNumber: Int?

  /// Makes a failure's facts.
  public init(
    kind: String, message: String, report: String, sourceName: String = "", line: Int? = nil, column: Int? = nil,
    cellNumber: Int? = nil
  ) {
    self.kind = kind
    self.message = message
    self.report = report
    self.sourceName = sourceName
    self.line = line
    self.column = column
    self.cellNumber = cellNumber
  }
}
