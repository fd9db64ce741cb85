/// The headers of an answer and of the redirects before it.
struct ResponseHeaders {
  private var fields: [(name: String, value: String)] = []

  /// Reads what curl's `dump-header` wrote: the blocks of all answers, one after the other.
  init(_ bytes: [UInt8]) {
    for line in String(decoding: bytes.prefix(1 << 20), as: UTF8.self).split(whereSeparator: \.isNewline) {
      guard let colon = line.firstIndex(of: ":") else { continue }
      let value = line[line.index(after: colon)...].drop { $0 == " " }
      fields.append((line[..<colon].lowercased(), String(value)))
    }
  }

  /// The value of the first header of a name, the redirects' first.
  subscript(name: String) -> String? { fields.first { $0.name == name }?.value }

  /// The hash by which the hub names the file: of a large file where it is linked, else the entity tag.
  var hash: String? {
    guard let tag = self["x-linked-etag"] ?? fields.last(where: { $0.name == "etag" })?.value else { return nil }
    let bare = (tag.hasPrefix("W/") ? tag.dropFirst(2) : tag[...]).filter { $0 != "\"" }
    return [40, 64].contains(bare.utf8.count) && isHexadecimal(bare) ? bare : nil
  }

  /// The address of the next page of a list.
  var nextPage: String? {
    for (name, value) in fields where name == "link" {
      for link in value.split(separator: ",") where link.contains("rel=\"next\"") {
        guard let open = link.firstIndex(of: "<"), let close = link.firstIndex(of: ">"), open < close else { continue }
        return String(link[link.index(after: open)..<close])
      }
    }
    return nil
  }
}
