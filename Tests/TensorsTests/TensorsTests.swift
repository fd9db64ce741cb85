@testable import Tensors
