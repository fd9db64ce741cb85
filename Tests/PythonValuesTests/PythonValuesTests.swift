@testable import PythonValues
