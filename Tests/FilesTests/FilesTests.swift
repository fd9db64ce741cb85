@testable import Files
