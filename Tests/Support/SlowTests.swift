import Foundation

/// Tests that take longer than a person waits: they run where continuous integration runs, or where asked for.
package enum SlowTests {
  package static let areWanted: Bool = {
    let variables = ProcessInfo.processInfo.environment
    return variables["RECKON_SLOW_TESTS"] == "1" || variables["CI"] == "true"
  }()
}
