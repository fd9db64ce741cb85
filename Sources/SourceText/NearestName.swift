/// The known name that a mistyped one most likely meant.
///
/// - Returns: the candidate with the least edit distance (insert, delete, replace, swap of neighbours), if that is
///   at most a third of the name's length, rounded up; the first of equals.
/// - Complexity: O(candidates x name length squared).
public func nearestName(to name: String, among candidates: some Sequence<String>) -> String? {
  let wanted = Array(name.unicodeScalars)
  let limit = (wanted.count + 2) / 3
  var best: (name: String, distance: Int)?
  for candidate in candidates where candidate != name {
    let scalars = Array(candidate.unicodeScalars)
    guard abs(scalars.count - wanted.count) <= limit else { continue }
    let distance = editDistance(wanted, scalars)
    if distance <= limit, distance < best?.distance ?? .max { best = (candidate, distance) }
  }
  return best?.name
}

private func editDistance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
  var beforePrevious = [Int](repeating: 0, count: right.count + 1)
  var previous = Array(0...right.count)
  for (i, scalar) in left.enumerated() {
    var current = [i + 1] + [Int](repeating: 0, count: right.count)
    for (j, other) in right.enumerated() {
      let cost = String(scalar).lowercased() == String(other).lowercased() ? 0 : 1
      current[j + 1] = min(previous[j] + cost, previous[j + 1] + 1, current[j] + 1)
      if i > 0, j > 0, scalar == right[j - 1], left[i - 1] == other {
        current[j + 1] = min(current[j + 1], beforePrevious[j - 1] + 1)
      }
    }
    beforePrevious = previous
    previous = current
  }
  return previous[right.count]
}
