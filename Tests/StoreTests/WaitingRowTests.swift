import Bytes
import Domain
import Testing

@testable import Store

@Suite struct WaitingRowTests {
  /// Errors of as many traces, a second apart.
  static func errors(_ count: Int) -> WaitingErrors {
    var errors = WaitingErrors()
    for number in 1...Int64(count) {
      let key = SignalKey(prefix: UInt32(number), rest: UInt64(number) << 8)
      var row = SignalRow(kind: .error, key: key, time: 1_700_000_000_000_000 + number * 1_000_000)
      (row.status, row.severity) = (.error, 17)
      row.trace = TraceID(high: 1, low: UInt64(number))
      (row.span, row.parent, row.subject) = (UInt64(number), 9, 7)
      row.name = errors.batch.texts.place(of: "HTTP 500")
      row.service = errors.batch.texts.place(of: "shop")
      row.surface = errors.batch.texts.place(of: "/pay")
      let text = "HTTP 500: \"no\" \(number)"
      let id = EvidenceID(SHA256.hash([UInt8(number % 2)]))
      errors.add(
        row,
        Evidence(id: id, kind: .error, text: text, origin: "t.jsonl:\(number)", trust: .firstParty),
        GroupCandidate(
          row: 0,
          kind: .error,
          errorType: "HTTP 500",
          message: "\"no\" \(number)",
          service: "shop",
          surface: "/pay"
        ),
        format: "json_lines"
      )
    }
    return errors
  }

  /// Rows without what depends on the table of texts that they are in.
  private static func words(_ errors: WaitingErrors) -> [String] {
    errors.batch.rows.map { row in
      let texts = [row.name, row.service, row.surface].map { errors.batch.text($0) }
      return "\(row.key) \(row.time) \(row.trace) \(row.span) \(row.parent) \(row.subject) \(row.status) \(texts)"
    }
  }

  @Test(arguments: StorePlace.allCases)
  func `what waits is handed out as it was, in the order of time, and only once it is due`(_ place: StorePlace) throws {
    try place.withStore { store in
      let errors = Self.errors(5)
      try store.write { writer in
        try writer.hold(errors, until: 100)
        // Told again, they wait on as they were.
        try writer.hold(errors, until: 900)
        #expect(try writer.firstWaitingDue() == 100)
        #expect(try writer.waitingErrors(until: 99, limit: 9).batch.isEmpty)
        let found = try writer.waitingErrors(until: 100, limit: 9)
        #expect(Self.words(found) == Self.words(errors))
        #expect(found.batch.evidence == errors.batch.evidence && found.candidates == errors.candidates)
        #expect(found.formats == errors.formats)
        let times = errors.batch.rows[1].time...errors.batch.rows[2].time
        #expect(
          try Self.words(writer.waitingErrors(until: 100, within: times, limit: 9)) == Array(Self.words(errors)[1...2])
        )
        let first = try writer.waitingErrors(until: 100, limit: 2)
        try writer.removeWaiting(first.batch.rows)
        #expect(try Self.words(writer.waitingErrors(until: 100, limit: 9)) == Array(Self.words(errors)[2...]))
      }
      #expect(try store.faults() == [])
    }
  }
}
