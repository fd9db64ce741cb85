import Files
import JSON
import TestSupport
import Testing

@testable import Jupyter

@Test func `the kernel is offered where Jupyter looks, for a prefix or for the person`() throws {
  let folder = try TemporaryFolder()
  let specification = KernelSpecification(program: "/opt/tunebook")
  let places: [(prefix: String?, environment: [String: String], place: String)] = [
    (folder.path("env"), [:], "env/share/jupyter"), (nil, ["HOME": folder.path("home")], "home/.local/share/jupyter"),
    (nil, ["HOME": "/x", "XDG_DATA_HOME": folder.path("data")], "data/jupyter"),
    (nil, ["HOME": "/x", "JUPYTER_DATA_DIR": folder.path("own"), "XDG_DATA_HOME": "/y"], "own"),
  ]
  for (prefix, environment, place) in places {
    for _ in 0..<2 {
      let written = try specification.install(prefix: prefix) { environment[$0] }
      #expect(written == folder.path(place + "/kernels/tunebook"))
    }
    let kernels = folder.path(place + "/kernels")
    #expect(try listFolder(kernels) == ["tunebook"])
    #expect(try listFolder(kernels + "/tunebook").sorted() == ["kernel.json", "logo-32x32.png", "logo-64x64.png"])
    let description = try JSON.parse(readFile(kernels + "/tunebook/kernel.json"))
    #expect(description["argv"] == ["/opt/tunebook", "kernel", "-f", "{connection_file}"])
    #expect(description["display_name"]?.string == "Tunebook" && description["interrupt_mode"]?.string == "message")
  }
}

@Test func `without a home a prefix is asked for`() throws {
  #expect(throws: JupyterError.noHome) {
    try KernelSpecification(program: "t").install(prefix: nil) { _ in nil }
  }
}

@Test func `patterns of the history match as a shell's do`() {
  for (text, pattern, isMatch) in [
    ("abc", "abc", true), ("abc", "a*", true), ("abc", "*b*", true), ("abc", "a?c", true), ("abc", "b", false),
    ("", "*", true), ("", "?", false), ("aab", "*ab", true), ("abc", "a*d", false), ("a\nb", "a*b", true),
  ] {
    #expect(History.matches(Array(text.unicodeScalars), Array(pattern.unicodeScalars)) == isMatch, "\(text) \(pattern)")
  }
}
