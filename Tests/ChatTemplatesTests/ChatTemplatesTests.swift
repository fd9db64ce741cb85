@testable import ChatTemplates
