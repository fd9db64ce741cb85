import JSON

/// What a kernel says of itself.
struct KernelInformation: Sendable {
  /// Tunebook's version.
  let version: String

  /// Makes the messages.
  let maker: MessageMaker

  /// The answer to `kernel_info_request`.
  ///
  /// The language is called python, because its cells mean what they mean in Python: fronts colour and indent them so.
  var content: JSONObject {
    [
      "status": "ok", "protocol_version": .string(MessageMaker.protocolVersion), "implementation": "tunebook",
      "implementation_version": .string(version),
      "language_info": .object([
        "name": "python", "version": "3", "mimetype": "text/x-python", "file_extension": ".nb",
        "pygments_lexer": "python3", "codemirror_mode": .object(["name": "python", "version": 3]),
      ]),
      "banner": .string("Tunebook \(version): a notebook for fine-tuning language models"), "help_links": .array([]),
      "debugger": false, "supported_features": .array([]),
    ]
  }
}
