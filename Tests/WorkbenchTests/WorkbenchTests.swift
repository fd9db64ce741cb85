import PythonValues
import Tensors
import Testing

@testable import Workbench

@Test func `a tensor of ids prints as torch prints it`() {
  let rows = [
    [151646, 151646, 151644, 93488, 93488, 101523, 100660, 104066, 102021, 30, 151645, 93488],
    [151665, 151646, 151646, 151644, 99315, 69249, 120827, 17340, 101919, 104673, 99599, 30],
  ]
  let text = torchText(Tensor(rows.flatMap { $0 }, shape: [2, 12]))
  #expect(
    text == """
      tensor([[151646, 151646, 151644,  93488,  93488, 101523, 100660, 104066, 102021,
                   30, 151645,  93488],
              [151665, 151646, 151646, 151644,  99315,  69249, 120827,  17340, 101919,
               104673,  99599,     30]])
      """)
}

@Test(
  arguments: [
    ([1.5, -2, 3], "tensor([ 1.5000, -2.0000,  3.0000])"), ([1, 2], "tensor([1., 2.])"), ([], "tensor([])"),
    ([1e-5, 1], "tensor([1.0000e-05, 1.0000e+00])"), ([0], "tensor([0.])"), ([.nan, 1], "tensor([nan, 1.])"),
  ] as [([Float], String)])
func `floats print with torch's digits`(values: [Float], text: String) {
  #expect(torchText(Tensor(values, shape: [values.count])) == text)
}

@Test func `a scalar, a half tensor and a long one print as torch's`() {
  #expect(torchText(Tensor([7], shape: [])) == "tensor(7)")
  #expect(
    torchText(Tensor([1, 2.5], shape: [2]).converted(to: .float16)) == "tensor([1.0000, 2.5000], dtype=torch.float16)")
  #expect(torchText(Tensor(Array(0..<2000), shape: [2000])) == "tensor([   0,    1,    2,  ..., 1997, 1998, 1999])")
}

@Test func `indexing follows torch`() throws {
  let tensor = Tensor(Array(0..<6), shape: [2, 3])
  func indexed(_ key: Value) throws -> [Int] { try tensor.indexed(by: key).integers() }
  let all = Value.object(PySlice(.none, .none, .none))
  #expect(try indexed(1) == [3, 4, 5])
  #expect(try indexed(.tupleOf(all, .object(PySlice(1, .none, .none)))) == [1, 2, 4, 5])
  #expect(try indexed(.tupleOf(-1, -1)) == [5])
  #expect(try tensor.indexed(by: .none).shape == [1, 2, 3])
  #expect(throws: PyError.self) { try indexed(2) }
}

@Test func `a ragged list is no tensor`() {
  #expect { try tensor(of: [[1, 2], [3]]) } throws: { "\($0)" == "ValueError: expected sequence of length 2 (got 1)" }
}
