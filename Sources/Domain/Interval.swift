/// A number with how far it may be off.
package struct Interval: Equatable, Sendable {
  package let low: Double
  package let likely: Double
  package let high: Double

  package init(low: Double, likely: Double, high: Double) {
    self.low = low
    self.likely = likely
    self.high = high
  }
}
