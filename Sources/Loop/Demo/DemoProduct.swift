/// Thirty days of a small web shop, as the bytes its owners would have: OTLP/JSON lines and a CSV of messages.
///
/// A day follows from the seed, its number, its date and the moment of the fix; days can be made in any order, and
/// what happened before the fix does not depend on it. `DemoTruth` says what is planted.
package struct DemoProduct: Sendable {
  package static let dayCount = 30

  package let seed: UInt64
  /// Days since 1970-01-01, UTC.
  package let firstDay: Int32
  /// From this moment on, in seconds since the Unix epoch, `checkout` runs the version with the fix.
  package let fixedFrom: Int64?

  package init(seed: UInt64, firstDay: Int32, fixedFrom: Int64? = nil) {
    self.seed = seed
    self.firstDay = firstDay
    self.fixedFrom = fixedFrom
  }

  /// Makes a day's spans and logs, from day 0 on: lines as the Collector's file exporter writes them.
  package func spansAndLogs(day: Int) -> [UInt8] {
    DemoLines.write(DemoTraffic(self.day(day)))
  }

  /// The first row of the messages.
  package static let messagesHeader = Array("id,created_at,email,company,channel,body\n".utf8)

  /// Makes a day's messages from customers, from day 0 on: rows of CSV without the header.
  package func messages(day: Int) -> [UInt8] {
    DemoMessages(self.day(day)).rows
  }

  private func day(_ index: Int) -> DemoDay {
    precondition(0 <= index && index < DemoProduct.dayCount, "the demo has thirty days, from 0")
    return DemoDay(seed: seed, firstDay: firstDay, index: index, fixedFrom: fixedFrom)
  }
}
