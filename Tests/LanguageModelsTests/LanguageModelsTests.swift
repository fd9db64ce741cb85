@testable import LanguageModels
