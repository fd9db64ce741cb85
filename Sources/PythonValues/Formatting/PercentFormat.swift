/// `text % values`.
func percentFormat(_ text: PyString, _ values: Value) throws -> PyString { text }
