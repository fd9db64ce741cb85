/// What a launcher says of this process in its environment.
struct Launcher: Equatable {
  /// Its name, for people.
  let name: String
  /// How many ranks there are.
  let size: Int
  /// This process's rank.
  let rank: Int
  /// How many of the ranks run on this machine; nil where the launcher does not say.
  let localSize: Int?

  /// The variables of each launcher: name, size, rank, ranks on this machine.
  private static let variables = [
    ("mpirun (Open MPI)", "OMPI_COMM_WORLD_SIZE", "OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_LOCAL_SIZE"),
    ("mpiexec (PMI)", "PMI_SIZE", "PMI_RANK", "MPI_LOCALNRANKS"),
    ("Slurm", "SLURM_NTASKS", "SLURM_PROCID", "SLURM_NTASKS_PER_NODE"),
  ]

  /// Reads the environment; nil where nobody launched this process as one of several.
  ///
  /// Slurm sets its variables for a lone process of a batch job too: without a rank of its own step it is alone.
  init?(_ environment: (String) -> String?) {
    for (name, sizeName, rankName, localName) in Self.variables {
      guard let size = environment(sizeName).flatMap(Int.init), let rank = environment(rankName).flatMap(Int.init),
        size >= 1, (0..<size).contains(rank)
      else { continue }
      if name == "Slurm", environment("SLURM_STEP_ID") == nil { continue }
      self.name = name
      self.size = size
      self.rank = rank
      localSize = environment(localName).flatMap(Int.init)
      return
    }
    return nil
  }
}
