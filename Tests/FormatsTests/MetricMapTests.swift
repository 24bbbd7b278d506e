import Bytes
import Formats
import Testing

/// Metrics of tables and objects, by a map that is typed or guessed.
@Suite struct MetricMapTests {
  private static func read(_ text: String, as format: RecordFormat = .csv, map: String? = nil) throws -> RecordBatch {
    var batch = RecordBatch()
    var reader = RecordReader(format, map: try map.map { try MetricMap($0) })
    if format == .csv {
      reader.push(Array(text.utf8).span, into: &batch)
    } else {
      for (number, line) in text.split(separator: "\n").enumerated() {
        reader.read(Array(line.utf8).span, line: number + 1, into: &batch)
      }
    }
    reader.finish(into: &batch)
    return batch
  }

  /// What tells a point: its series, how points go together, when, and how much.
  private static func words(_ batch: RecordBatch) -> [String] {
    batch.metrics.map { metric in
      let sender = metric.resource < 0 ? [] : batch.shown(batch.resources[Int(metric.resource)].attributes)
      let labels = (batch.shown(metric.labels) + sender).joined(separator: " ")
      return "\(batch.string(metric.name)) \(metric.form) \(metric.time / 1_000_000_000) \(metric.value)"
        + (labels.isEmpty ? "" : " " + labels)
    }
  }

  struct Table: Sendable, CustomTestStringConvertible {
    let name: String
    let text: String
    var map: String?
    /// The map that was used, as it is typed.
    var used: String?
    let points: [String]
    var testDescription: String { name }
  }

  @Test(arguments: [
    Table(
      name: "constants, a unit and a label",
      text: "ts,ms,region\n2026-01-01T00:00:00Z,12.5,eu\n2026-01-01T00:01:00Z,7,us\n",
      map: "time=ts,value=ms,name:latency,unit:ms,kind:gauge,label=region,service:shop",
      points: [
        "latency_ms level 1767225600 12.5 region='eu' service.name='shop'",
        "latency_ms level 1767225660 7.0 region='us' service.name='shop'",
      ]
    ),
    Table(
      name: "names, kinds and units in columns",
      text:
        "when;what;how much;sort;in\n1767225600;hits;5;counter;\n1767225600;new;2;delta;1\n1767225600;size;3;gauge;By\n",
      map: "time=when,name=what,value=How Much,kind=sort,unit=in",
      points: ["hits cumulative 1767225600 5.0", "new delta 1767225600 2.0", "size_By level 1767225600 3.0"]
    ),
    Table(
      name: "a comma in a column's name, and a label by another name",
      text: "\"ts, utc\",v,k\n1767225600,1,x\n",
      map: #"time=ts\, utc,value=v,name:n,label.key=k,label.zone:eu"#,
      points: ["n level 1767225600 1.0 key='x' zone='eu'"]
    ),
    Table(
      name: "columns of numbers are metrics of their own",
      text: "date,signups,revenue\n2026-01-01,12,99.5\n2026-01-02,,0\n",
      used: "time=date,value=signups,value=revenue",
      points: [
        "signups level 1767225600 12.0", "revenue level 1767225600 99.5", "revenue level 1767312000 0.0",
      ]
    ),
    Table(
      name: "a name and a value in each row",
      text: "timestamp,metric,value,unit,region\n1767225600,requests_total,5,,eu\n1767225600,load,0.5,1,eu\n",
      used: "time=timestamp,name=metric,value=value,unit=unit,label=region",
      points: ["requests_total cumulative 1767225600 5.0 region='eu'", "load level 1767225600 0.5 region='eu'"]
    ),
  ])
  func `a table is points of metrics`(_ table: Table) throws {
    #expect(table.map != nil || FormatGuess.guess(Array(table.text.utf8).span) == .known(.csv))
    let batch = try Self.read(table.text, map: table.map)
    #expect(Self.words(batch) == table.points)
    #expect(batch.rejects == Rejects())
    var reader = RecordReader(.csv, map: try table.map.map { try MetricMap($0) })
    var rest = RecordBatch()
    reader.push(Array(table.text.utf8).span, into: &rest)
    #expect(reader.usedMap?.text == table.used ?? table.map)
  }

  @Test(arguments: [
    // An id is a number that measures nothing, and a text that is no sender may be anything.
    "id,date,amount\n1,2026-01-01,5\n", "date,country,amount\n2026-01-01,de,5\n",
    // What is it the value of?
    "date,value\n2026-01-01,5\n", "amount,price\n5,6\n", "date,amount\n",
  ])
  func `where the names leave a doubt nothing is taken for a metric, and it is said how`(_ text: String) throws {
    let batch = try Self.read(text)
    #expect(batch.metrics.isEmpty && batch.rejects.count >= 1)
    #expect(batch.rejects.listed[0].expected.contains("--map time=ts,value=latency_ms"))
  }

  @Test func `what cannot be read is rejected with its line, and the others kept`() throws {
    let text =
      "ts,v,k\n1767225600,1,gauge\nyesterday,2,gauge\n1767225600,many,gauge\n1767225600,,gauge\n1767225600,3,sum\n"
      + "1767225600,0x1f,gauge\n"
    let batch = try Self.read(text, map: "time=ts,value=v,kind=k,name:n")
    #expect(Self.words(batch) == ["n level 1767225600 1.0"])
    #expect(batch.rejects.listed.map(\.line) == [3, 4, 6, 7])
    #expect(
      batch.rejects.listed.map(\.reason) == [
        "a metric point has the time \"yesterday\"", "a metric point has the value \"many\"",
        "a metric point has the kind \"sum\"", "a metric point has the value \"0x1f\"",
      ]
    )
    #expect(batch.skips.counts == [.missingValues: 1])
    let missing = try Self.read("a,b\n1,2\n3,4\n", map: "time=ts,value=v,name:n")
    #expect(missing.metrics.isEmpty && missing.rejects.count == 3)
    #expect(
      missing.rejects.listed == [
        Reject(line: 1, reason: "there is no column \"ts\" for time", expected: "a column of \"a\", \"b\"")
      ]
    )
  }

  @Test func `objects are points by a map, or by names that leave no doubt`() throws {
    let text = #"""
      {"ts":"2026-01-01T00:00:00Z","stats":{"p95":12},"host":"a"}
      {"ts":"2026-01-01T00:00:00Z","host":"b"}
      """#
    let mapped = try Self.read(text, as: .jsonLines, map: "time=ts,value=stats.p95,name:p95,label=host")
    #expect(Self.words(mapped) == ["p95 level 1767225600 12.0 host='a'"])
    #expect(mapped.rejects.listed.map(\.reason) == ["there is no column \"stats.p95\" for value"])
    let named = try Self.read(#"{"time":1767225600,"metric":"load","value":0.5,"host":"a"}"#, as: .jsonLines)
    #expect(Self.words(named) == ["load level 1767225600 0.5 host='a'"])
  }

  @Test(arguments: [
    ("value=v", "the map has no time"), ("time=t", "the map has no value"),
    ("time=t,value=v,size=x", "\"size\" is no field"), ("time=t,value=v,name", "neither FIELD=COLUMN nor FIELD:TEXT"),
    ("time:now,value=v", "time needs a column"), ("time=t,time=u,value=v", "time is there twice"),
    ("time=t,value=v,kind:sum", "not gauge, counter or delta"), ("time=t,value=,name:n", "value has no column"),
    ("time=t,value=v,value=w,name:n", "several values, and one name"), ("time=t,value=v,label:x", "needs a name"),
  ])
  func `what is wrong with a map is said`(_ typed: String, _ words: String) {
    #expect {
      _ = try MetricMap(typed)
    } throws: { error in
      "\(error)".contains(words)
    }
  }

  @Test func `a map reads as it is shown`() throws {
    let typed = #"time=ts\, utc,value=a\\b,label.x:1\,2,unit:ms"#
    #expect(try MetricMap(typed).text == typed)
    #expect(try MetricMap(MetricMap(typed).text) == MetricMap(typed))
  }
}
