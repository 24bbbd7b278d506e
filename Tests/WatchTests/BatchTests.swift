import Domain
import Formats
import Testing
import Watch

@Suite struct BatchTests {
  private static let text =
    (1...9).map { line in
      request(
        span(
          10 * line,
          "step \(line)",
          with: exception("E\(line % 2)", "m"),
          attributes: attribute("user.id", "u\(line)")
        ),
        span(10 * line + 1, "end", attributes: attribute("http.route", "/a/\(line % 3)"))
      )
    }.joined(separator: "\n") + #"""

      {"body":"hi","date":"2026-10-21","service":"shop","id":1}
      {"kind":"event","time":1792542906,"name":"order"}
      """#

  /// The rows with texts in place of places.
  private static func shown(_ watched: WatchedBatch) -> [String] {
    watched.batch.rows.map { row in
      let evidence = row.evidence < 0 ? "" : watched.batch.evidence[Int(row.evidence)].text
      return "\(row.kind) \(row.key) \(row.time) \(row.subject) \(watched.texts(row)) \(evidence)"
    }
  }

  @Test(arguments: [1, 2, 5, 7, 100])
  func `batches hold no more rows than they may, and together all of them`(_ limit: Int) {
    let whole = watch(Self.text)
    var options = WatchOptions(secret: secret)
    options.rowLimit = limit
    var watcher = Watcher(options)
    var batches: [WatchedBatch] = []
    let bytes = read(Self.text)
    watcher.take(bytes) { batches.append($0) }
    #expect(watcher.waiting > 0)
    batches.append(watcher.finish())
    // A span and what happened within it stay together.
    #expect(batches.allSatisfy { $0.batch.rows.count <= max(limit, 2) })
    #expect(batches.flatMap(Self.shown) == Self.shown(whole))
    #expect(
      batches.flatMap { batch in batch.candidates.map { Self.shown(batch)[$0.row] } }
        == whole.candidates.map { Self.shown(whole)[$0.row] }
    )
    #expect(watcher.waiting == 0 && watcher.finish().batch.isEmpty)
  }

  @Test func `the same records give the same batch`() {
    let one = watch(Self.text)
    let other = watch(Self.text)
    #expect(one.batch.rows == other.batch.rows && one.batch.texts == other.batch.texts)
    #expect(one.batch.evidence == other.batch.evidence && one.candidates == other.candidates)
  }

  @Test func `candidates follow the rows that are left`() {
    let watched = watch(Self.text)
    #expect(watched.candidates(in: watched.batch) == watched.candidates)
    var fresh = watched.batch
    fresh.rows.removeAll { $0.kind == .span || $0.time < 1_700_000_000_000_000 }
    fresh.rows.removeFirst(3)
    let left = watched.candidates(in: fresh)
    #expect(left.map(\.row) == fresh.rows.indices.filter { fresh.rows[$0].kind != .event })
    #expect(left.last?.text == "hi")
    #expect(watched.candidates(in: SignalBatch()).isEmpty)
  }

  @Test func `what was rejected and left out goes with the batch`() {
    let watched = watch("{\"broken\nnonsense\n" + "{\"resource_profiles\":[{}]}")
    #expect(watched.rejects.count == 2)
    #expect(watched.skips.counts == [.profiles: 1])
  }
}
