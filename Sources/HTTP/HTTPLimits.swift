/// How much a request may be, and how long it may take.
package struct HTTPLimits: Sendable {
  package var headBytes = 32 << 10
  package var headers = 128
  /// OTLP's recommendation, and the most that the other tools' own servers take.
  package var bodyBytes = 20 << 20
  /// What the bodies of all connections may take together.
  package var allBodies = 256 << 20
  package var connections = 512
  package var idle = Duration.seconds(120)
  /// From the first byte of a request to its last.
  package var request = Duration.seconds(30)

  package init() {}
}
