@testable import Console
