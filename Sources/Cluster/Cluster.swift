#if canImport(Glibc)
  import Glibc
#endif

/// The ranks of one run, as one of them sees them.
///
/// Every rank calls the same functions in the same order, from the thread that runs the cells.
public final class Cluster {
  /// This process's rank.
  public let rank: Int

  /// How many ranks there are; 1 for a process alone.
  public let size: Int

  /// The bytes that this rank has sent to others so far.
  public internal(set) var bytesSent = 0

  /// The seconds that this rank has sent, received and waited for others so far.
  public internal(set) var secondsInMessages = 0.0

  let messenger: (any Messenger)?
  private let link: Link?
  /// The folders of what was copied from rank 0.
  var copies: [String] = []

  /// This process's cluster: a rank alone until `join`.
  ///
  /// `nonisolated(unsafe)`: set once, before any cell runs and any thread is started.
  nonisolated(unsafe) public private(set) static var current = Cluster()

  private init() {
    (rank, size, messenger, link) = (0, 1, nil, nil)
  }

  /// A rank that speaks through a messenger of the caller's, without a link: for tests.
  package convenience init(_ messenger: any Messenger) { self.init(messenger, link: nil) }

  init(_ messenger: any Messenger, link: Link?) {
    (rank, size) = (messenger.rank, messenger.size)
    (self.messenger, self.link) = (messenger, link)
  }

  /// Whether this is the rank that shows things and writes files.
  public var isFirst: Bool { rank == 0 }

  /// Whether there are other ranks.
  public var isShared: Bool { size > 1 }

  /// This rank's part of so many pieces of work; the parts follow each other in the ranks' order.
  public func share(of count: Int) -> Range<Int> { evenPart(rank, of: size, count: count) }
}

extension Cluster {
  /// Whether a launcher's variables make this process the first of its ranks, or nobody launched it with others.
  public static func isFirst(_ environment: (String) -> String?) -> Bool { (Launcher(environment)?.rank ?? 0) == 0 }

  /// Joins the cluster that a launcher has started, where one has.
  ///
  /// - Parameters:
  ///   - environment: What the launcher's variables are looked up in.
  ///   - shims: Where the shim may be, best first.
  /// - Returns: How many ranks of the run share this machine, at least 1.
  /// - Throws: `ClusterError`.
  @discardableResult
  public static func join(
    _ environment: (String) -> String?, shims: @autoclosure () -> [String]
  ) throws -> Int {
    guard let launcher = Launcher(environment), launcher.size > 1 else { return 1 }
    let shims = shims()
    guard let path = shims.first(where: { access($0, R_OK) == 0 }) else {
      throw ClusterError.noShim(launcher: launcher.name, ranks: launcher.size, tried: shims.joined(separator: " or "))
    }
    let messenger = try MPIShim(path: path, launcher: launcher)
    let unwatched = Cluster(messenger, link: nil)
    let link = try Link(unwatched)
    current = Cluster(messenger, link: link)
    return try launcher.localSize ?? unwatched.ranksOnThisMachine()
  }

  /// Leaves the cluster at the end of the run.
  ///
  /// A run that went well ends on all ranks together; one that failed ends the others too, and `failure` is shown where
  /// rank 0 has none of its own.
  public func leave(failure: String?) {
    guard let messenger else { return }
    removeCopies()
    if let failure {
      link?.fail(failure)
      return
    }
    do {
      _ = try gather([])
      link?.close()
      try messenger.finish()
    } catch {
      link?.fail("\(error)")
    }
  }

  /// Notes the checkpoint from which the run goes on where a rank is lost.
  public func note(checkpoint path: String) { link?.note(checkpoint: path) }

  private func ranksOnThisMachine() throws -> Int {
    let own = Array(machineName().utf8)
    return try gather(own).count { $0 == own }
  }
}
