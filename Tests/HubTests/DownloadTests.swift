import Files
import Foundation
import JSON
import TestSupport
import Testing

@testable import Hub

@Suite(.enabled(if: hasPython, "python3, which plays the hub, is not there")) struct DownloadTests {
  @Test func `a model is fetched as blobs and a snapshot, and only what is wanted of it`() throws {
    let server = try HubServer()
    var seen: [Hub.Progress] = []
    let folder = try server.hub().folder(model("org/tiny"), content: .model) { seen.append($0) }
    #expect(folder == server.cache + "/models--org--tiny/snapshots/\(commit)")
    #expect(try listFolder(folder) == ["config.json", "generation_config.json", "model.safetensors"])
    #expect(try readFile(folder + "/model.safetensors") == weights)
    #expect(try String(decoding: readFile(server.cache + "/models--org--tiny/refs/main"), as: UTF8.self) == commit)
    let target = try FileManager.default.destinationOfSymbolicLink(atPath: folder + "/model.safetensors")
    var hash = SHA256()
    weights.withUnsafeBytes { hash.update($0) }
    #expect(target == "../../blobs/" + hash.hexadecimal())
    #expect(seen.allSatisfy { $0.completed <= max($0.total, 0) || $0.total == 0 })
    let blobs = try listFolder(server.cache + "/models--org--tiny/blobs")
    #expect(blobs.count == 3 && blobs.allSatisfy { [40, 64].contains($0.count) })
    #expect(try !server.requests().contains { $0.path.contains("README") || $0.path.contains("pytorch") })
  }

  @Test func `what the cache has complete is not asked for again, and what it lacks is added`() throws {
    let server = try HubServer()
    let hub = server.hub()
    _ = try hub.folder(model("org/tiny"), content: .configuration)
    let first = try server.requests().count
    _ = try hub.folder(model("org/tiny"), content: .configuration)
    #expect(try server.requests().count == first)
    let folder = try hub.folder(model("org/tiny"), content: .tokenizer)
    #expect(try listFolder(folder).contains("tokenizer.json"))
    #expect(try server.requests().filter { $0.path.contains("/config.json") }.count == 1)
    #expect(hub.cachedFolder(try model("org/tiny"), content: .model) == nil)
  }

  @Test(arguments: ["org/broken", "org/no-ranges"])
  func `a connection that breaks off is taken up again, from the start where the server cannot go on`(name: String)
    throws
  {
    let server = try HubServer()
    let folder = try server.hub().folder(model(name), content: .model)
    #expect(try readFile(folder + "/model.safetensors") == weights)
    let ranges = try server.requests().filter { $0.path.hasPrefix("/cdn") }.map(\.range)
    #expect(ranges.contains("bytes=100000-"))
  }

  @Test func `a download that was stopped goes on where it was`() throws {
    struct Stop: Error {}
    let server = try HubServer()
    #expect(throws: HubError.self) { try server.hub().folder(model("org/dead"), content: .model) }
    let blobs = server.cache + "/models--org--tiny/blobs"
    try makeFolder(blobs)
    _ = try server.hub().folder(model("org/tiny"), content: .tokenizer)
    var hash = SHA256()
    weights.withUnsafeBytes { hash.update($0) }
    try writeFile(blobs + "/" + hash.hexadecimal() + ".incomplete", Array(weights[..<1234]))
    let folder = try server.hub().folder(model("org/tiny"), content: .model)
    #expect(try readFile(folder + "/model.safetensors") == weights)
    #expect(try server.requests().contains { $0.range == "bytes=1234-" })
    #expect(throws: Stop.self) { try server.hub().folder(model("org/other"), content: .model) { _ in throw Stop() } }
  }

  @Test func `the wrong beginning of a file is thrown away and the file fetched anew`() throws {
    let server = try HubServer()
    let blobs = server.cache + "/models--org--tiny/blobs"
    try makeFolder(blobs)
    var hash = SHA256()
    weights.withUnsafeBytes { hash.update($0) }
    try writeFile(blobs + "/" + hash.hexadecimal() + ".incomplete", [UInt8](repeating: 9, count: 500))
    let folder = try server.hub().folder(model("org/tiny"), content: .model)
    #expect(try readFile(folder + "/model.safetensors") == weights)
  }

  @Test(arguments: ["org/bare", "org/tree-only"])
  func `the tree, page by page, says what the other route does not`(name: String) throws {
    let server = try HubServer()
    let folder = try server.hub().folder(model(name), content: .model)
    #expect(folder.hasSuffix(commit))
    #expect(try readFile(folder + "/model.safetensors") == weights)
    #expect(try server.requests().contains { $0.path.contains("cursor=1") })
  }

  @Test(arguments: ["org/rows", "org/rows-bare"])
  func `a dataset's data files are fetched, in folders, with the hashes of the answers where no list has them`(
    name: String
  ) throws {
    let server = try HubServer()
    let folder = try server.hub().folder(repository(.dataset, name), content: .data(endings: ["jsonl", "json"]))
    #expect(try listFolder(folder) == ["README.md", "data"])
    #expect(try String(decoding: readFile(folder + "/data/test.jsonl"), as: UTF8.self) == "{\"text\": \"b\"}\n")
    #expect(try server.requests().contains { $0.path.hasPrefix("/datasets/\(name)/resolve/main/data/") })
  }

  @Test func `all shards that an index names are fetched, and are what completes the model`() throws {
    let server = try HubServer()
    let hub = server.hub()
    let folder = try hub.folder(model("org/shards"), content: .model)
    #expect(try listFolder(folder).count == 4)
    try removeFile(folder + "/model-2.safetensors")
    #expect(hub.cachedFolder(try model("org/shards"), content: .model) == nil)
    _ = try hub.folder(model("org/shards"), content: .model)
    #expect(hub.cachedFolder(try model("org/shards"), content: .model) == folder)
  }

  @Test func `paths that lead out of the folder are left out`() throws {
    let server = try HubServer()
    let folder = try server.hub().folder(repository(.dataset, "org/odd"), content: .data(endings: ["json"]))
    #expect(try listFolder(folder) == ["fine.json", "温 迪.json"])
    #expect(!pathExists(server.folder.path("outside.json")))
  }

  @Test func `the token goes to the hub only and is in no message`() throws {
    let server = try HubServer()
    let folder = try server.hub(token: "hf_right").folder(model("org/private"), content: .model)
    #expect(try readFile(folder + "/model.safetensors") == weights)
    for request in try server.requests() {
      #expect(request.authorization == (request.port == server.port ? "Bearer hf_right" : nil))
    }
    let text = message { _ = try server.hub(token: "hf_wrong").folder(model("org/private"), content: .tokenizer) }
    #expect(!text.contains("hf_"))
    let odd = message { _ = try server.hub(token: "hf_\nX: y").folder(model("org/new"), content: .model) }
    #expect(odd == "the token in HF_TOKEN holds characters that it cannot have, or is too long")
  }

  @Test func `a hub that is busy for a moment is waited for`() throws {
    let server = try HubServer()
    let folder = try server.hub().folder(model("org/short-busy"), content: .configuration)
    #expect(pathExists(folder + "/config.json"))
  }

  @Test(arguments: [
    (
      "org/private",
      "refuses the model org/private (401): it does not exist, is private, or wants its terms accepted; set HF_TOKEN if you have access"
    ),
    (
      "org/gated",
      "refuses the model org/gated (403): it does not exist, is private, or wants its terms accepted; set HF_TOKEN if you have access"
    ),
    ("org/gone", "has no model org/gone (404): check the name, or give the path of a folder"),
    ("org/busy", "is too busy for the model org/busy (429): try again in 60 seconds; what has arrived is kept"),
    ("org/down", "answers 503 for the model org/down: try again later; what has arrived is kept"),
  ])
  func `what a hub refuses is one sentence`(name: String, text: String) throws {
    let server = try HubServer()
    let said = message { _ = try server.hub().folder(model(name), content: .model) }
    #expect(said == "http://127.0.0.1:\(server.port) " + text)
    #expect(!pathExists(server.cache + "/models--" + name.replacing("/", with: "--")))
  }

  @Test func `damaged, too long and dead files are named`() throws {
    let server = try HubServer()
    let wrong = message { _ = try server.hub().folder(model("org/wrong"), content: .model) }
    #expect(wrong.hasPrefix("generation_config.json of the model org/wrong arrived damaged: git hash "), "\(wrong)")
    let long = message { _ = try server.hub().folder(model("org/long"), content: .model) }
    #expect(long.contains("org/long"))
    let dead = message { _ = try server.hub().folder(model("org/dead"), content: .model) }
    #expect(dead.hasSuffix("the connection broke off, 5 times; run the cell again to go on from there"))
    let nonsense = message { _ = try server.hub().folder(model("org/nonsense"), content: .model) }
    #expect(nonsense.contains("cannot be read"))
    let parquet = message {
      _ = try server.hub().folder(repository(.dataset, "org/parquet"), content: .data(endings: ["jsonl", "csv"]))
    }
    #expect(parquet == "the dataset org/parquet has no data files (.jsonl, .csv); it has data/train.parquet")
  }
}
