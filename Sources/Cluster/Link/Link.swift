import Files
import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

/// The watch that ranks keep over each other, beside MPI, which waits for ever for a rank that is gone.
///
/// A star of TCP connections around rank 0, watched by a thread of its own on every rank.
final class Link: Sendable {
  /// The seconds of silence after which a rank counts as lost.
  static let patience = 15.0

  private let rank: Int
  private let size: Int
  /// The other ends: all other ranks on rank 0, rank 0 elsewhere.
  private let peers: [Peer]
  private let state = Mutex(State())

  private struct Peer: Sendable {
    let rank: Int
    let descriptor: Int32
    let machine: String
    var socket: TCPSocket { TCPSocket(descriptor: descriptor) }
  }

  private struct State: Sendable {
    /// All ranks are leaving: an end is no loss.
    var isLeaving = false
    /// What has failed on this rank.
    var failure: String?
    /// Whether the others know of it.
    var isTold = false
    var checkpoint: String?
  }

  /// Connects the ranks.
  ///
  /// - Throws: `ClusterError.unreachable` on every rank where one cannot reach rank 0.
  init(_ cluster: Cluster) throws {
    (rank, size) = (cluster.rank, cluster.size)
    let meeting = try MeetingPoint(cluster)
    let found = cluster.isFirst ? meeting.acceptOthers(size: size) : meeting.connect(rank: rank)
    if try cluster.any(found == nil) {
      throw ClusterError.unreachable(addresses: meeting.addresses, port: meeting.port)
    }
    let machines = try cluster.gather(Array(machineName().utf8)).map { String(decoding: $0, as: UTF8.self) }
    peers = (found ?? []).map { Peer(rank: $0.rank, descriptor: $0.socket.descriptor, machine: machines[$0.rank]) }
    startThread { [self] in watch() }
  }

  /// Notes where the run goes on if a rank is lost.
  func note(checkpoint path: String) { state.withLock { $0.checkpoint = path } }

  /// Says that this rank leaves together with all others.
  func close() {
    state.withLock { $0.isLeaving = true }
    tell(.goodbye)
  }

  /// Ends the run on the other ranks too; returns when they know, or after some seconds.
  func fail(_ failure: String) {
    state.withLock { $0.failure = failure }
    tell(rank == 0 ? .end : .failed(failure))
    // Rank 0 may have the same failure and shows it; else it shows this one and ends everything, this process too.
    if rank != 0 { sleep(10) }
  }

  private func tell(_ message: LinkMessage) {
    let bytes = message.bytes
    for peer in peers { peer.socket.write(bytes) }
  }

  // MARK: - The thread that watches

  private func watch() {
    var readers = Array(repeating: LinkReader(), count: peers.count)
    var silences = Array(repeating: 0.0, count: peers.count)
    var isGone = Array(repeating: false, count: peers.count)
    var lastBeat = 0.0
    while true {
      let start = seconds()
      if start - lastBeat >= 1 {
        tell(.beat)
        lastBeat = start
      }
      for index in readable(isGone) {
        guard let bytes = peers[index].socket.read(most: 4096), !bytes.isEmpty,
          let messages = readers[index].take(bytes)
        else {
          lose(peers[index], "has ended")
          isGone[index] = true
          continue
        }
        silences[index] = 0
        for message in messages { handle(message, from: peers[index], isGone: &isGone[index]) }
      }
      // Time in which this process itself was stopped does not count.
      let passed = min(seconds() - start, 1.2)
      for index in peers.indices where !isGone[index] {
        silences[index] += passed
        if silences[index] > Self.patience { lose(peers[index], "has been silent for \(Int(Self.patience)) seconds") }
      }
      if isGone.allSatisfy({ $0 }) { return }
    }
  }

  /// The peers that have sent something, waiting at most half a second.
  private func readable(_ isGone: [Bool]) -> [Int] {
    let watched = peers.indices.filter { !isGone[$0] }
    var polled = watched.map { pollfd(fd: peers[$0].descriptor, events: Int16(POLLIN), revents: 0) }
    guard poll(&polled, nfds_t(polled.count), 500) > 0 else { return [] }
    return zip(watched, polled).filter { $0.1.revents != 0 }.map(\.0)
  }

  private func handle(_ message: LinkMessage, from peer: Peer, isGone: inout Bool) {
    switch message {
    case .beat: break
    case .goodbye: isGone = true
    case .end: if !isEnding { _exit(1) }
    case .failed(let failure):
      // This rank may be about to say the same.
      for _ in 0..<30 where !isEnding { usleep(100_000) }
      if !isEnding { end("rank \(peer.rank) of \(size) (\(peer.machine)) failed, and the others did not: \(failure)") }
    }
  }

  private var isEnding: Bool { state.withLock { $0.isLeaving || $0.failure != nil } }

  private func lose(_ peer: Peer, _ what: String) {
    if isEnding { return }
    end("rank \(peer.rank) of \(size) (\(peer.machine)) \(what)")
  }

  /// Ends the run on every rank, with one message.
  private func end(_ reason: String) -> Never {
    let checkpoint = state.withLock { $0.checkpoint }
    let goesOn =
      checkpoint.map { "; trainer.train(resume_from_checkpoint=True) goes on from \($0)" }
      ?? "; there is no checkpoint yet to go on from"
    // Where rank 0 itself is lost, rank 1 speaks.
    if rank <= 1 {
      let line = Array("error: \(reason): the run ends on all ranks\(goesOn)\n".utf8)
      _ = line.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }
    tell(.end)
    endLauncherLater()
    _exit(1)
  }
}

/// Ends the launcher, where it does not end by itself: it waits for ever for the part of it on a machine that was cut off.
private func endLauncherLater() {
  let launcher = getppid()
  guard let program = programPath(ofProcess: launcher).map(lastComponent),
    ["mpirun", "mpiexec", "orterun", "prterun"].contains(where: { program.hasPrefix($0) })
  else { return }
  var attributes = posix_spawnattr_t()
  posix_spawnattr_init(&attributes)
  posix_spawnattr_setflags(&attributes, 0x80)  // POSIX_SPAWN_SETSID, which Swift does not import
  defer { posix_spawnattr_destroy(&attributes) }
  let script = "sleep 5; kill -TERM \(launcher); sleep 3; kill -KILL \(launcher)"
  let words: [String] = ["sh", "-c", script]
  var arguments = words.map { strdup($0) } + [nil]
  defer { for argument in arguments { free(argument) } }
  var process = pid_t()
  var output = posix_spawn_file_actions_t()
  posix_spawn_file_actions_init(&output)
  defer { posix_spawn_file_actions_destroy(&output) }
  for descriptor in 0...2 { posix_spawn_file_actions_addopen(&output, Int32(descriptor), "/dev/null", O_RDWR, 0) }
  posix_spawn(&process, "/bin/sh", &output, &attributes, &arguments, environ)
}

/// Where ranks meet to connect: rank 0's addresses, its port and a word that only the ranks know.
private struct MeetingPoint {
  let addresses: [String]
  let port: Int
  private let word: [UInt8]
  private let listener: TCPSocket?

  init(_ cluster: Cluster) throws {
    var invitation: [UInt8] = []
    var own: (socket: TCPSocket, port: Int)?
    if cluster.isFirst {
      own = TCPSocket.listening()
      var source = SystemRandomNumberGenerator()
      let word = (0..<16).map { _ in UInt8.random(in: 0...255, using: &source) }
      let text = ["\(own?.port ?? 0)"] + machineAddresses()
      invitation = word + Array(text.joined(separator: " ").utf8)
    }
    invitation = try cluster.broadcast(invitation)
    let parts = String(decoding: invitation.dropFirst(16), as: UTF8.self).split(separator: " ").map(String.init)
    word = Array(invitation.prefix(16))
    port = parts.first.flatMap { Int($0) } ?? 0
    addresses = Array(parts.dropFirst())
    listener = own?.socket
  }

  /// On rank 0: a connection of every other rank.
  func acceptOthers(size: Int) -> [(rank: Int, socket: TCPSocket)]? {
    guard let listener else { return nil }
    defer { listener.end() }
    var found: [Int: TCPSocket] = [:]
    let deadline = seconds() + 30
    while found.count < size - 1 {
      guard seconds() < deadline else { return nil }
      guard let socket = listener.accepted(seconds: 5) else { continue }
      guard let greeting = socket.read(exactly: 20), Array(greeting.prefix(16)) == word else {
        socket.end()
        continue
      }
      let rank = (0..<4).reduce(0) { $0 | Int(greeting[16 + $1]) << (8 * $1) }
      guard (1..<size).contains(rank), found[rank] == nil else {
        socket.end()
        continue
      }
      found[rank] = socket
    }
    return found.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// On another rank: a connection to rank 0.
  func connect(rank: Int) -> [(rank: Int, socket: TCPSocket)]? {
    for address in addresses {
      guard let socket = TCPSocket.connected(to: address, port: port, seconds: 4) else { continue }
      let number = withUnsafeBytes(of: UInt32(rank).littleEndian) { Array($0) }
      if socket.write(word + number) { return [(0, socket)] }
      socket.end()
    }
    return nil
  }
}

/// The name of the machine that this process runs on.
func machineName() -> String {
  var name = [CChar](repeating: 0, count: 256)
  gethostname(&name, name.count - 1)
  return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
}

private func seconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}

/// Runs a closure on a thread of its own.
private func startThread(_ body: @escaping @Sendable () -> Void) {
  final class Box: Sendable {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }
  var thread = pthread_t()
  let box = Unmanaged.passRetained(Box(body))
  let code = pthread_create(
    &thread, nil,
    { pointer in
      guard let pointer else { return nil }
      Unmanaged<Box>.fromOpaque(pointer).takeRetainedValue().body()
      return nil
    }, box.toOpaque())
  if code == 0 { pthread_detach(thread) } else { box.release() }
}
