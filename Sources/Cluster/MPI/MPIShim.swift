import Files

/// MPI through the shim that `make mpi` builds.
final class MPIShim: Messenger {
  let rank: Int
  let size: Int
  private let functions: Functions

  /// The ABI that this file is written for.
  static let abi = 1

  /// Opens the shim, starts MPI and compares the number of ranks with the launcher's.
  ///
  /// - Throws: `ClusterError.shimRefused`, `otherShim`, `otherMPI`, `failed`.
  init(path: String, launcher: Launcher) throws {
    functions = try Functions(path)
    let abi = Int(functions.abi())
    guard abi == Self.abi else { throw ClusterError.otherShim(path: path, abi: abi) }
    let code = functions.start()
    guard code == 0 else { throw ClusterError.failed(action: "start", code: Int(code)) }
    rank = Int(functions.rank())
    size = Int(functions.size())
    guard size == launcher.size else {
      throw ClusterError.otherMPI(
        path: path, launcher: launcher.name, ranks: launcher.size, found: size, version: functions.versionText())
    }
  }

  func send(_ bytes: UnsafeRawBufferPointer, to rank: Int) throws -> MessageRequest {
    var handle: UnsafeMutableRawPointer?
    let code = functions.send(bytes.baseAddress, Int32(bytes.count), Int32(rank), 0, &handle)
    guard code == 0, let handle else { throw ClusterError.failed(action: "send to rank \(rank)", code: Int(code)) }
    return MessageRequest(handle: handle)
  }

  func receive(_ bytes: UnsafeMutableRawBufferPointer, from rank: Int) throws -> MessageRequest {
    var handle: UnsafeMutableRawPointer?
    let code = functions.receive(bytes.baseAddress, Int32(bytes.count), Int32(rank), 0, &handle)
    guard code == 0, let handle else { throw ClusterError.failed(action: "receive from rank \(rank)", code: Int(code)) }
    return MessageRequest(handle: handle)
  }

  func isDone(_ request: MessageRequest) throws -> Bool {
    var done: Int32 = 0
    let code = functions.test(request.handle, &done)
    guard code == 0 else { throw ClusterError.failed(action: "carry a message", code: Int(code)) }
    return done != 0
  }

  func finish() throws {
    let code = functions.finish()
    guard code == 0 else { throw ClusterError.failed(action: "end", code: Int(code)) }
  }
}

/// The shim's functions.
private struct Functions {
  typealias Number = @convention(c) () -> Int32
  typealias Send =
    @convention(c) (UnsafeRawPointer?, Int32, Int32, Int32, UnsafeMutablePointer<UnsafeMutableRawPointer?>) -> Int32
  typealias Receive =
    @convention(c) (UnsafeMutableRawPointer?, Int32, Int32, Int32, UnsafeMutablePointer<UnsafeMutableRawPointer?>) ->
    Int32
  typealias Test = @convention(c) (UnsafeMutableRawPointer, UnsafeMutablePointer<Int32>) -> Int32
  typealias Version = @convention(c) (UnsafeMutablePointer<CChar>, Int32) -> Int32

  let abi: Number
  let start: Number
  let rank: Number
  let size: Number
  let finish: Number
  let send: Send
  let receive: Receive
  let test: Test
  let version: Version

  init(_ path: String) throws {
    let library: SharedLibrary
    do {
      // Open MPI's own plug-ins look for its symbols.
      library = try SharedLibrary(path, isGlobal: true)
    } catch {
      throw ClusterError.shimRefused(path: path, reason: error.reason)
    }
    func function<F>(_ name: String, _ type: F.Type) throws -> F {
      guard let found = library.function("tunebook_mpi_" + name, as: type) else {
        throw ClusterError.shimRefused(path: path, reason: "it has no function tunebook_mpi_\(name)")
      }
      return found
    }
    abi = try function("abi", Number.self)
    start = try function("start", Number.self)
    rank = try function("rank", Number.self)
    size = try function("size", Number.self)
    finish = try function("finish", Number.self)
    send = try function("send", Send.self)
    receive = try function("receive", Receive.self)
    test = try function("test", Test.self)
    version = try function("version", Version.self)
  }

  func versionText() -> String {
    var text = [CChar](repeating: 0, count: 256)
    _ = version(&text, Int32(text.count))
    let bytes = text.prefix { $0 != 0 && $0 != 0x0A }.map { UInt8(bitPattern: $0) }
    let whole = String(decoding: bytes, as: UTF8.self)
    return whole.split(separator: ",").first.map(String.init) ?? whole
  }
}
