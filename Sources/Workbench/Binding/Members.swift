import PythonValues

/// One method or property of an object that a cell can hold, with the words that help shows.
struct Member<Owner: PyObject>: Sendable {
  typealias Body = @Sendable (Owner, BoundArguments, CallContext) throws -> Value
  typealias Getter = @Sendable (Owner) throws -> Value
  typealias Setter = @Sendable (Owner, Value) throws -> Void

  enum Kind: Sendable {
    case method(signature: String, body: Body)
    case property(get: Getter, set: Setter?)
  }

  let name: String
  let summary: String
  let kind: Kind

  static func method(
    _ name: String, _ signature: String = "", _ summary: String, _ body: @escaping Body
  ) -> Member {
    Member(name: name, summary: summary, kind: .method(signature: signature, body: body))
  }

  static func property(_ name: String, _ summary: String, get: @escaping Getter) -> Member {
    Member(name: name, summary: summary, kind: .property(get: get, set: nil))
  }

  static func settable(
    _ name: String, _ summary: String, get: @escaping Getter, set: @escaping Setter
  ) -> Member {
    Member(name: name, summary: summary, kind: .property(get: get, set: set))
  }
}

/// What help says of a method or property, whichever object it belongs to.
struct MemberRow: Sendable {
  let name: String

  /// The parameters of a method; nil for a property.
  let signature: String?

  /// Whether it is a property that a cell can set.
  let isSettable: Bool

  let summary: String
}

extension Member {
  fileprivate var row: MemberRow {
    switch kind {
    case .method(let signature, _):
      MemberRow(name: name, signature: signature, isSettable: false, summary: summary)
    case .property(_, let set):
      MemberRow(name: name, signature: nil, isSettable: set != nil, summary: summary)
    }
  }
}

/// The members of one kind of object: looked up by name, listed for completion and help.
struct Members<Owner: PyObject>: Sendable {
  let list: [Member<Owner>]
  private let places: [String: Int]

  init(_ list: [Member<Owner>]) {
    self.list = list
    places = Dictionary(list.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
  }

  var names: [String] { list.map(\.name) }

  /// What help says of each member.
  var rows: [MemberRow] { list.map(\.row) }

  /// The value of an attribute: a property's value or a bound method; nil where there is none.
  func attribute(_ name: String, of owner: Owner) throws -> Value? {
    guard let place = places[name] else { return nil }
    switch list[place].kind {
    case .property(let get, _): return try translatingErrors { try get(owner) }
    case .method(let signature, let body):
      return .object(
        NativeFunction(name, signature) { arguments, context in
          try translatingErrors { try body(owner, arguments, context) }
        })
    }
  }

  /// Sets a property.
  ///
  /// - Throws: `AttributeError` where there is none of that name or it cannot be set.
  func setAttribute(_ name: String, _ value: Value, of owner: Owner) throws {
    guard let place = places[name] else {
      throw PyError(
        .attributeError, "'\(owner.typeName)' object has no attribute '\(name)'", nearest: name, in: names)
    }
    guard case .property(_, let set?) = list[place].kind else {
      throw PyError(.attributeError, "attribute '\(name)' of '\(owner.typeName)' objects is not writable")
    }
    try translatingErrors { try set(owner, value) }
  }
}
