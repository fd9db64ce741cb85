@testable import Jinja
