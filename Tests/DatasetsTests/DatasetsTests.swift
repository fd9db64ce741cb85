@testable import Datasets
