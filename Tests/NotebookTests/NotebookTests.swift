@testable import Notebook
