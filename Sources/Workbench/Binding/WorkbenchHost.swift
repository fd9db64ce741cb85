import CellLanguage
import Display
import Notebook
import PythonValues

/// What Workbench keeps with an interpreter: where its objects show things, and what it knows by name.
final class WorkbenchHost: FolderNaming {
  let sink: any DisplaySink
  private let folders: NamedFolders

  init(_ sink: any DisplaySink, _ folders: NamedFolders) {
    self.sink = sink
    self.folders = folders
  }

  var folderNames: [String] { Assets.models.keys.sorted() + folders.cachedNames }
}

extension CallContext {
  /// Starts a bar for work of the running cell; nil where there is no sink, as in a template.
  func startProgress(_ label: String, total: Int?, unit: String) -> ProgressReporter? {
    sink?.startProgress(label, total: total, unit: unit)
  }

  /// Tells something that is no result and no fault: what was saved, checked or assumed.
  func notice(_ message: String) { sink?.notice(message) }

  /// Warns of something that one mention in a session is enough for.
  func warnOnce(_ message: String) { sink?.warn(message, once: true) }

  private var sink: (any DisplaySink)? { ((self as? Interpreter)?.host as? WorkbenchHost)?.sink }
}
