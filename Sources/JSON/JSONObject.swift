import SourceText

/// The members of a JSON object in their order; of equal keys the last value counts, at the first one's place.
public struct JSONObject: Sendable, Equatable {
  /// The members in order.
  public private(set) var members: [(key: Text, value: JSON)] = []

  private var places: [Text: Int] = [:]

  /// Makes an object without members.
  public init() {}

  /// Makes an object of members in order.
  public init(_ members: [(String, JSON)]) {
    for (key, value) in members { self[Text(key)] = value }
  }

  /// The value of a key; assigning nil removes the member.
  public subscript(key: Text) -> JSON? {
    get { places[key].map { members[$0].value } }
    set {
      if let place = places[key] {
        if let newValue {
          members[place].value = newValue
        } else {
          members.remove(at: place)
          places = [:]
          for (index, member) in members.enumerated() { places[member.key] = index }
        }
      } else if let newValue {
        places[key] = members.count
        members.append((key, newValue))
      }
    }
  }

  /// The value of a key.
  public subscript(key: String) -> JSON? {
    get { self[Text(key)] }
    set { self[Text(key)] = newValue }
  }

  /// The number of members.
  public var count: Int { members.count }

  /// The keys in order.
  public var keys: [Text] { members.map(\.key) }

  /// Equal members in the same order.
  public static func == (left: JSONObject, right: JSONObject) -> Bool {
    left.members.elementsEqual(right.members) { $0.key == $1.key && $0.value == $1.value }
  }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
  /// Makes an object of members in order.
  public init(dictionaryLiteral elements: (String, JSON)...) { self.init(elements) }
}
