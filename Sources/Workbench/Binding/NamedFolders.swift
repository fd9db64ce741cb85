import Cluster
import Datasets
import Display
import Files
import FoundationEssentials
import Hub
import PythonValues

/// Turns what cells name models and datasets by into local folders: paths, the project's own names, a hub's names.
final class NamedFolders {
  private let sink: any DisplaySink

  /// - Parameter sink: where downloads show how far they are.
  init(_ sink: any DisplaySink) { self.sink = sink }

  /// The folder of a model, tokenizer or adapter.
  ///
  /// - Parameters:
  ///   - arguments: of a `from_pretrained`, for `revision`, `token`, `cache_dir` and `local_files_only`.
  ///   - content: what of a hub's repository is wanted.
  /// - Throws: `FileNotFoundError` or `OSError` with what to do.
  func model(_ name: String, _ content: HubContent, _ arguments: BoundArguments? = nil, _ context: CallContext) throws
    -> String
  {
    if let copy = try copyFromFirst(name) { return copy }
    if let folder = try Assets.localFolder(name) { return folder }
    guard let repository = HubRepository(.model, name),
      let folder = try hubFolder(repository, content, arguments, context)
    else { throw Assets.unknown(name) }
    return folder
  }

  /// The folder of a dataset's data files that a hub's name means; nil where the name is none.
  ///
  /// - Throws: `FileNotFoundError` or `OSError` with what to do.
  func dataset(_ name: String, _ arguments: BoundArguments, _ context: CallContext) throws -> String? {
    guard !pathExists(name), let repository = HubRepository(.dataset, name) else { return nil }
    return try hubFolder(repository, .data(endings: DataFiles.readEndings), arguments, context)
  }

  /// The names of the models and datasets in the hub's cache.
  var cachedNames: [String] { (try? settings(nil)).map { Hub($0).cachedNames } ?? [] }

  /// A copy of a folder that rank 0 has and not every rank: what the run itself wrote is kept by rank 0 alone.
  private func copyFromFirst(_ name: String) throws -> String? {
    let cluster = Cluster.current
    guard cluster.isShared else { return nil }
    let isHere = isFolder(name)
    let isEverywhere = try !cluster.any(!isHere)
    let isAtFirst = try cluster.any(cluster.isFirst && isHere)
    let wasWritten = try cluster.any(FileWriting.wasWritten(name))
    return isAtFirst && (wasWritten || !isEverywhere) ? try cluster.localCopy(ofFolder: name) : nil
  }

  /// The folder of a repository. A bare name, which may be a folder's that was mistyped, is looked up in the cache only.
  private func hubFolder(
    _ repository: HubRepository, _ content: HubContent, _ arguments: BoundArguments?, _ context: CallContext
  ) throws -> String? {
    let hub = Hub(try settings(arguments))
    let revision = try arguments?.hubOption("revision") ?? "main"
    guard repository.hasOwner else { return hub.cachedFolder(repository, revision: revision, content: content) }
    var bar: ProgressReporter?
    defer { bar?.finish() }
    // Ranks of one machine share its cache: the first one fills it, the others find it filled or fill their own.
    let cluster = Cluster.current
    if !cluster.isFirst { _ = try cluster.gather([]) }
    let isKept = FileWriting.isKept
    FileWriting.isKept = true
    defer { FileWriting.isKept = isKept }
    do {
      let folder = try hub.folder(repository, revision: revision, content: content) { progress in
        try context.checkInterrupt()
        guard !progress.file.isEmpty else { return }
        let running = bar ?? sink.startProgress("Download \(repository.name)", total: progress.total, unit: "B")
        bar = running
        running.update(progress.completed, details: [ProgressState.Detail("file", progress.file)])
      }
      if cluster.isFirst { _ = try cluster.gather([]) }
      return folder
    } catch let error as HubError {
      throw PyError(
        error.isAbsence ? .fileNotFoundError : .osError, "no folder \(repository.name) is here, and \(error)")
    }
  }

  private func settings(_ arguments: BoundArguments?) throws -> HubSettings {
    var settings = HubSettings(environment: ProcessInfo.processInfo.environment)
    guard let arguments else { return settings }
    if let cache = try arguments.hubOption("cache_dir") { settings.cache = cache }
    if let token = arguments.hubToken { settings = settings.with(token: token) }
    if arguments.givenNames.contains("local_files_only"), try arguments.bool("local_files_only") {
      settings.isOffline = true
    }
    return settings
  }
}

extension BoundArguments {
  fileprivate func hubOption(_ name: String) throws -> String? {
    givenNames.contains(name) ? try optionalString(name) : nil
  }

  /// `token="..."`; True and False say only whether the environment's is used.
  fileprivate var hubToken: String? { givenNames.contains("token") ? self["token"].string : nil }
}
