import Display
import JSON
import SourceText

/// Jupyter's `.ipynb` format, version 4.5.
///
/// Source: nbformat's schema v4.5.
enum IPythonNotebook {
  /// Writes a transcript.
  static func bytes(of transcript: Transcript) -> [UInt8] {
    var number = 0
    let cells = transcript.document.cells.enumerated().map { place, cell -> JSON in
      if cell.kind == .code { number += 1 }
      return cell.kind == .code
        ? code(cell, place, number, transcript.shown(place), wasRun: transcript.events[place] != nil)
        : text(cell, place)
    }
    let notebook: JSONObject = [
      "cells": .array(cells),
      "metadata": .object([
        "kernelspec": .object(["display_name": "Tunebook", "language": "python", "name": "tunebook"]),
        "language_info": .object(["file_extension": ".nb", "mimetype": "text/x-python", "name": "python"]),
      ]),
      "nbformat": 4, "nbformat_minor": 5,
    ]
    return JSON.object(notebook).serialized(JSON.Format(indent: 1)) + [0x0A]
  }

  private static func metadata(_ cell: NotebookCell) -> JSON {
    var members = JSONObject()
    if !cell.title.isEmpty { members["title"] = .string(cell.title) }
    var tags: [JSON] = []
    for tag in cell.header?.tags ?? [] {
      if tag.key == "tags" {
        tags += tag.value.split { ", []\"'".contains($0) }.map { .string(String($0)) }
      } else {
        members[tag.key] = .string(tag.value)
      }
    }
    if cell.isParameters, !tags.contains("parameters") { tags.append("parameters") }
    if !tags.isEmpty { members["tags"] = .array(tags) }
    // Jupytext's name for the empty lines after a cell, where they are not one.
    let emptyLines = cell.trailer.bytes.count { $0 == 0x0A }
    if emptyLines > 1 { members["lines_to_next_cell"] = .integer(emptyLines) }
    return .object(members)
  }

  private static func text(_ cell: NotebookCell, _ place: Int) -> JSON {
    .object([
      "cell_type": .string(cell.kind.rawValue), "id": .string("cell-\(place + 1)"), "metadata": metadata(cell),
      "source": lines(cell.markdown),
    ])
  }

  private static func code(
    _ cell: NotebookCell, _ place: Int, _ number: Int, _ events: [DisplayEvent], wasRun: Bool
  ) -> JSON {
    .object([
      "cell_type": "code", "execution_count": wasRun ? .integer(number) : .null, "id": .string("cell-\(place + 1)"),
      "metadata": metadata(cell), "outputs": .array(events.compactMap { output($0, number) }),
      "source": lines(cell.code),
    ])
  }

  private static func output(_ event: DisplayEvent, _ number: Int) -> JSON? {
    switch event {
    case .text(let text): stream("stdout", text)
    case .errorText(let text): stream("stderr", text)
    case .notice(let notice): stream("stderr", notice.message + (notice.remedy.map { " " + $0 } ?? "") + "\n")
    case .table(let table): data(["text/plain": lines(table.text())], number: nil)
    case .value(let value): data(forms(of: value), number: value.cellNumber.map { _ in number })
    case .picture(let picture):
      data(["image/png": .string(base64(picture.png)), "text/plain": lines(picture.reference)], number: nil)
    case .failure(let failure):
      .object([
        "ename": .string(failure.kind), "evalue": .string(failure.message), "output_type": "error",
        "traceback": .array(failure.report.split(separator: "\n").map { .string(String($0)) }),
      ])
    case .progress, .clear: nil
    }
  }

  private static func forms(of value: ShownValue) -> JSONObject {
    var forms: JSONObject = ["text/plain": lines(value.plain)]
    if let html = value.html { forms["text/html"] = lines(html) }
    return forms
  }

  private static func data(_ forms: JSONObject, number: Int?) -> JSON {
    var output: JSONObject = ["data": .object(forms)]
    if let number { output["execution_count"] = .integer(number) }
    output["metadata"] = .object([:])
    output["output_type"] = number == nil ? "display_data" : "execute_result"
    return .object(output)
  }

  private static func stream(_ name: String, _ text: String) -> JSON {
    .object(["name": .string(name), "output_type": "stream", "text": lines(text)])
  }

  /// A text as a list of lines with their line ends.
  private static func lines(_ text: String) -> JSON {
    .array(RawLine.split(Array(text.utf8)).map { .string(Text(bytes: $0.bytes)) })
  }
}
