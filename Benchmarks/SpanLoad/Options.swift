/// What was asked for on the command line.
struct Options {
  var spans = 0
  var days = 14
  var seed: UInt64 = 1
  var users = 50_000
  var form = SpanForm.json

  init(_ arguments: some Sequence<String>) throws(UsageError) {
    var iterator = arguments.makeIterator()
    while let name = iterator.next() {
      guard let text = iterator.next() else { throw UsageError(description: "\(name) needs a value") }
      if name == "--form" {
        guard let form = SpanForm(rawValue: text) else {
          throw UsageError(description: "--form needs json or protobuf, not \(text)")
        }
        self.form = form
        continue
      }
      guard let value = Int(text), value >= (name == "--seed" ? 0 : 1) else {
        throw UsageError(description: "\(name) needs a number, not \(text)")
      }
      switch name {
      case "--spans": spans = value
      case "--days": days = min(value, 3_650)
      case "--seed": seed = UInt64(value)
      case "--users": users = min(value, 99_999_999)
      default: throw UsageError(description: "there is no \(name)")
      }
    }
    guard spans > 0 else { throw UsageError(description: "--spans is missing") }
  }
}

/// A command line that cannot be followed.
struct UsageError: Error, CustomStringConvertible {
  let description: String
}
