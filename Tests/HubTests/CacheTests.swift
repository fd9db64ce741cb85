import Files
import Glibc
import TestSupport
import Testing

@testable import Hub

private func settings(_ folder: TemporaryFolder, isOffline: Bool = true) -> HubSettings {
  HubSettings(cache: folder.path, endpoint: "http://127.0.0.1:9", isOffline: isOffline)
}

private func snapshot(_ folder: TemporaryFolder, _ names: [String]) throws -> String {
  let top = folder.path("models--org--name")
  let place = top + "/snapshots/" + String(repeating: "0", count: 40)
  try makeFolder(place)
  try makeFolder(top + "/refs")
  try writeFile(top + "/refs/main", Array((String(repeating: "0", count: 40) + "\n").utf8))
  for name in names { try writeFile(joinPath(place, name), []) }
  return place
}

@Test func `offline, the cache is all there is`() throws {
  let folder = try TemporaryFolder()
  let hub = Hub(settings(folder))
  let place = try snapshot(folder, ["config.json", "model.safetensors", "qwen.tiktoken"])
  #expect(try hub.folder(model("org/name"), content: .model) == place)
  #expect(try hub.folder(model("org/name"), content: .tokenizer) == place)
  #expect(try hub.folder(model("org/name"), revision: String(repeating: "0", count: 40), content: .model) == place)
  let missing = message { _ = try hub.folder(model("org/other"), content: .configuration) }
  #expect(
    missing == "the model org/other is not in the cache \(folder.path) with config.json, and HF_HUB_OFFLINE=1 forbids "
      + "downloading: unset HF_HUB_OFFLINE, or copy the files there")
}

@Test func `a link without its blob and a reference that is no commit count as missing`() throws {
  let folder = try TemporaryFolder()
  let place = try snapshot(folder, ["config.json"])
  #expect(symlink("../../blobs/nothing", place + "/model.safetensors") == 0)
  #expect(Hub(settings(folder)).cachedFolder(try model("org/name"), content: .model) == nil)
  try writeFile(folder.path("models--org--name/refs/main"), Array("../../../..".utf8))
  #expect(Hub(settings(folder)).cachedFolder(try model("org/name"), content: .configuration) == nil)
}

@Test func `no connection is one sentence`() throws {
  let folder = try TemporaryFolder()
  let text = message { _ = try Hub(settings(folder, isOffline: false)).folder(model("org/name"), content: .model) }
  #expect(
    text == "the model org/name could not be fetched from http://127.0.0.1:9: no connection could be made; "
      + "run the cell again to go on from there")
}

@Test(arguments: [
  ("org/name", true), ("gpt2", true), ("a.b/c_d-e", true), ("", false), ("/name", false), ("org/", false),
  ("a/b/c", false), ("../x", false), ("./x", false), ("org/na me", false), ("org/a--b", false), ("org/名", false),
  ("org/-x", false), ("org/x.", false), ("x.git", false),
])
func `a hub's names are told from paths`(name: String, isName: Bool) {
  #expect((HubRepository(.model, name) != nil) == isName)
}

@Test func `the environment says where everything is`() throws {
  let folder = try TemporaryFolder()
  try writeFile(folder.path("token"), Array("hf_kept\n".utf8))
  let plain = HubSettings(environment: ["HOME": "/home/x"])
  #expect(plain.cache == "/home/x/.cache/huggingface/hub")
  #expect(plain.endpoint == "https://huggingface.co" && plain.token == nil && !plain.isOffline)
  let own = HubSettings(environment: [
    "HOME": "/home/x", "HF_HOME": folder.path, "HF_ENDPOINT": "https://me:secret@mirror.example/",
    "HF_HUB_OFFLINE": "1",
  ])
  #expect(own.cache == folder.path + "/hub" && own.token == "hf_kept" && own.isOffline)
  #expect(own.shownEndpoint == "https://mirror.example")
  let given = HubSettings(environment: [
    "HF_HUB_CACHE": "~/c", "HOME": "/h", "HF_TOKEN": " hf_x ", "HF_HUB_OFFLINE": "0",
  ])
  #expect(given.cache == "/h/c" && given.token == "hf_x" && !given.isOffline)
}

@Test(arguments: [
  ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "da39a3ee5e6b4b0d3255bfef95601890afd80709"),
  (
    "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    "a9993e364706816aba3e25717850c26c9cd0d89d"
  ),
  (
    "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
    "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1", "84983e441c3bd26ebaae4aa1f95129e5e54670f1"
  ),
])
func `hashes are those of the standard`(text: String, sha256: String, sha1: String) {
  for piece in [1, 7, 64] {
    var (large, small) = (SHA256(), SHA1())
    let bytes = Array(text.utf8)
    for start in stride(from: 0, to: bytes.count, by: piece) {
      Array(bytes[start..<min(start + piece, bytes.count)]).withUnsafeBytes {
        large.update($0)
        small.update($0)
      }
    }
    #expect(large.hexadecimal() == sha256)
    #expect(small.hexadecimal() == sha1)
  }
}
