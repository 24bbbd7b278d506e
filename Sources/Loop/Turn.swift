import Bytes
package import Domain
import Store
/// temp
package enum Turn {
  package struct Result: Sendable {
    package let opportunities: Int
    package let changed: Int
    package let choice: String
    package let pick: RecordID?
  }
  static func run(_ journal: inout Journal, secret: [UInt8]) throws -> Result { Result(opportunities: 0, changed: 0, choice: "abstain", pick: nil) }
}
