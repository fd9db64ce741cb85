import Cluster
import Display
import Files
import JSON
import Kernels
import LanguageModels
import Tensors
import Training

extension Benchmark {
  /// What ranks cost that share a training.
  static var clusters: [Benchmark] {
    [
      Benchmark(
        "cluster",
        "bytes and seconds of a step that ranks share, SmolLM2-135M and Qwen2.5-7B shapes (by mpirun, else 2 ranks here)",
        aim: "97 %"
      ) { run in
        guard Cluster.current.isShared else { return try launchedMeasurement() }
        return try ClusterTrial(run: run, cluster: .current).measured()
      }
    ]
  }

  /// The figures of two ranks on this machine.
  private static func launchedMeasurement() throws -> Measurement {
    let program = programPath() ?? "tunebook"
    // Open MPI wants to be asked to start more ranks than cores, and to start any as root; MPICH knows neither word.
    let script = """
      words=; if mpirun --version | grep -q 'Open MPI'; then words='--oversubscribe --allow-run-as-root'; fi
      exec mpirun $words -n 2 "$0" bench cluster --json
      """
    let output = try? ShellProgram("sh").run(["-c", script, program])
    let lines = (output ?? "").split(separator: "\n").filter { $0.hasPrefix("{") }
    let found = lines.compactMap { try? JSON.parse(Array($0.utf8)) }.compactMap { object -> (String, Measurement)? in
      guard let name = object["name"]?.string, name.hasPrefix("cluster"), let value = object["value"]?.number else {
        return nil
      }
      var figure = Measurement(
        value, object["unit"]?.string ?? "", limit: object["limit"]?.number ?? .nan, note: object["note"]?.string ?? "")
      figure.ratio = object["ratio"]?.number ?? .nan
      return (name, figure)
    }
    guard var whole = found.first?.1 else {
      throw BenchmarkError.failed(["mpirun -n 2 tunebook bench cluster gives no figures: make mpi builds what it needs"]
      )
    }
    whole.parts = Array(found.dropFirst())
    return whole
  }
}

/// What a training's ranks tell each other in a step, and what they compute.
private struct SharedTraining {
  let name: String
  let work: TimedTraining

  /// The article's rows on both models, with its LoRA of rank 8.
  static let small = SharedTraining(
    name: "135m",
    work: TimedTraining(
      shape: .smolLM135M, rowLengths: TimedTraining.lengths(60...74), labelsPerRow: 17,
      targets: TimedTraining.articleTargets))
  static let large = SharedTraining(
    name: "7b",
    work: TimedTraining(
      shape: .qwen7B, rowLengths: TimedTraining.lengths(16...26), labelsPerRow: 9,
      targets: TimedTraining.articleTargets))

  /// One layer of the large model over a small vocabulary: what fits into little memory and takes as long a layer.
  static let oneLayer = TimedTraining(
    shape: ModelShape(
      name: "7b-layer",
      members: [
        "model_type": "qwen2", "vocab_size": 4096, "hidden_size": 3584, "intermediate_size": 18_944,
        "num_hidden_layers": 1, "num_attention_heads": 28, "num_key_value_heads": 4, "rms_norm_eps": 1e-6,
        "rope_theta": 10_000.0, "tie_word_embeddings": false, "torch_dtype": "bfloat16",
      ]),
    rowLengths: large.work.rowLengths, labelsPerRow: large.work.labelsPerRow, targets: large.work.targets)

  /// The model by its shapes alone: its weights are never drawn.
  func shapes() throws -> LanguageModel {
    try work.adapted(LanguageModel(configuration: ModelConfiguration(work.shape.members), seed: 0))
  }

  /// The different tokens of some rows: of the embedding's factor only their columns have a gradient.
  func seen(_ model: LanguageModel, rows: Range<Int>) -> [Int32] {
    Set(work.rows(vocabulary: model.configuration.vocabularySize)[rows].flatMap(\.ids)).sorted()
  }

  /// How the gradients of all rows lie in one vector.
  func layout(_ model: LanguageModel, seen: [Int32]) -> GradientLayout {
    let parameters = model.trainableParameters
    return GradientLayout(
      parameters.map { $0.shape[1] == model.configuration.vocabularySize ? .columns(seen) : .whole },
      shapes: parameters.map(\.shape))
  }
}

/// The measurements that all ranks make together.
private struct ClusterTrial {
  let run: BenchmarkRun
  let cluster: Cluster

  func measured() throws -> Measurement {
    var parts = [("cluster-link", try link()), ("cluster-message", try message())]
    let step = try trainedStep(.small)
    parts.append(("cluster-135m-step", step))
    let small = try computingSeconds(.small)
    parts += try figures(.small, computing: small, note: "measured on one rank")
    let layer = try computingSeconds(SharedTraining(name: "layer", work: SharedTraining.oneLayer))
    let model = try SharedTraining.large.shapes()
    let oneLayer = try SharedTraining(name: "layer", work: SharedTraining.oneLayer).shapes()
    let large = layer * SharedTraining.large.work.operations(model) / SharedTraining.oneLayer.operations(oneLayer)
    parts += try figures(.large, computing: large, note: "computed from one measured layer")
    var whole = step
    whole.parts = parts
    return whole
  }

  /// What a step of a shape takes beside what it must.
  private func figures(
    _ training: SharedTraining, computing: Double, note: String
  ) throws -> [(name: String, measurement: Measurement)] {
    let model = try training.shapes()
    let rows = 0..<training.work.rowLengths.count
    let layout = training.layout(model, seen: training.seen(model, rows: rows))
    let own = training.seen(model, rows: cluster.share(of: rows.count))
    let (sent, seconds) = try communicate(layout, ids: own.count)
    let name = "cluster-\(training.name)"
    return [
      (
        name + "-gradient",
        Measurement(
          Double(4 * layout.count) / 1e6, "MB",
          atMost: Double(4 * model.trainableParameters.reduce(0) { $0 + $1.shape.count }) / 1e6,
          note: "of rows seen, beside all rows")
      ),
      (
        name + "-bytes",
        Measurement(
          Double(sent) / 1e6, "MB", atMost: leastBytes(layout) / 1e6, note: "sent by a rank in a step, beside the least"
        )
      ),
      (
        name + "-seconds",
        Measurement(
          seconds, "s", atMost: computing / Double(cluster.size),
          note: "in communication, beside a rank's computing (\(note))")
      ),
      (
        name + "-computing",
        Measurement(
          computing, "s", atMost: computing, note: "of one machine alone, all \(rows.count) rows, \(note)")
      ),
    ]
  }

  /// What a rank must send at least so that all have the sum: of every other part one number, and of its own part the sum.
  private func leastBytes(_ layout: GradientLayout) -> Double {
    8 * Double(layout.count) * Double(cluster.size - 1) / Double(cluster.size)
  }

  /// Sends what a step sends: what each slice came to, then the gradients.
  private func communicate(_ layout: GradientLayout, ids: Int) throws -> (sent: Int, seconds: Double) {
    let tree = SliceTree(cluster.size)
    let vectors = tree.nodes(within: tree.slices(ofRank: cluster.rank, of: cluster.size)).map { _ in
      Tensor(zeros: [layout.count])
    }
    let total = Tensor(zeros: [layout.count])
    let report = [UInt8](repeating: 0, count: 8 * ids)
    var (best, sent) = (Double.infinity, 0)
    for _ in 0..<7 {
      _ = try cluster.any(false)
      let (start, before) = (monotonicSeconds(), cluster.bytesSent)
      _ = try cluster.gather(report)
      try total.withMutableFloats { total in
        try vectors[0].withFloats { vector in
          try cluster.sum(vectors.map { _ in vector }, tree: tree, into: total)
        }
      }
      sent = cluster.bytesSent - before
      best = min(best, monotonicSeconds() - start)
    }
    return (sent, try cluster.broadcast(best))
  }

  /// The bytes of real steps of a training that the ranks share, beside the least.
  private func trainedStep(_ training: SharedTraining) throws -> Measurement {
    // Rank 0 writes files; the others get them sent.
    let folder = try cluster.localCopy(ofFolder: cluster.isFirst ? run.checkpoint(training.work.shape) : "none")
    let model = try training.work.adapted(LanguageModel(folder: folder, elementType: .bfloat16))
    let seen = training.seen(model, rows: 0..<training.work.rowLengths.count)
    let layout = training.layout(model, seen: seen)
    let steps = 4
    let before = (cluster.bytesSent, cluster.secondsInMessages)
    let seconds = try training.work.trainSteps(steps, model)
    let sent = Double(cluster.bytesSent - before.0) / Double(steps)
    let waited = (cluster.secondsInMessages - before.1) / Double(steps)
    return Measurement(
      sent / 1e6, "MB", atMost: leastBytes(layout) / 1e6,
      note:
        "sent by a rank in a real step of \(decimals(try cluster.broadcast(seconds), 2)) s, \(decimals(waited, 2)) s of them in messages or waiting"
    )
  }

  /// The seconds of forward and backward over all rows, on rank 0 while the others wait.
  private func computingSeconds(_ training: SharedTraining) throws -> Double {
    var best = Double.infinity
    if cluster.isFirst {
      let model = try training.work.model(run)
      best = try shortest(of: 4) {
        let tape = Tape(precision: .bfloat16)
        _ = try training.work.loss(model, rows: training.work.rowLengths.count, tape)
        tape.backward()
        for parameter in model.trainableParameters { _ = parameter.takeGradient() }
      }
    }
    return try cluster.broadcast(best)
  }

  /// What the ranks' link carries: 16 MB to each other rank at once.
  private func link() throws -> Measurement {
    let size = 16 << 20
    let seconds = try shortestExchange(size, times: 5)
    let rate = Double(size * (cluster.size - 1)) / seconds / 1e6
    return Measurement(rate, "MB/s", limit: rate, note: "sent by each of \(cluster.size) ranks at once, and received")
  }

  /// What a message costs that holds almost nothing.
  private func message() throws -> Measurement {
    let seconds = try shortestExchange(8, times: 200)
    return Measurement(seconds * 1e6, "us", atMost: seconds * 1e6, note: "for 8 bytes to and from every other rank")
  }

  private func shortestExchange(_ size: Int, times: Int) throws -> Double {
    let outgoing = [UInt8](repeating: 1, count: size)
    var incoming = [UInt8](repeating: 0, count: size * cluster.size)
    var best = Double.infinity
    for _ in 0..<times {
      _ = try cluster.any(false)
      let start = monotonicSeconds()
      try outgoing.withUnsafeBytes { outgoing in
        try incoming.withUnsafeMutableBytes { incoming in
          try cluster.exchange(
            Array(repeating: outgoing, count: cluster.size),
            into: (0..<cluster.size).map {
              UnsafeMutableRawBufferPointer(rebasing: incoming[$0 * size..<($0 + 1) * size])
            })
        }
      }
      best = min(best, monotonicSeconds() - start)
    }
    return try cluster.broadcast(best)
  }
}

extension TimedTraining {
  /// Trains some steps, shared by all ranks of this run.
  ///
  /// - Returns: the seconds of a step.
  fileprivate func trainSteps(_ steps: Int, _ model: LanguageModel) throws -> Double {
    var configuration = TrainingConfiguration()
    configuration.batchSize = 1
    configuration.accumulationSteps = rowLengths.count
    configuration.usesBFloat16 = true
    configuration.maximumSteps = steps
    configuration.saving = Interval(.no)
    configuration.logging = Interval(.no)
    let trainer = try Trainer(
      model: model, configuration: configuration,
      trainingRows: StoredRows(rows(vocabulary: model.configuration.vocabularySize)), sink: RecordingSink())
    trainer.showsProgress = false
    let start = monotonicSeconds()
    _ = try trainer.train()
    return (monotonicSeconds() - start) / Double(steps)
  }
}
