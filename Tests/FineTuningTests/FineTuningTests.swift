@testable import FineTuning
