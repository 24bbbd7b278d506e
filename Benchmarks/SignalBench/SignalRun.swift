import Bytes
import Domain
import Glibc
import Store

/// One measurement: filling a store, looking up traces, scanning.
struct SignalRun {
  let spans: Int
  let days: Int
  let folder: String

  private static let batchSize = 16_384
  private static let million = 1_000_000

  /// Measures everything and prints it.
  func run() throws {
    // The same every time; a store's own secret would be random.
    let options = StoreOptions(secret: Array(0..<32))
    guard let store = try Store.open(at: folder, creating: true, options: options) else { return }
    var figures: JSONObject = ["spans": .integer(Int64(spans)), "days": .integer(Int64(days))]
    let traces = try fill(store, &figures)
    try store.settle()
    try measureSize(store, &figures)
    try measureTraces(store, traces, "trace_hot", &figures) {}
    guard let again = try Store.open(at: folder, creating: false, options: options) else { return }
    try measureTraces(again, traces.prefix(1) + [], "trace_first", &figures) {}
    try measureTraces(again, traces.prefix(40) + [], "trace_cold", &figures) { dropFromMemory() }
    try measureScan(again, &figures)
    print(JSONValue.object(figures).text)
  }

  // MARK: Filling

  /// What a part of the filling took.
  private struct Part {
    var rows = 0
    var seconds = 0.0
    var processor = 0.0
    var longest = 0.0

    mutating func add(_ rows: Int, _ seconds: Double, _ processor: Double) {
      self.rows += rows
      self.seconds += seconds
      self.processor += processor
      longest = max(longest, seconds)
    }
  }

  /// Fills the store in batches, a write for each; returns the trace of one span in every twenty batches.
  private func fill(_ store: Store, _ figures: inout JSONObject) throws -> [TraceID] {
    let secret = SignalSecret(store.secret)
    let start: Int64 = 1_700_006_400_000_000
    var source = SyntheticSpans(seed: 7, secret: secret, spans: spans, days: days, start: start)
    var traces: [TraceID] = []
    var (all, first, last) = (Part(), Part(), Part())
    while all.rows < spans {
      let batch = source.batch(min(SignalRun.batchSize, spans - all.rows))
      let (began, used) = (now(), processorTime())
      try store.write { writer in
        let fresh = try writer.fresh(batch)
        precondition(fresh.rows.count == batch.rows.count, "a span was taken for a known one")
        try writer.add(fresh, RollUp())
      }
      let (seconds, processor) = (now() - began, processorTime() - used)
      if all.rows < SignalRun.million { first.add(batch.rows.count, seconds, processor) }
      if all.rows >= spans - SignalRun.million { last.add(batch.rows.count, seconds, processor) }
      if all.rows / SignalRun.batchSize % 20 == 0 { traces.append(batch.rows[batch.rows.count / 3].trace) }
      all.add(batch.rows.count, seconds, processor)
    }
    report("all", all, &figures)
    report("first_million", first, &figures)
    report("last_million", last, &figures)
    return traces
  }

  private func report(_ name: String, _ part: Part, _ figures: inout JSONObject) {
    let rows = Double(max(1, part.rows))
    figures[name] = [
      "spans_per_s": .integer(Int64(rows / part.seconds)),
      "processor_ns_per_span": .integer(Int64(part.processor / rows * 1e9)),
      "longest_write_ms": rounded(part.longest * 1e3),
    ]
  }

  // MARK: Looking

  private func measureSize(_ store: Store, _ figures: inout JSONObject) throws {
    let statistics = try store.read { try $0.statistics() }
    let signals = statistics.signals
    precondition(signals.signals == Int64(spans), "spans are missing")
    func each(_ bytes: Int64) -> JSONValue { rounded(Double(bytes) / Double(spans)) }
    let total = signals.blockBytes + signals.keyBytes + statistics.databaseBytes + statistics.logBytes
    figures["bytes_per_span"] = [
      "all": each(total), "blocks": each(signals.blockBytes), "keys": each(signals.keyBytes),
      "database": each(statistics.databaseBytes + statistics.logBytes),
    ]
  }

  private func measureTraces(
    _ store: Store,
    _ traces: [TraceID],
    _ name: String,
    _ figures: inout JSONObject,
    _ prepare: () -> Void
  ) throws {
    var times: [Double] = []
    for trace in traces {
      prepare()
      let began = now()
      let found = try store.read { try $0.signals(of: trace) }
      times.append(now() - began)
      precondition(found.rows.contains { $0.trace == trace }, "a trace was not found")
    }
    times.sort()
    figures[name] = [
      "p50_ms": rounded(times[times.count / 2] * 1e3), "max_ms": rounded((times.last ?? 0) * 1e3),
    ]
  }

  private func measureScan(_ store: Store, _ figures: inout JSONObject) throws {
    let began = now()
    var count = 0
    try store.read { reader in
      try reader.scan(SignalFilter(), fields: .counts) { batch in
        count += batch.rows.count
        return true
      }
    }
    precondition(count == spans, "spans are missing")
    figures["scan_ns_per_span"] = rounded((now() - began) / Double(spans) * 1e9)
  }

  /// Asks the system to forget the files, so that they must come from the disk.
  private func dropFromMemory() {
    for path in ["\(folder)/signals", folder] {
      guard let directory = unsafe opendir(path) else { continue }
      defer { unsafe closedir(directory) }
      while let entry = unsafe readdir(directory) {
        let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { bytes in
          unsafe bytes.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
        }
        let descriptor = unsafe open("\(path)/\(name)", O_RDONLY)
        guard descriptor >= 0 else { continue }
        posix_fadvise(descriptor, 0, 0, POSIX_FADV_DONTNEED)
        close(descriptor)
      }
    }
  }

  // MARK: Clocks

  private func now() -> Double { seconds(of: CLOCK_MONOTONIC) }

  private func processorTime() -> Double { seconds(of: CLOCK_PROCESS_CPUTIME_ID) }

  private func seconds(of clock: clockid_t) -> Double {
    var time = timespec()
    unsafe clock_gettime(clock, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  private func rounded(_ value: Double) -> JSONValue { .number((value * 100).rounded() / 100) }
}
