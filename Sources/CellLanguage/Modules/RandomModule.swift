import Glibc
import PythonValues

/// The module `random`, and the methods of `random.Random`.
enum RandomModule {
  static func members(_ source: RandomSource) -> [(String, Value)] {
    let type = HostClass("Random") { arguments, context in
      let own = RandomSource()
      let object = RandomObject(own)
      if let seed = arguments.positional.first ?? arguments["x"] {
        _ = try context.call(object.attribute("seed") ?? .none, seed)
      }
      return .object(object)
    }
    return methods(source).map { ($0.name, .object($0)) } + [("Random", .object(type))]
  }

  static func methods(_ source: RandomSource) -> [NativeFunction] {
    numbers(source) + choices(source) + distributions(source)
  }

  private static func numbers(_ source: RandomSource) -> [NativeFunction] {
    [
      NativeFunction("seed", "a=None, version=2") { arguments, _ in
        switch arguments[0] {
        case .none: source.seedFromClock()
        case .int(let number): source.seed(number.magnitude)
        case .bool(let truth): source.seed(truth ? 1 : 0)
        default:
          throw PyError(
            .typeError, "random.seed() takes an int or None here, not \(arguments[0].typeName)")
        }
        return .none
      },
      NativeFunction("random") { _, _ in .float(source.random()) },
      NativeFunction("getrandbits", "k, /") { arguments, _ in
        let count = try arguments.integer("k")
        if count < 0 { throw PyError(.valueError, "number of bits must be non-negative") }
        guard count <= 63 else { throw PyError(.overflowError, "integer result does not fit 64 bits") }
        return .int(Int(source.bits(count)))
      },
      NativeFunction("randint", "a, b") { arguments, _ in
        let (low, high) = (try arguments.integer("a"), try arguments.integer("b"))
        guard low <= high else {
          let stop = high == .max ? "\(high)" : "\(high + 1)"
          throw PyError(.valueError, "empty range for randrange() (\(low), \(stop), \(high &+ 1 &- low))")
        }
        let width = UInt(bitPattern: high &- low)
        return .int(low &+ Int(bitPattern: width == .max ? source.bits(64) : source.below(width + 1)))
      },
      NativeFunction("randrange", "start, stop=None, step=1") { arguments, _ in
        let first = try arguments.integer("start")
        let step = try arguments.integer("step")
        if arguments["stop"].isNone {
          guard first > 0 else { throw PyError(.valueError, "empty range for randrange()") }
          return .int(source.index(below: first))
        }
        let stop = try arguments.integer("stop")
        if step == 0 { throw PyError(.valueError, "zero step for randrange()") }
        let range = PyRange(first, stop, step)
        guard range.count > 0 else {
          throw PyError(
            .valueError,
            step == 1
              ? "empty range for randrange() (\(first), \(stop), \(stop &- first))"
              : "empty range for randrange() (\(first), \(stop), \(step))")
        }
        return .int(range.number(at: source.index(below: range.count)))
      },
    ]
  }

  private static func choices(_ source: RandomSource) -> [NativeFunction] {
    [
      NativeFunction("choice", "seq") { arguments, _ in
        let count = try arguments[0].length()
        if count == 0 { throw PyError(.indexError, "Cannot choose from an empty sequence") }
        return try arguments[0].item(.int(source.index(below: count)))
      },
      NativeFunction("shuffle", "x") { arguments, _ in
        if case .list(let list) = arguments[0] {
          for i in stride(from: list.elements.count - 1, to: 0, by: -1) {
            list.elements.swapAt(i, source.index(below: i + 1))
          }
          return .none
        }
        for i in stride(from: try arguments[0].length() - 1, to: 0, by: -1) {
          let j = source.index(below: i + 1)
          let (a, b) = (try arguments[0].item(.int(i)), try arguments[0].item(.int(j)))
          try arguments[0].setItem(.int(i), b)
          try arguments[0].setItem(.int(j), a)
        }
        return .none
      },
      NativeFunction("sample", "population, k, *, counts=None") { arguments, _ in
        if case .set = arguments[0] {
          throw PyError(.typeError, "Population must be a sequence.  For dicts or sets, use sorted(d).")
        }
        if !arguments["counts"].isNone {
          throw PyError(.notImplementedError, "random.sample(counts=...) is not part of the cell language")
        }
        return .array(try sample(arguments[0].iterated(), arguments.integer("k"), source))
      },
      NativeFunction("choices", "population, weights=None, *, cum_weights=None, k=1") { arguments, _ in
        try weightedChoices(arguments, source)
      },
    ]
  }

  private static func sample(_ population: [Value], _ count: Int, _ source: RandomSource) throws -> [Value] {
    let size = population.count
    guard count >= 0, count <= size else {
      throw PyError(.valueError, "Sample larger than population or is negative")
    }
    var setSize = 21
    if count > 5 { setSize += Int(pow(4.0, ceil(log(Double(count * 3)) / log(4.0)))) }
    if size <= setSize {
      var pool = population
      return (0..<count).map { taken in
        let j = source.index(below: size - taken)
        defer { pool[j] = pool[size - taken - 1] }
        return pool[j]
      }
    }
    var selected: Set<Int> = []
    return (0..<count).map { _ in
      var j = source.index(below: size)
      while !selected.insert(j).inserted { j = source.index(below: size) }
      return population[j]
    }
  }

  private static func weightedChoices(_ arguments: BoundArguments, _ source: RandomSource) throws -> Value {
    let population = try arguments[0].iterated()
    let count = max(0, try arguments.integer("k"))
    if count > 1 << 26 { throw PyError(.memoryError, "too many choices") }
    var sums: [Double]
    if !arguments["cum_weights"].isNone {
      sums = try arguments["cum_weights"].iterated().map(MathModule.number)
    } else if !arguments["weights"].isNone {
      var total = 0.0
      sums = try arguments["weights"].iterated().map {
        total += try MathModule.number($0)
        return total
      }
    } else {
      if population.isEmpty { throw PyError(.indexError, "Cannot choose from an empty population") }
      return .array((0..<count).map { _ in population[Int(source.random() * Double(population.count))] })
    }
    guard sums.count == population.count else {
      throw PyError(.valueError, "The number of weights does not match the population")
    }
    guard let total = sums.last, total > 0 else {
      throw PyError(.valueError, "Total of weights must be greater than zero")
    }
    guard total.isFinite else { throw PyError(.valueError, "Total of weights must be finite") }
    return .array(
      (0..<count).map { _ in
        let wanted = source.random() * total
        var (low, high) = (0, sums.count - 1)
        while low < high {
          let middle = (low + high) / 2
          if wanted < sums[middle] { high = middle } else { low = middle + 1 }
        }
        return population[low]
      })
  }

  private static func distributions(_ source: RandomSource) -> [NativeFunction] {
    [
      NativeFunction("uniform", "a, b") { arguments, _ in
        let (a, b) = (try arguments.number("a"), try arguments.number("b"))
        return .float(a + (b - a) * source.random())
      },
      NativeFunction("gauss", "mu=0.0, sigma=1.0") { arguments, _ in
        .float(source.gauss(try arguments.number("mu"), try arguments.number("sigma")))
      },
      NativeFunction("normalvariate", "mu=0.0, sigma=1.0") { arguments, _ in
        .float(source.normal(try arguments.number("mu"), try arguments.number("sigma")))
      },
      NativeFunction("expovariate", "lambd") { arguments, _ in
        let rate = try arguments.number("lambd")
        if rate == 0 { throw PyError(.zeroDivisionError, "float division by zero") }
        return .float(-log(1 - source.random()) / rate)
      },
      NativeFunction("triangular", "low=0.0, high=1.0, mode=None") { arguments, _ in
        var (low, high) = (try arguments.number("low"), try arguments.number("high"))
        var u = source.random()
        if high == low { return .float(low) }
        var c = try arguments.optionalNumber("mode").map { ($0 - low) / (high - low) } ?? 0.5
        if u > c { (u, c, low, high) = (1 - u, 1 - c, high, low) }
        return .float(low + (high - low) * sqrt(u * c))
      },
    ]
  }
}

/// An instance of `random.Random`.
final class RandomObject: PyObject {
  private let methods: [String: NativeFunction]

  init(_ source: RandomSource) {
    methods = Dictionary(uniqueKeysWithValues: RandomModule.methods(source).map { ($0.name, $0) })
  }

  override var typeName: String { "Random" }
  override func attribute(_ name: String) -> Value? { methods[name].map { .object($0) } }
  override var attributeNames: [String] { methods.keys.sorted() }
}
