/// Lets traces happen one after the other and writes them in requests of about a hundred spans.
struct Load {
  private let options: Options
  private let catalogue: Catalogue
  private var random: LoadRandom
  private(set) var written = 0
  /// The spans of the request in hand, by service.
  private var waiting = [[Waiting]](repeating: [], count: Services.names.count)
  private var times: [(start: UInt64, end: UInt64)] = []
  private var ids: [UInt64] = []
  private var hasFailed: [Bool] = []

  private struct Waiting {
    let text: Int
    let values: SpanValues
  }

  private static let spansPerRequest = 100
  /// 2026-10-05, a Monday.
  private static let firstDay: UInt64 = 20_731
  private static let nanoseconds = 1_000_000_000.0
  /// The share of traces with an error, each of which fails three spans of eight, or five where it lies deeper.
  private static let failingShare = 0.052

  /// From midnight on, UTC; the sum is 24.
  private static let clock = [
    0.28, 0.20, 0.16, 0.15, 0.18, 0.30, 0.58, 0.95, 1.35, 1.62, 1.75, 1.72,
    1.58, 1.60, 1.66, 1.60, 1.48, 1.36, 1.24, 1.16, 1.06, 0.92, 0.66, 0.44,
  ]
  /// Every sixteenth of a log-normal distribution with a median of 1 and a sigma of 0.5, its ends cut off.
  private static let quantiles = [
    0.39, 0.46, 0.56, 0.64, 0.71, 0.78, 0.85, 0.92, 1.0, 1.08, 1.17, 1.28, 1.40, 1.56, 1.78, 2.15, 3.6,
  ]

  init(_ options: Options) {
    self.options = options
    catalogue = Catalogue(options.form)
    random = LoadRandom(seed: options.seed)
  }

  /// Writes the next request; false when all spans are written.
  mutating func writeRequest(to output: inout Output) -> Bool {
    guard written < options.spans else { return false }
    var count = 0
    while count < Load.spansPerRequest, written < options.spans {
      let added = addTrace(atMost: options.spans - written)
      count += added
      written += added
    }
    switch options.form {
    case .json: writeLine(to: &output)
    case .protobuf: writeFrame(to: &output)
    }
    for service in waiting.indices { waiting[service].removeAll(keepingCapacity: true) }
    return true
  }

  private func writeLine(to output: inout Output) {
    output.add("{\"resourceSpans\":[")
    var isFirst = true
    for service in waiting.indices where !waiting[service].isEmpty {
      if !isFirst { output.add(",") }
      isFirst = false
      output.add(catalogue.heads[service].resource, waiting[service][0].values)
      output.add(catalogue.heads[service].scope, waiting[service][0].values)
      for place in waiting[service].indices {
        if place > 0 { output.add(",") }
        output.add(catalogue.texts[waiting[service][place].text], waiting[service][place].values)
      }
      output.add("]}]}")
    }
    output.add("]}\n")
  }

  private func writeFrame(to output: inout Output) {
    let messages = waiting.indices.filter { !waiting[$0].isEmpty }.map { service in
      let head = catalogue.heads[service]
      let spans = waiting[service].reduce(0) { $0 + catalogue.texts[$1.text].bytes.count }
      let scope = head.scope.bytes.count + spans
      return (service, scope, head.resource.bytes.count + Output.fieldLength(scope))
    }
    output.add(bigEndian: UInt32(messages.reduce(0) { $0 + Output.fieldLength($1.2) }))
    for (service, scope, all) in messages {
      output.add(field: ProtoSpans.resourceSpans, ofLength: all)
      output.add(catalogue.heads[service].resource, waiting[service][0].values)
      output.add(field: ProtoSpans.scopeSpans, ofLength: scope)
      output.add(catalogue.heads[service].scope, waiting[service][0].values)
      for span in waiting[service] { output.add(catalogue.texts[span.text], span.values) }
    }
  }

  /// Lets one trace happen; returns how many spans it has.
  private mutating func addTrace(atMost limit: Int) -> Int {
    let shape = catalogue.shapes[catalogue.drawn[random.below(catalogue.drawn.count)]]
    let count = min(limit, shape.nodes.count)
    let begin = time(at: (Double(written) + random.unit() * 8) / (Double(options.spans) + 8))
    place(shape, from: begin)
    fail(shape)
    var values = visitor(at: begin)
    values.trace = (random.next() | 1, random.next())
    for number in 0..<count {
      let node = shape.nodes[number]
      values.span = ids[number]
      values.parent = ids[node.parent]
      (values.start, values.end) = times[number]
      // A service is released every third day, each on another one.
      values.version = UInt32((begin / 86_400_000_000_000 - Load.firstDay + UInt64(node.service)) / 3) + 1_000
      waiting[node.service].append(Waiting(text: hasFailed[number] ? node.failedText : node.text, values: values))
    }
    return count
  }

  /// Draws ids and times for all spans of a trace.
  private mutating func place(_ shape: TraceShape, from begin: UInt64) {
    times.removeAll(keepingCapacity: true)
    ids.removeAll(keepingCapacity: true)
    let spread = random.unit() * 16
    let below = Int(spread)
    let factor = Load.quantiles[below] + (Load.quantiles[below + 1] - Load.quantiles[below]) * (spread - Double(below))
    let whole = UInt64(shape.milliseconds * factor * 1e6)
    for node in shape.nodes {
      let bits = random.next()
      ids.append(bits | 1)
      guard !times.isEmpty else {
        times.append((begin, begin + whole))
        continue
      }
      let (start, end) = times[node.parent]
      let duration = Double(end - start)
      let shrink = 0.7 + Double(bits >> 40) / 0x100_0000 * 0.3
      let first = start + UInt64(duration * node.offset)
      times.append((first, first + UInt64(duration * node.share * shrink)))
    }
  }

  /// Decides which spans fail: now and then one that answers, and with it all above it.
  private mutating func fail(_ shape: TraceShape) {
    hasFailed.removeAll(keepingCapacity: true)
    hasFailed.append(contentsOf: repeatElement(false, count: shape.nodes.count))
    guard random.unit() < Load.failingShare else { return }
    var place = shape.servers[random.below(shape.servers.count)]
    while place != 0 {
      hasFailed[place] = true
      place = shape.nodes[place].parent
    }
    hasFailed[0] = true
  }

  /// Draws who it was; the first users are more often there than the last.
  private mutating func visitor(at time: UInt64) -> SpanValues {
    let place = random.unit()
    let user = UInt32(Double(options.users) * place * place)
    var values = SpanValues()
    values.user = user
    values.account = user / 25
    values.client = UInt32(truncatingIfNeeded: LoadRandom.mix(UInt64(user)))
    values.session = LoadRandom.mix(UInt64(user) << 32 | time / 1_800_000_000_000)
    values.number = UInt32(random.below(100_000_000))
    return values
  }

  /// Returns the moment by which a share of all spans has happened, in nanoseconds since the Unix epoch.
  private func time(at share: Double) -> UInt64 {
    let days = share * Double(options.days)
    let day = days.rounded(.down)
    var rest = (days - day) * 24
    var hour = 0
    while hour < 23, rest >= Load.clock[hour] {
      rest -= Load.clock[hour]
      hour += 1
    }
    let seconds = (Double(hour) + min(rest / Load.clock[hour], 1)) * 3_600
    return (Load.firstDay + UInt64(day)) * 86_400_000_000_000 + UInt64(seconds * Load.nanoseconds)
  }
}
