extension BuiltinMethods {
  /// The methods of str.
  static let str = table([])
}
