@testable import Workbench
