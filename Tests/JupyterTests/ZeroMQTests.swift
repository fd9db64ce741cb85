import Display
import Files
import JSON
import TestSupport
import Testing

@testable import Jupyter

#if canImport(Glibc)
  import Glibc
#endif

private let hasZeroMQ = (try? ZeroMQ()) != nil

@Suite(.enabled(if: hasZeroMQ, "ZeroMQ (libzmq5) is not there")) struct ZeroMQTests {
  private func file(_ folder: TemporaryFolder) throws -> ConnectionFile {
    let text = """
      {"transport": "ipc", "ip": "\(folder.path("k"))", "key": "k", "shell_port": 1, "iopub_port": 2, "stdin_port": 3,
       "control_port": 4, "hb_port": 5}
      """
    return try ConnectionFile(Array(text.utf8), path: "c.json")
  }

  @Test func `sockets listen where the file says, and their places are free again afterwards`() throws {
    let folder = try TemporaryFolder()
    for _ in 0..<2 {
      let transport = try ZeroMQTransport(try file(folder), bell: Bell())
      #expect(try listFolder(folder.path).sorted() == ["k-1", "k-2", "k-3", "k-4", "k-5"])
      transport.close()
    }
  }

  @Test func `a place that cannot be listened at is named`() throws {
    let text = """
      {"transport": "ipc", "ip": "/nowhere/at/all", "key": "", "shell_port": 1, "iopub_port": 2, "stdin_port": 3,
       "control_port": 4, "hb_port": 5}
      """
    let file = try ConnectionFile(Array(text.utf8), path: "c.json")
    #expect(
      throws: JupyterError.cannotListen(address: "ipc:///nowhere/at/all-4", reason: "No such file or directory")
    ) { try ZeroMQTransport(file, bell: Bell()) }
  }

  @Test func `the bell ends a wait for messages`() throws {
    let folder = try TemporaryFolder()
    let bell = try Bell()
    let transport = try ZeroMQTransport(try file(folder), bell: bell)
    let start = monotonicSeconds()
    bell.ring()
    #expect(transport.receive(milliseconds: 10_000) == nil)
    #expect(monotonicSeconds() - start < 5)
    #expect(transport.receive(milliseconds: 1) == nil)
    transport.close()
  }
}
