/// Groups lines by their template as they arrive: what stays of a message when its values change.
///
/// A value that shows by its shape is masked at once. Of other words it takes evidence: where enough templates differ in
/// one place alone, that place is variable from then on, and their groups become one. The work is done once per new
/// template, not per line. What is kept are digests, never a word, and all of it is bounded; see docs/find/logs.md.
package struct TemplateMiner: Sendable {
  /// A group that has become part of an older one.
  package struct Move: Equatable, Sendable {
    package let from: UInt64
    package let to: UInt64
  }

  struct Template: Equatable, Sendable {
    var tokens: [Token]
    var group: UInt64
    /// Lines that came to it.
    var count: UInt64
  }

  /// Templates that share all but one place.
  struct Evidence: Equatable, Sendable {
    var first: Int32
    var rest: [Int32] = []
    var hasVariable: Bool
  }

  /// What is kept at most: templates, their pieces, learnt places, and shapes of lines that are found at once.
  struct Limits: Sendable {
    var templates = 4_096
    var tokens = 65_536
    var learnt = 8_192
    var shapes = 32_768
  }

  var tokenizer: Tokenizer
  private var head = LineHead()
  private var columns: Columns
  let limits: Limits
  private(set) var templates: [Template] = []
  private var tokenCount = 0
  /// Places of the templates by their digests.
  private var places: [UInt64: Int32] = [:]
  /// Templates of lines by their sketches and by the digests of their pieces: memories that change nothing but speed.
  private var sketches: [UInt64: Int32] = [:]
  private var shapes: [UInt64: Int32] = [:]
  private(set) var learnt: [UInt64] = []
  private var learntKeys: Set<UInt64> = []
  private var evidence: [UInt64: Evidence] = [:]
  private var moves: [Move] = []

  /// Begins with no line seen; digests depend on the seed, so that nobody else can test a guess of a word.
  package init(seed: UInt64, masksQuotes: Bool = false) {
    self.init(seed: seed, masksQuotes: masksQuotes, limits: Limits())
  }

  init(
    seed: UInt64,
    masksQuotes: Bool,
    limits: Limits,
    templates: [Template] = [],
    learnt: [UInt64] = []
  ) {
    tokenizer = Tokenizer(seed: seed, masksQuotes: masksQuotes)
    columns = Columns(pairs: tokenizer.pairs)
    self.limits = limits
    self.templates = templates
    self.learnt = learnt
    learntKeys = Set(learnt)
    index()
  }

  /// Groups that lines can come to now.
  package var groupCount: Int { Set(templates.map(\.group)).count }

  /// Returns the group of a line's message.
  package mutating func add(_ text: Span<UInt8>, scope: UInt64 = 0) -> UInt64 {
    let sketch = LineSketch.of(text, seed: tokenizer.seed ^ scope)
    if let sketch, let place = sketches[sketch] { return count(place) }
    tokenizer.read(text)
    let place = template(of: tokenizer.tokens, scope: scope)
    if let sketch {
      if sketches.count >= limits.shapes { sketches.removeAll(keepingCapacity: true) }
      sketches[sketch] = place
    }
    return count(place)
  }

  private mutating func count(_ place: Int32) -> UInt64 {
    templates[Int(place)].count &+= 1
    return templates[Int(place)].group
  }

  /// Returns the group of a whole line, whose head is left out.
  package mutating func add(line text: Span<UInt8>, scope: UInt64 = 0) -> UInt64 {
    add(text.extracting(head.end(of: text)...), scope: scope)
  }

  /// Returns the groups that have become part of older ones since the last call, in their order.
  package mutating func takeMoves() -> [Move] {
    let taken = moves
    moves = []
    return taken
  }

  // MARK: Lines

  /// Returns the place of the template that a line belongs to.
  private mutating func template(of tokens: [Token], scope: UInt64) -> Int32 {
    let shape = Columns.digest(tokens) ^ scope
    if let place = shapes[shape] { return place }
    // The low bits of a token are its kind.
    let scoped = scope == 0 ? tokens : [Token(.sign, digest: scope &* 0x9e37_79b9_7f4a_7c15 << 3)] + tokens
    let known = learnt.last
    var place = insert(reduced(scoped))
    // Itself it may have taught that it is one of many.
    if learnt.last != known { place = places[Columns.digest(reduced(scoped))] ?? place }
    if shapes.count >= limits.shapes { shapes.removeAll(keepingCapacity: true) }
    shapes[shape] = place
    return place
  }

  /// Puts a value in every place that is known to be variable.
  private mutating func reduced(_ tokens: [Token]) -> [Token] {
    var tokens = tokens
    while !learntKeys.isEmpty,
      let column = columns.of(tokens).first(where: { !$0.isVariable && learntKeys.contains($0.key) })
    {
      tokens = TemplateMiner.masking(tokens, column.range)
    }
    return tokens
  }

  private static func masking(_ tokens: [Token], _ range: Range<Int>) -> [Token] {
    var masked: [Token] = []
    masked.reserveCapacity(tokens.count)
    for token in tokens[..<range.lowerBound] { masked.join(token) }
    masked.join(.variable)
    for token in tokens[range.upperBound...] { masked.join(token) }
    return masked
  }

  // MARK: Templates

  /// Places a template and all that follows from it; returns where it is.
  private mutating func insert(_ tokens: [Token]) -> Int32 {
    if let place = places[Columns.digest(tokens)] { return place }
    forget()
    // What was learnt calls for templates of its own, and these may teach more.
    var waiting = place(tokens)
    var next = 0
    while next < waiting.count {
      let column = waiting[next]
      next += 1
      waiting += learn(column)
    }
    return places[Columns.digest(tokens)] ?? 0
  }

  /// A place that has been found to be variable: of which template, and which.
  private struct Finding {
    let template: [Token]
    let column: Column
  }

  /// Keeps a new template and returns what it gives enough evidence for.
  private mutating func place(_ tokens: [Token]) -> [Finding] {
    let place = Int32(templates.count)
    let digest = Columns.digest(tokens)
    templates.append(Template(tokens: tokens, group: digest, count: 0))
    places[digest] = place
    tokenCount += tokens.count
    var findings: [Finding] = []
    for column in columns.of(tokens) where !learntKeys.contains(column.key) {
      if note(column, place) { findings.append(Finding(template: tokens, column: column)) }
    }
    return findings
  }

  /// Adds a template to the evidence of a column and reports whether it is enough.
  private mutating func note(_ column: Column, _ place: Int32) -> Bool {
    guard var known = evidence[column.key] else {
      evidence[column.key] = Evidence(first: place, hasVariable: column.isVariable)
      return false
    }
    known.rest.append(place)
    known.hasVariable = known.hasVariable || column.isVariable
    evidence[column.key] = known
    return known.hasVariable || known.rest.count + 1 >= TemplateMiner.needed(others: column.others)
  }

  /// Distinct words that make a place variable: the fewer words stand beside it, the more.
  ///
  /// Up to four states of one thing are told apart; see docs/find/logs.md for what other numbers give.
  static func needed(others: Int) -> Int { 4 + (4 + others - 1) / others }

  /// Makes a place variable and unites the templates that differ in it alone.
  private mutating func learn(_ finding: Finding) -> [Finding] {
    guard learntKeys.insert(finding.column.key).inserted else { return [] }
    learnt.append(finding.column.key)
    forgetLines()
    let known = evidence.removeValue(forKey: finding.column.key)
    let general = reduced(TemplateMiner.masking(finding.template, finding.column.range))
    let digest = Columns.digest(general)
    let findings = places[digest] == nil ? place(general) : []
    guard let known, let target = places[digest] else { return findings }
    for member in [known.first] + known.rest { unite(Int(member), Int(target)) }
    return findings
  }

  /// Makes the groups of two templates one: the older.
  private mutating func unite(_ one: Int, _ other: Int) {
    let groups = (templates[one].group, templates[other].group)
    guard groups.0 != groups.1, let oldest = templates.first(where: { $0.group == groups.0 || $0.group == groups.1 })
    else { return }
    let younger = oldest.group == groups.0 ? groups.1 : groups.0
    for place in templates.indices where templates[place].group == younger { templates[place].group = oldest.group }
    moves.append(Move(from: younger, to: oldest.group))
  }

  // MARK: Bounds

  /// Makes room where a limit is reached: forgets the templates that the fewest lines came to, or what was learnt first.
  private mutating func forget() {
    let isFull = templates.count >= limits.templates || tokenCount >= limits.tokens
    guard isFull || learnt.count >= limits.learnt else { return }
    if isFull { forgetTemplates() }
    if learnt.count >= limits.learnt {
      learnt.removeFirst(learnt.count - limits.learnt / 2)
      learntKeys = Set(learnt)
    }
    index()
  }

  private mutating func forgetTemplates() {
    let order = templates.indices.sorted {
      (templates[$0].count, $0) > (templates[$1].count, $1)
    }
    var kept: [Int] = []
    var tokens = 0
    for place in order.prefix(limits.templates / 2) where tokens < limits.tokens / 2 {
      kept.append(place)
      tokens += templates[place].tokens.count
    }
    templates = kept.sorted().map { templates[$0] }
  }

  private mutating func forgetLines() {
    sketches.removeAll(keepingCapacity: true)
    shapes.removeAll(keepingCapacity: true)
  }

  /// Makes anew what follows from the templates and from what was learnt.
  private mutating func index() {
    forgetLines()
    places.removeAll()
    evidence.removeAll()
    tokenCount = templates.reduce(0) { $0 + $1.tokens.count }
    for place in templates.indices {
      places[Columns.digest(templates[place].tokens)] = Int32(place)
      for column in columns.of(templates[place].tokens) where !learntKeys.contains(column.key) {
        _ = note(column, Int32(place))
      }
    }
  }
}
