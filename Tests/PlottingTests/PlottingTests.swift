@testable import Plotting
