@testable import CellLanguage
