extension Value {
  /// The value as HTML, where its object has a method `_repr_html_` that gives text; nil elsewhere, and where it fails.
  public func html(_ context: CallContext) -> String? {
    guard case .object(let object) = self, object.attributeNames.contains("_repr_html_"),
      let method = try? object.attribute("_repr_html_")
    else { return nil }
    return (try? context.call(method))?.string
  }
}
