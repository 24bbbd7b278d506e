import Domain
import TestSupport
import Testing

@testable import Store

/// What is kept a second time, for whoever reads all of it, is what the rows say.
@Suite struct PackTests {
  private static let days: Range<Int32> = 19_600..<19_800

  /// Options under which everything is worth a pack.
  private static var eager: StoreOptions {
    var options = StoreOptions.fixed
    options.signals.packedRows = 1
    return options
  }

  /// What a store answers about people and hours, of all days and of a few.
  private static func answers(_ store: Store) throws -> [String] {
    try store.read { reader in
      try reader.seriesIDs(prefix: "", limit: 100).flatMap { series in
        try [days, 19_701..<19_702, 19_670..<19_701].map { days in
          "\(series) \(days) \(try reader.subjectDays(series, days: days)) \(try reader.hours(series, days: days))"
        }
      }
    }
  }

  /// Reads everything and packs what was read row by row; returns how many packs there are.
  private static func pack(_ store: Store) throws -> Int64 {
    let loose = try store.read { reader in
      for series in try reader.seriesIDs(prefix: "", limit: 100) {
        _ = try reader.subjectDays(series, days: days)
        _ = try reader.hours(series, days: days)
      }
      return reader.loose.sorted()
    }
    return try store.write { writer in
      try writer.pack(loose)
      return try writer.connection.integer("SELECT count(*) FROM packs")
    }
  }

  @Test func `packs made between batches change no answer`() throws {
    for seed in UInt64(1)...6 {
      var sample = SampleRollUp(seed: seed)
      let batches = (0..<14).map { _ in sample.next() }
      try StorePlace.memory.withStore { plain in
        try StorePlace.memory.withStore(PackTests.eager) { packed in
          for (number, batch) in batches.enumerated() {
            for store in [plain, packed] { try store.write { try $0.merge(batch) } }
            if number % 3 == 1 { try #expect(PackTests.pack(packed) > 0) }
            if number == 8 {
              for store in [plain, packed] { _ = try store.write { try $0.foldBuckets(olderThan: 86_400) } }
            }
            try #expect(PackTests.answers(packed) == PackTests.answers(plain))
          }
          try #expect(packed.lines() == plain.lines())
          try #expect(packed.faults() == [])
          for store in [plain, packed] { _ = try store.write { try $0.eraseSubjectDays(of: 1) } }
          try #expect(PackTests.answers(packed) == PackTests.answers(plain))
        }
      }
    }
  }

  @Test func `a pack that says something else than its rows is found`() throws {
    try StorePlace.memory.withStore(PackTests.eager) { store in
      var sample = SampleRollUp(seed: 3)
      try store.write { writer in for _ in 0..<6 { try writer.merge(sample.next()) } }
      _ = try PackTests.pack(store)
      try #expect(store.faults() == [])
      try store.write { writer in
        // Past what keeps packs right.
        try writer.connection.execute("DELETE FROM subject_days")
        try writer.connection.execute("DELETE FROM fine_buckets")
      }
      let faults = try store.faults()
      #expect(!faults.isEmpty && faults.allSatisfy { $0.table == "packs" && $0.what.contains("rows of its days") })
    }
  }

  @Test func `what is packed twice is there once`() throws {
    try StorePlace.memory.withStore(PackTests.eager) { store in
      var sample = SampleRollUp(seed: 4)
      try store.write { writer in for _ in 0..<6 { try writer.merge(sample.next()) } }
      let known = try PackTests.answers(store)
      let loose = try store.read { reader in
        for series in try reader.seriesIDs(prefix: "", limit: 100) {
          _ = try reader.subjectDays(series, days: PackTests.days)
        }
        return reader.loose.sorted()
      }
      for _ in 0..<2 { try store.write { try $0.pack(loose) } }
      try #expect(PackTests.answers(store) == known)
    }
  }

  @Test func `extreme rows come back, and cut bytes are refused`() {
    var rows: [SubjectDay] = []
    for (day, subject) in [(Int32.min, UInt64(0)), (-1, 1), (0, .max), (.max, 7)] {
      var row = SubjectDay(day: day, subject: subject, account: subject / 2, first: day == 0 ? .min : .max)
      (row.count, row.sum) = (day == 0 ? .max : -1, day == 0 ? -.infinity : 0.1)
      rows.append(row)
    }
    let bytes = SubjectDay.pack(rows)
    var found: [SubjectDay] = []
    #expect(SubjectDay.unpack(bytes.span) { found.append($0) })
    #expect(found == rows)
    for end in 0..<bytes.count { #expect(!SubjectDay.unpack(Array(bytes[..<end]).span) { _ in }) }

    var hours: [Bucket] = []
    for start in [Int64.min / 3_600, -1, 0, Int64.max / 3_600] {
      var bucket = Bucket(start: start * 3_600)
      (bucket.count, bucket.errors, bucket.duration) = (.max, -1, .min)
      bucket.bins = [DurationBin(index: .min, count: 1), DurationBin(index: .max, count: .max)]
      hours.append(bucket)
    }
    #expect(Bucket.unpack(Bucket.pack(hours)) == hours)
    let one = Bucket.pack([hours[2]])
    for end in 1..<one.count { #expect(Bucket.unpack(Array(one[..<end])) == nil) }
  }
}
