@testable import SourceText
