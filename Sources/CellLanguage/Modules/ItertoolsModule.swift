import PythonValues

/// The module `itertools`; all of it lazy.
enum ItertoolsModule {
  static func members() -> [(String, Value)] {
    let chain = HostClass("chain") { arguments, _ in chained(ArrayIterator(arguments.positional)) }
    chain.define(
      "from_iterable",
      .object(
        NativeFunction("from_iterable", "iterable, /") { arguments, _ in
          chained(try arguments[0].makeIterator())
        }))
    let functions = endless + slicing + combining + grouping
    return functions.map { ($0.name, .object($0)) } + [("chain", .object(chain))]
  }

  private static func iterator(_ name: String, _ body: @escaping () throws -> Value?) -> Value {
    .object(ClosureIterator(typeName: "itertools.\(name)", body))
  }

  private static func chained(_ sources: PyIterator) -> Value {
    var current: PyIterator?
    return iterator("chain") {
      while true {
        if let value = try current?.next() { return value }
        guard let next = try sources.next() else { return nil }
        current = try next.makeIterator()
      }
    }
  }

  private static var endless: [NativeFunction] {
    [
      NativeFunction("count", "start=0, step=1") { arguments, _ in
        var next = arguments[0]
        let step = arguments[1]
        return iterator("count") {
          let value = next
          next = try next.binary(.add, step)
          return value
        }
      },
      NativeFunction("repeat", "object, times=None") { arguments, _ in
        var left = try arguments.optionalInteger("times") ?? .max
        let value = arguments[0]
        return iterator("repeat") {
          if left <= 0 { return nil }
          left -= 1
          return value
        }
      },
      NativeFunction("cycle", "iterable, /") { arguments, _ in
        let source = try arguments[0].makeIterator()
        var seen: [Value] = []
        var place = -1
        return iterator("cycle") {
          if place < 0 {
            if let value = try source.next() {
              seen.append(value)
              return value
            }
            place = 0
          }
          if seen.isEmpty { return nil }
          defer { place = (place + 1) % seen.count }
          return seen[place]
        }
      },
    ]
  }

  private static var slicing: [NativeFunction] {
    [
      NativeFunction("islice", "*arguments") { arguments, _ in
        let parts = arguments.variadic
        guard parts.count >= 2, parts.count <= 4 else {
          throw PyError(.typeError, "islice expected 2 to 4 arguments, got \(parts.count)")
        }
        let numbers = try parts.dropFirst().map { $0.isNone ? nil : try Builtins.index($0) }
        let start = parts.count == 2 ? 0 : numbers[0] ?? 0
        let stop = (parts.count == 2 ? numbers[0] : numbers[1]) ?? .max
        let step = parts.count == 4 ? numbers[2] ?? 1 : 1
        guard start >= 0, stop >= 0, step >= 1 else {
          throw PyError(
            .valueError, "Indices for islice() must be None or an integer: 0 <= x <= sys.maxsize.")
        }
        let source = try parts[0].makeIterator()
        var (place, wanted) = (0, start)
        return iterator("islice") {
          while wanted < stop {
            guard let value = try source.next() else { return nil }
            place += 1
            if place - 1 == wanted {
              wanted = wanted.addingReportingOverflow(step).overflow ? .max : wanted + step
              return value
            }
          }
          return nil
        }
      },
      NativeFunction("takewhile", "predicate, iterable, /") { arguments, context in
        let source = try arguments[1].makeIterator()
        let test = arguments[0]
        var isDone = false
        return iterator("takewhile") {
          guard !isDone, let value = try source.next(), try context.call(test, value).isTruthy() else {
            isDone = true
            return nil
          }
          return value
        }
      },
      NativeFunction("dropwhile", "predicate, iterable, /") { arguments, context in
        let source = try arguments[1].makeIterator()
        let test = arguments[0]
        var hasBegun = false
        return iterator("dropwhile") {
          while let value = try source.next() {
            if hasBegun { return value }
            if try !context.call(test, value).isTruthy() {
              hasBegun = true
              return value
            }
          }
          return nil
        }
      },
      NativeFunction("starmap", "function, iterable, /") { arguments, context in
        let source = try arguments[1].makeIterator()
        let function = arguments[0]
        return iterator("starmap") {
          try source.next().map { try function.call(CallArguments($0.iterated()), context) }
        }
      },
    ]
  }

  private static var grouping: [NativeFunction] {
    [
      NativeFunction("accumulate", "iterable, func=None, *, initial=None") { arguments, context in
        let source = try arguments[0].makeIterator()
        let function = arguments["func"]
        var total: Value? = nil
        var initial: Value? = arguments["initial"].isNone ? nil : arguments["initial"]
        return iterator("accumulate") {
          if let first = initial {
            initial = nil
            total = first
            return first
          }
          guard let value = try source.next() else { return nil }
          let next =
            try total.map { function.isNone ? try $0.binary(.add, value) : try context.call(function, $0, value) }
            ?? value
          total = next
          return next
        }
      },
      NativeFunction("groupby", "iterable, key=None") { arguments, context in
        let key = arguments["key"]
        let values = try arguments[0].iterated()
        var place = 0
        return iterator("groupby") {
          guard place < values.count else { return nil }
          let first = key.isNone ? values[place] : try context.call(key, values[place])
          var group = [values[place]]
          place += 1
          while place < values.count {
            let next = key.isNone ? values[place] : try context.call(key, values[place])
            if try !next.equals(first) { break }
            group.append(values[place])
            place += 1
          }
          return .tupleOf(first, .object(ArrayIterator(group, typeName: "itertools._grouper")))
        }
      },
      NativeFunction("pairwise", "iterable, /") { arguments, _ in
        let source = try arguments[0].makeIterator()
        var previous = try source.next()
        return iterator("pairwise") {
          guard let left = previous, let right = try source.next() else { return nil }
          previous = right
          return .tupleOf(left, right)
        }
      },
      NativeFunction("zip_longest", "*iterables, fillvalue=None") { arguments, _ in
        let sources = try arguments.variadic.map { try $0.makeIterator() }
        let fill = arguments["fillvalue"]
        return iterator("zip_longest") {
          let values = try sources.map { try $0.next() }
          if values.allSatisfy({ $0 == nil }) { return nil }
          return .tuple(PyTuple(values.map { $0 ?? fill }))
        }
      },
    ]
  }

  private static var combining: [NativeFunction] {
    [
      NativeFunction("product", "*iterables, repeat=1") { arguments, _ in
        let pools = try arguments.variadic.map { try $0.iterated() }
        let times = max(0, try arguments.integer("repeat"))
        if times > 1_000 { throw PyError(.memoryError, "a product of more than 1,000 repetitions") }
        let all = [[[Value]]](repeating: pools, count: times).flatMap { $0 }
        var places: [Int]? = all.contains(where: \.isEmpty) ? nil : [Int](repeating: 0, count: all.count)
        return iterator("product") {
          guard var current = places else { return nil }
          let result = zip(all, current).map { $0[$1] }
          places = nil
          for index in current.indices.reversed() {
            current[index] += 1
            if current[index] < all[index].count {
              places = current
              break
            }
            current[index] = 0
          }
          return .tuple(PyTuple(result))
        }
      },
      NativeFunction("combinations", "iterable, r") { arguments, _ in
        let pool = try arguments[0].iterated()
        let size = try arguments.integer("r")
        if size < 0 { throw PyError(.valueError, "r must be non-negative") }
        var places: [Int]? = size > pool.count ? nil : Array(0..<size)
        return iterator("combinations") {
          guard var current = places else { return nil }
          let result = current.map { pool[$0] }
          places = nil
          if let index = current.indices.last(where: { current[$0] != $0 + pool.count - size }) {
            current[index] += 1
            for next in (index + 1)..<max(index + 1, size) { current[next] = current[next - 1] + 1 }
            places = current
          }
          return .tuple(PyTuple(result))
        }
      },
      NativeFunction("permutations", "iterable, r=None") { arguments, _ in
        let pool = try arguments[0].iterated()
        let size = try arguments.optionalInteger("r") ?? pool.count
        if size < 0 { throw PyError(.valueError, "r must be non-negative") }
        var state: (indices: [Int], cycles: [Int])? =
          size > pool.count ? nil : (Array(pool.indices), (0..<size).map { pool.count - $0 })
        return iterator("permutations") {
          guard var (indices, cycles) = state else { return nil }
          let result = indices.prefix(size).map { pool[$0] }
          state = nil
          for i in stride(from: size - 1, through: 0, by: -1) {
            cycles[i] -= 1
            if cycles[i] == 0 {
              indices.append(indices.remove(at: i))
              cycles[i] = pool.count - i
            } else {
              indices.swapAt(i, indices.count - cycles[i])
              state = (indices, cycles)
              break
            }
          }
          return .tuple(PyTuple(result))
        }
      },
    ]
  }
}
