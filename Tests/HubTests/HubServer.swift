import Files
import Foundation
import JSON
import TestSupport

@testable import Hub

/// Whether there is a python3 that can play the hub.
let hasPython: Bool = {
  let process = Process()
  process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
  process.arguments = ["python3", "-c", ""]
  process.standardError = FileHandle.nullDevice
  guard (try? process.run()) != nil else { return false }
  process.waitUntilExit()
  return process.terminationStatus == 0
}()

/// A hub on the loopback that `server.py` plays, with its log, and an empty cache.
final class HubServer {
  let folder: TemporaryFolder
  let port: Int
  private let process = Process()
  private let input = Pipe()

  init() throws {
    folder = try TemporaryFolder()
    let output = Pipe()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", joinPath(parentFolder(of: #filePath), "server.py"), folder.path("log")]
    process.standardInput = input
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    var text = ""
    while !text.hasSuffix("\n") {
      let data = output.fileHandleForReading.availableData
      if data.isEmpty { break }
      text += String(decoding: data, as: UTF8.self)
    }
    port = Int(text.filter(\.isNumber)) ?? 0
  }

  deinit {
    try? input.fileHandleForWriting.close()
    process.waitUntilExit()
  }

  var cache: String { folder.path("hub") }

  func hub(token: String? = nil, isOffline: Bool = false) -> Hub {
    var settings = HubSettings(
      cache: cache, endpoint: "http://127.0.0.1:\(port)/", token: token, isOffline: isOffline)
    settings.firstDelay = 0.01
    return Hub(settings)
  }

  struct Request {
    let port: Int
    let path: String
    let range: String?
    let authorization: String?
  }

  /// The requests so far.
  func requests() throws -> [Request] {
    try String(decoding: readFile(folder.path("log")), as: UTF8.self).split(separator: "\n").map { line in
      let fields = try JSON.parse(String(line)).array ?? []
      return Request(
        port: fields[0].integer ?? 0, path: fields[1].string ?? "", range: fields[2].string,
        authorization: fields[3].string)
    }
  }
}

func model(_ name: String) throws -> HubRepository { try repository(.model, name) }

func repository(_ kind: HubRepository.Kind, _ name: String) throws -> HubRepository {
  guard let repository = HubRepository(kind, name) else { throw HubError.malformed(what: name) }
  return repository
}

/// The message of what a body throws; empty where it throws nothing.
func message(_ body: () throws -> Void) -> String {
  do {
    try body()
    return ""
  } catch {
    return "\(error)"
  }
}

let commit = "0123456789abcdef0123456789abcdef01234567"

/// The bytes of `server.py`'s weights.
let weights = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 * 7 + $0 / 251) }
