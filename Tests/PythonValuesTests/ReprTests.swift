import PythonValues
import Testing

@Test func `repr shows what CPython shows`() throws {
  let value = Value.dictionary([("a", [1, 2.5, "x'y"]), ("b", .tupleOf(.none, true))])
  #expect(try value.repr() == #"{'a': [1, 2.5, "x'y"], 'b': (None, True)}"#)
}
