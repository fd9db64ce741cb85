import JSON
import SourceText

extension IPythonNotebook {
  /// Reads an `.ipynb` file as a document: cells, titles, tags, and the text of recorded outputs.
  ///
  /// - Throws: `JSONError`, `SessionError.malformed`.
  static func parse(_ bytes: [UInt8], path: String) throws -> NotebookDocument {
    let root = try JSON.parse(bytes, name: path)
    guard let cells = root["cells"]?.array else {
      let isOld = root["worksheets"] != nil
      throw SessionError.malformed(
        path: path,
        reason: isOld
          ? "this is an old notebook (format 3): open and save it in Jupyter once"
          : "there is no list of cells: is it a notebook?")
    }
    var document = NotebookDocument(
      cells: try cells.enumerated().map { place, json in
        var made = try cell(json, place: place, path: path)
        if let count = json["metadata"]?["lines_to_next_cell"]?.integer, (0...9).contains(count) {
          made.trailer = Text(String(repeating: "\n", count: count))
        }
        return made
      })
    if !document.cells.isEmpty { document.cells[document.cells.count - 1].trailer = "" }
    return document
  }

  private static func cell(_ json: JSON, place: Int, path: String) throws -> NotebookCell {
    guard let kind = json["cell_type"]?.string, let source = json["source"].flatMap(joined) else {
      throw SessionError.malformed(path: path, reason: "cell \(place + 1) has no cell_type or no source")
    }
    let title = json["metadata"]?["title"]?.string ?? ""
    guard kind == "code" else {
      return NotebookCell(markdown: source, title: title, kind: kind == "raw" ? .raw : .markdown)
    }
    let names = (json["metadata"]?["tags"]?.array ?? []).compactMap(\.string)
    var tags = names.isEmpty ? [] : [CellHeader.Tag("tags", names.joined(separator: ", "))]
    for (key, value) in json["metadata"]?.object?.members ?? [] {
      if let value = value.string, key != "title", CellHeader.isTagName(key.string) {
        tags.append(.init(key.string, value))
      }
    }
    let outputs = (json["outputs"]?.array ?? []).flatMap(lines)
    return NotebookCell(code: source, title: title, tags: tags, outputs: Array(outputs.prefix(OutputLines.limit)))
  }

  private static func joined(_ json: JSON) -> String? {
    json.string ?? json.array.map { $0.compactMap(\.string).joined() }
  }

  private static func lines(_ output: JSON) -> [String] {
    switch output["output_type"]?.string {
    case "stream":
      return output["name"]?.string == "stderr" ? [] : split(output["text"].flatMap(joined) ?? "")
    case "error": return ["\(output["ename"]?.string ?? "Error"): \(output["evalue"]?.string ?? "")"]
    default:
      let data = output["data"]
      if data?["image/png"] != nil { return ["![picture]()"] }
      return split(data?["text/plain"].flatMap(joined) ?? "")
    }
  }

  private static func split(_ text: String) -> [String] {
    OutputLines.lines(of: [.text(text)])
  }
}
