import PythonValues
import Testing

@Test(arguments: [
  ("{:,.1f} {:>6} {:*^8}|", "1,234,567.9     损失 ***损失***|"), ("{:+.2e} {:5} {!r}", "+1.23e+06 损失    '损失'"),
])
func `format follows the mini-language`(template: String, expected: String) throws {
  let context = SilentContext()
  let arguments = CallArguments([.float(1234567.891), "损失", "损失"])
  let method = try Value.string(template).attribute("format")
  #expect(try context.call(method, arguments).string == expected)
}

@Test func `the percent operator formats`() throws {
  let text = try Value.string("%5.1f|%-6s|%03d|%x|%%|%r").binary(
    .modulo, .tupleOf(.float(3.14159), "ab", 7, 255, "q"))
  #expect(text.string == "  3.1|ab    |007|ff|%|'q'")
}
