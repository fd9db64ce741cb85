import Testing

@testable import Jupyter

private func file(_ changes: [String: String] = [:]) -> String {
  var members = [
    "shell_port": "50001", "iopub_port": "50002", "stdin_port": "50003", "control_port": "50004", "hb_port": "50005",
    "ip": "\"127.0.0.1\"", "key": "\"secret\"", "transport": "\"tcp\"", "signature_scheme": "\"hmac-sha256\"",
    "kernel_name": "\"tunebook\"",
  ]
  for (key, value) in changes { members[key] = value == "" ? nil : value }
  return "{" + members.map { "\"\($0.key)\": \($0.value)" }.joined(separator: ", ") + "}"
}

private func message(_ text: String) -> String? {
  do throws(JupyterError) {
    _ = try ConnectionFile(Array(text.utf8), path: "c.json")
    return nil
  } catch { return error.description }
}

@Test func `a connection file says where each channel listens and what signs`() throws {
  let read = try ConnectionFile(Array(file().utf8), path: "c.json")
  #expect(read.key == Array("secret".utf8))
  #expect(Channel.allCases.map(read.address) == [50001, 50004, 50003, 50002, 50005].map { "tcp://127.0.0.1:\($0)" })
  let v6 = try ConnectionFile(Array(file(["ip": "\"::1\""]).utf8), path: "c.json")
  #expect(v6.address(of: .shell) == "tcp://[::1]:50001")
  let ipc = try ConnectionFile(
    Array(file(["ip": "\"run/kernel\"", "transport": "\"ipc\"", "hb_port": "5"]).utf8), path: "c.json")
  #expect(ipc.address(of: .heartbeat) == "ipc://run/kernel-5")
}

@Test(arguments: [
  ("", "line 1 is not JSON"), ("[]", "it holds no object"), (file(["shell_port": ""]), "its shell_port is no port"),
  (file(["hb_port": "0"]), "its hb_port is no port"), (file(["hb_port": "65536"]), "its hb_port is no port"),
  (file(["hb_port": "\"5\""]), "its hb_port is no port"),
  (file(["hb_port": "50001"]), "two channels have the port 50001"),
  (file(["key": ""]), "it has no key"), (file(["ip": "\"\""]), "its ip is ''"),
  (file(["ip": "\"1.2.3.4;tcp://0.0.0.0\""]), "its ip is '1.2.3.4;tcp://0.0.0.0'"),
  (file(["transport": "\"inproc\""]), "its transport is 'inproc', not tcp or ipc"),
  (file(["signature_scheme": "\"hmac-md5\""]), "its signature_scheme is 'hmac-md5', not hmac-sha256"),
])
func `a file that is none is refused with its reason`(text: String, reason: String) {
  #expect(message(text) == "c.json is no connection file of Jupyter's: \(reason)")
}
