import Domain
import Testing

@Suite struct ReceptionTests {
  private static func body(
    _ key: UInt64,
    read: Int = 0,
    rejected: Int = 0,
    _ kind: ReadBody.Kind = .request,
    at received: Int64 = 0
  ) -> ReadBody {
    var body = ReadBody(kind, source: "otlp", place: "place \(key)", key: key, received: received)
    body.read = read
    for line in 0..<rejected { body.reject(line + 1, "no time") }
    return body
  }

  private static func reception(_ bodies: [ReadBody]) -> Reception {
    var reception = Reception(source: "otlp")
    for body in bodies { reception.note(body) }
    return reception
  }

  @Test func `a body that is read twice counts once`() {
    let once = Self.reception([Self.body(1, rejected: 3)])
    #expect(once.rejected == 3)
    #expect(Self.reception([Self.body(1, rejected: 3), Self.body(1, rejected: 3)]) == once)
  }

  @Test func `a file that is read anew is what it is now`() {
    var reception = Self.reception([Self.body(1, rejected: 3, .file), Self.body(2, rejected: 1, .file)])
    reception.forget(1)
    reception.note(Self.body(1, read: 9, .file, at: 7))
    #expect(reception.rejected == 1)
    #expect(reception.unreadable == 0)
    #expect(reception.lastGood == 7)
    #expect(reception.latest.map(\.place) == ["place 2"])
    reception.forget(3)
    #expect(reception.rejected == 1)
  }

  @Test func `what could be read ends the row of what could not, and a few rejects in it do not go on with it`() {
    let bodies = [Self.body(1, rejected: 2), Self.body(2, read: 1, rejected: 2), Self.body(3, read: 5, rejected: 5)]
    #expect(Self.reception(Array(bodies.prefix(2))).unreadable == 2)
    #expect(Self.reception(bodies).unreadable == 0)
    #expect(Self.reception(bodies).rejected == 9)
  }

  @Test func `the newest rejects are kept, and all are counted`() {
    let reception = Self.reception((1...30).map { Self.body(UInt64($0), rejected: 50) })
    #expect(reception.rejected == 1_500)
    #expect(reception.latest.count == Reception.latestLimit)
    #expect(reception.latest.last?.place == "place 30")
    #expect(reception.latest.last?.line == ReadBody.rejectLimit)
  }

  @Test func `strangers push out no reject of anybody else`() {
    let strangers = (10..<100).map { Self.body($0, rejected: 1, .stranger) }
    let reception = Self.reception([Self.body(1, rejected: 2)] + strangers)
    #expect(reception.latest.count { $0.kind == .request } == 2)
    #expect(reception.latest.count { $0.kind == .stranger } == 5)
    #expect(reception.latest.last?.place == "place 99")
    #expect((reception.strangers, reception.unreadable) == (90, 1))
  }

  @Test func `texts are bounded and show what is invisible`() {
    var body = ReadBody(.file, source: "csv", place: String(repeating: "é\u{301}", count: 9_000), key: 1, received: 0)
    body.reject(1, "a\nb" + String(repeating: "x", count: 9_000))
    #expect(body.place.unicodeScalars.count <= 301)
    #expect(body.rejects[0].reason.hasPrefix("a\\u{a}b"))
    #expect(body.rejects[0].reason.count <= 301)
  }
}
