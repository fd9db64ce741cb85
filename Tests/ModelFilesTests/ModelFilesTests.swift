@testable import ModelFiles
