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
