import PythonValues
import SourceText

/// Elements of which some may be starred.
struct ElementNodes {
  let elements: [(node: Node, isStarred: Bool)]
  let hasStar: Bool

  init(_ elements: [(node: Node, isStarred: Bool)]) {
    self.elements = elements
    hasStar = elements.contains { $0.isStarred }
  }

  func evaluate(_ frame: Frame) throws -> [Value] {
    var values: [Value] = []
    values.reserveCapacity(elements.count)
    for element in elements {
      let value = try element.node.evaluate(frame)
      if element.isStarred {
        do { values.append(contentsOf: try value.iterated()) } catch {
          throw frame.located(Self.starError(error, value), element.node.span)
        }
      } else {
        values.append(value)
      }
    }
    return values
  }

  private static func starError(_ error: any Error, _ value: Value) -> any Error {
    guard let error = error as? PyError, error.kind == .typeError, error.message.hasSuffix("object is not iterable")
    else { return error }
    return PyError(.typeError, "Value after * must be an iterable, not \(value.typeName)")
  }
}

final class TupleNode: Node {
  let elements: ElementNodes

  init(_ elements: ElementNodes, _ span: SourceSpan) {
    self.elements = elements
    super.init(span)
  }

  override func evaluate(_ frame: Frame) throws -> Value { .tuple(PyTuple(try elements.evaluate(frame))) }
}

final class ListNode: Node {
  let elements: ElementNodes

  init(_ elements: ElementNodes, _ span: SourceSpan) {
    self.elements = elements
    super.init(span)
  }

  override func evaluate(_ frame: Frame) throws -> Value { .list(PyList(try elements.evaluate(frame))) }
}

final class SetNode: Node {
  let elements: ElementNodes

  init(_ elements: ElementNodes, _ span: SourceSpan) {
    self.elements = elements
    super.init(span)
  }

  override func evaluate(_ frame: Frame) throws -> Value {
    let values = try elements.evaluate(frame)
    do { return .set(try PySet(values)) } catch { throw frame.located(error, span) }
  }
}

final class DictNode: Node {
  let members: [(key: Node?, value: Node)]

  init(_ members: [(key: Node?, value: Node)], _ span: SourceSpan) {
    self.members = members
    super.init(span)
  }

  override func evaluate(_ frame: Frame) throws -> Value {
    let dict = PyDict()
    for (key, value) in members {
      guard let key else {
        let other = try value.evaluate(frame)
        do { try dict.unpack(other) } catch { throw frame.located(error, value.span) }
        continue
      }
      let keyValue = try key.evaluate(frame)
      let value = try value.evaluate(frame)
      do { try dict.set(keyValue, value) } catch { throw frame.located(error, key.span) }
    }
    return .dict(dict)
  }
}

extension PyDict {
  /// What `**value` adds to a dict.
  func unpack(_ value: Value) throws {
    switch value {
    case .dict(let dict): try merge(dict)
    case .object(let object) where try object.attribute("keys") != nil: try update(from: value)
    default: throw PyError(.typeError, "'\(value.typeName)' object is not a mapping")
    }
  }
}

/// An f-string.
final class FormattedNode: Node {
  enum Part {
    case text(PyString)
    case field(Node, conversion: Unicode.Scalar?, specification: [Part]?)
  }

  let parts: [Part]

  init(_ parts: [Part], _ span: SourceSpan) {
    self.parts = parts
    super.init(span)
  }

  override func evaluate(_ frame: Frame) throws -> Value { .str(PyString(bytes: try Self.bytes(parts, frame))) }

  private static func bytes(_ parts: [Part], _ frame: Frame) throws -> [UInt8] {
    var bytes: [UInt8] = []
    for part in parts {
      switch part {
      case .text(let text): bytes.append(contentsOf: text.bytes)
      case .field(let node, let conversion, let specification):
        var value = try node.evaluate(frame)
        let spec = try specification.map { String(decoding: try Self.bytes($0, frame), as: UTF8.self) } ?? ""
        do {
          if let conversion { value = try value.converted(conversion) }
          if spec.isEmpty, case .str(let text) = value {
            bytes.append(contentsOf: text.bytes)
          } else {
            bytes.append(contentsOf: try value.formatted(spec).utf8)
          }
        } catch { throw frame.located(error, node.span) }
      }
    }
    return bytes
  }
}
