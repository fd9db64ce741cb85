import JSON

/// One message of Jupyter's protocol.
///
/// Source: Jupyter's "Messaging in Jupyter", version 5.3.
package struct JupyterMessage: Sendable {
  /// Whom a reply goes back to, as the socket names it; for a published message its topic.
  var identities: [[UInt8]] = []

  /// Who sent it, when, and what it is.
  var header: JSONObject

  /// The header of the message that it answers; empty where it answers none.
  var parent: JSONObject = [:]

  /// What is told beside the content.
  var metadata: JSONObject = [:]

  /// What the message says.
  var content: JSONObject = [:]

  /// What it is: `execute_request`.
  var type: String { header["msg_type"]?.string ?? "" }
}
