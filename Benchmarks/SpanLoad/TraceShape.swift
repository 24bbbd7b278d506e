/// How a trace of one entry route looks: its spans, parents before children.
struct TraceShape {
  /// One span of a trace.
  struct Node {
    let service: Int
    /// Places in the table of texts; the second is used where the span fails.
    let text: Int
    let failedText: Int
    /// The place of the span above; the root is its own.
    let parent: Int
    /// Where it lies within its parent, as shares of that.
    let offset: Double
    let share: Double
  }

  let nodes: [Node]
  /// The spans that an error can begin in.
  let servers: [Int]
  let milliseconds: Double
}

/// All texts, and all shapes that use them.
struct Catalogue {
  private(set) var texts: [SpanText] = []
  private(set) var shapes: [TraceShape] = []
  /// Each shape as often as it is asked for.
  private(set) var drawn: [Int] = []
  private(set) var heads: [ServiceHead] = []

  private let form: SpanForm

  private var inner: [InnerTexts] = []

  /// The places of the texts of an inner route.
  private struct InnerTexts {
    let client, failedClient, server, failedServer: Int
    let queries: [Int]
  }

  init(_ form: SpanForm) {
    self.form = form
    heads = Services.names.indices.map { form == .json ? JSONSpans.head(of: $0) : ProtoSpans.head(of: $0) }
    for (number, route) in InnerRoute.all.enumerated() { add(route, number) }
    for (number, route) in EntryRoute.all.enumerated() {
      shapes.append(shape(of: route, number))
      drawn += [Int](repeating: number, count: route.weight)
    }
  }

  private mutating func add(_ span: SpanSketch) -> Int {
    texts.append(form == .json ? JSONSpans.text(of: span) : ProtoSpans.text(of: span))
    return texts.count - 1
  }

  private mutating func add(_ route: InnerRoute, _ number: Int) {
    let (service, method, path) = (route.service, route.method, route.path)
    let error = ErrorText.thrown(by: service, path, number: number)
    let passedOn = ErrorText.passedOn(from: service, number: number)
    inner.append(
      InnerTexts(
        client: add(SpanSketches.client(service, method, path, error: nil)),
        failedClient: add(SpanSketches.client(service, method, path, error: passedOn)),
        server: add(SpanSketches.server(service, method, path, isRoot: false, error: nil)),
        failedServer: add(SpanSketches.server(service, method, path, isRoot: false, error: error)),
        queries: (0..<route.queries).map { add(SpanSketches.query(route.table, isRead: $0 == 0, number: number)) }
      )
    )
  }

  private mutating func shape(of route: EntryRoute, _ number: Int) -> TraceShape {
    let error = ErrorText.thrown(by: 0, route.path, number: number + InnerRoute.all.count)
    let root = TraceShape.Node(
      service: 0,
      text: add(SpanSketches.server(0, route.method, route.path, isRoot: true, error: nil)),
      failedText: add(SpanSketches.server(0, route.method, route.path, isRoot: true, error: error)),
      parent: 0,
      offset: 0,
      share: 1
    )
    var nodes = [root]
    var servers: [Int] = []
    let share = 0.86 / Double(route.calls.count)
    for (place, call) in route.calls.enumerated() {
      append(call, below: 0, at: (0.06 + Double(place) * share, share * 0.95), to: &nodes, &servers)
    }
    return TraceShape(nodes: nodes, servers: servers, milliseconds: route.milliseconds)
  }

  /// Appends the span that asks, the one that answers, its queries, and what it asks in turn.
  private func append(
    _ route: Int,
    below parent: Int,
    at place: (offset: Double, share: Double),
    to nodes: inout [TraceShape.Node],
    _ servers: inout [Int]
  ) {
    typealias Node = TraceShape.Node
    let (about, texts) = (InnerRoute.all[route], inner[route])
    nodes.append(
      Node(
        service: nodes[parent].service,
        text: texts.client,
        failedText: texts.failedClient,
        parent: parent,
        offset: place.offset,
        share: place.share
      )
    )
    let server = nodes.count
    nodes.append(
      Node(
        service: about.service,
        text: texts.server,
        failedText: texts.failedServer,
        parent: server - 1,
        offset: 0.04,
        share: 0.91
      )
    )
    servers.append(server)
    let steps = texts.queries.count + (about.next == nil ? 0 : 1)
    let share = 0.8 / Double(steps)
    for (step, query) in texts.queries.enumerated() {
      let offset = 0.1 + Double(step) * share
      nodes.append(
        Node(service: about.service, text: query, failedText: query, parent: server, offset: offset, share: share * 0.7)
      )
    }
    guard let next = about.next else { return }
    append(next, below: server, at: (0.1 + Double(steps - 1) * share, share * 0.9), to: &nodes, &servers)
  }
}
