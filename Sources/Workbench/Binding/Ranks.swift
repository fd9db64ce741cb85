import Cluster
import Files
import Glibc
import Kernels

extension Workbench {
  /// Joins the ranks that a launcher has started this process as one of, and settles what they must agree on: the best
  /// instruction set that all have, which of them keeps files, how the machine's processors are shared.
  ///
  /// To be called before anything else, from the thread that runs the cells.
  /// - Returns: Why the ranks cannot work together, to be told once: nil where they can, `""` on all ranks but the first.
  public static func joinRanks() -> String? {
    let environment = environmentVariable
    do {
      let neighbours = try Cluster.join(environment, shims: environment("TUNEBOOK_MPI").map { [$0] } ?? shims)
      let cluster = Cluster.current
      guard cluster.isShared else { return nil }
      FileWriting.isKept = cluster.isFirst
      FileWriting.notesFolders = true
      if environment("TUNEBOOK_THREADS") == nil {
        let processors = sysconf(Int32(_SC_NPROCESSORS_ONLN))
        Processor.threads = min(Processor.threads, max(1, processors / neighbours))
      }
      try agreeOnInstructionSet(cluster, environment)
      return nil
    } catch {
      return Cluster.isFirst(environment) ? "\(error)" : ""
    }
  }

  private static func agreeOnInstructionSet(_ cluster: Cluster, _ environment: (String) -> String?) throws {
    let wanted = InstructionSet.allCases.first { $0.name == environment("TUNEBOOK_ISA") }
    let own = min(Processor.bestInstructionSet, wanted ?? Processor.bestInstructionSet)
    let sets = try cluster.gather([UInt8(own.rawValue)]).compactMap { InstructionSet(rawValue: Int($0[0])) }
    if let worst = sets.min() { setenv("TUNEBOOK_ISA", worst.name, 1) }
  }

  /// Where the shim of `make mpi` may be: in the repository the program was built in, or beside an installed program.
  private static var shims: [String] {
    Assets.foldersAboveProgram.flatMap {
      [joinPath($0, ".build/mpi/tunebook_mpi.so"), joinPath($0, "lib/tunebook/tunebook_mpi.so")]
    }
  }
}
