import Domain

/// What some signals say that holds for others too: the setting of a person, and the model, tool and prompt of a step.
///
/// A customer's message says nothing of a platform, but what the same customer did in the product does; an error says
/// nothing of a model, but the step it was raised in does.
struct CauseLinks {
  /// What a step of an agent worked with.
  struct Step: Hashable {
    var model = ""
    var tool = ""
    var prompt = ""

    static let none = Step()
  }

  /// Whom something happened to; zeros for nobody known.
  struct Person: Equatable {
    let subject: UInt64
    let account: UInt64
  }

  private struct SpanID: Hashable {
    let trace: TraceID
    let span: UInt64
  }

  private(set) var settings = SettingTable()
  /// The numbers of people's settings.
  private var people: [UInt64: Int] = [:]
  /// Whom traces are of; nobody where they are of several.
  private var owners: [TraceID: Person] = [:]
  private var spans: [SpanID: Step] = [:]
  private var traces: [TraceID: Step] = [:]

  /// What stands where there are several.
  private static let several = "\u{0}"

  /// Notes what a signal says.
  mutating func add(_ row: SignalRow, _ batch: SignalBatch) {
    if row.subject != 0, row.setting != .none {
      let said = settings.number(of: batch.text(row.setting))
      people[row.subject] = people[row.subject].map { settings.both($0, said) } ?? said
    }
    if row.subject != 0, !row.trace.isNone {
      let person = Person(subject: row.subject, account: row.account)
      let known = owners[row.trace]
      owners[row.trace] = known == nil || known == person ? person : Person(subject: 0, account: 0)
    }
    guard let step = CauseLinks.step(row, batch), !row.trace.isNone else { return }
    if row.span != 0 { spans[SpanID(trace: row.trace, span: row.span)] = step }
    guard var known = traces[row.trace] else {
      traces[row.trace] = step
      return
    }
    for part in [\Step.model, \.tool, \.prompt] where !step[keyPath: part].isEmpty {
      let isSame = known[keyPath: part].isEmpty || known[keyPath: part] == step[keyPath: part]
      known[keyPath: part] = isSame ? step[keyPath: part] : CauseLinks.several
    }
    traces[row.trace] = known
  }

  /// Returns whom a signal is of: its own, or whom all of its trace is of.
  func person(of row: SignalRow) -> Person {
    guard row.subject == 0, !row.trace.isNone, let owner = owners[row.trace] else {
      return Person(subject: row.subject, account: row.account)
    }
    return owner
  }

  /// Returns the number of a signal's setting, with what it does not say as it is with whom it happened to.
  mutating func setting(_ row: SignalRow, of person: Person, _ batch: SignalBatch) -> Int {
    let own = settings.number(of: batch.text(row.setting))
    guard person.subject != 0, let known = people[person.subject] else { return own }
    return settings.filled(own, from: known)
  }

  /// Returns what a signal's step worked with: its own, that of its span, or what all of its trace did.
  func step(of row: SignalRow, _ batch: SignalBatch) -> Step {
    if let own = CauseLinks.step(row, batch) { return own }
    guard !row.trace.isNone, !traces.isEmpty else { return .none }
    if let step = spans[SpanID(trace: row.trace, span: row.span)] { return step }
    guard var step = traces[row.trace] else { return .none }
    for part in [\Step.model, \.tool, \.prompt] where step[keyPath: part] == CauseLinks.several {
      step[keyPath: part] = ""
    }
    return step
  }

  private static func step(_ row: SignalRow, _ batch: SignalBatch) -> Step? {
    guard let step = batch.extra(of: row).flatMap(AgentStep.init(extra:)) else { return nil }
    let prompt = [step.prompt, step.promptVersion].filter { !$0.isEmpty }.joined(separator: " ")
    return Step(model: step.model, tool: step.tool, prompt: prompt)
  }
}

/// Settings, each with a number: few stand for all signals.
struct SettingTable {
  private var all = [Setting()]
  private var numbers = ["": 0]
  /// What two of them came to.
  private var met: [Pair: Int] = [:]

  private struct Pair: Hashable {
    let one: Int
    let other: Int
    let isFilling: Bool
  }

  subscript(number: Int) -> Setting { all[number] }

  /// Returns the number of a setting that a text tells of.
  mutating func number(of text: String) -> Int {
    if let known = numbers[text] { return known }
    numbers[text] = all.count
    all.append(Setting(text))
    return all.count - 1
  }

  /// Returns the number of what two settings of one person have in common: what differs is not known.
  mutating func both(_ one: Int, _ other: Int) -> Int {
    meet(one, other, isFilling: false) { $0.isEmpty ? $1 : $1.isEmpty || $0 == $1 ? $0 : SettingTable.several }
  }

  /// Returns the number of a setting with what it lacks taken from another.
  mutating func filled(_ one: Int, from other: Int) -> Int {
    meet(one, other, isFilling: true) { $0.isEmpty ? $1 == SettingTable.several ? "" : $1 : $0 }
  }

  private static let several = "\u{0}"

  private mutating func meet(_ one: Int, _ other: Int, isFilling: Bool, _ value: (String, String) -> String) -> Int {
    guard one != other || isFilling else { return one }
    let pair = Pair(one: one, other: other, isFilling: isFilling)
    if let known = met[pair] { return known }
    var setting = Setting()
    for part in Setting.Part.allCases { setting[part] = value(all[one][part], all[other][part]) }
    let number = number(of: setting.text)
    met[pair] = number
    return number
  }
}
