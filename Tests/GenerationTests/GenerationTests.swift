@testable import Generation
