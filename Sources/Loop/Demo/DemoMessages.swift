private import Bytes

/// What customers wrote on one day.
struct DemoMessages {
  private let day: DemoDay
  private var messages: [Message] = []

  private struct Message {
    /// Seconds since the Unix epoch.
    let time: Int64
    let email: String
    let company: String
    let channel: String
    let body: String
  }

  /// Lets the day's messages be written.
  init(_ day: DemoDay) {
    self.day = day
    complain()
    askForExports()
    for topic in Topic.allCases { write(about: topic) }
    writeWhatIsPlanted()
  }

  /// The messages as CSV, in order of time.
  var rows: [UInt8] {
    var rows: [UInt8] = []
    for (number, message) in messages.sorted(by: { ($0.time, $0.email) < ($1.time, $1.email) }).enumerated() {
      let time = Timestamp(seconds: message.time, nanosecond: 0)?.description ?? ""
      let id = "M-\(padded(day.index, to: 2))-\(padded(number, to: 2))"
      let fields = [id, time, message.email, message.company, message.channel, message.body]
      rows += fields.map(Self.field).joined(separator: ",").utf8
      rows.append(UInt8(ascii: "\n"))
    }
    return rows
  }

  /// Writes a field as RFC 4180 has it: in quotes where it needs them (https://www.rfc-editor.org/rfc/rfc4180).
  private static func field(_ text: String) -> String {
    let needsQuotes = text.utf8.contains { byte in
      byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\n")
    }
    guard needsQuotes else { return text }
    let parts = text.split(separator: "\"", omittingEmptySubsequences: false)
    return "\"" + parts.joined(separator: "\"\"") + "\""
  }

  private mutating func add(at time: Int64, from user: DemoUser, _ body: String, using random: inout DemoRandom) {
    let channel = random.pick(["email", "email", "chat", "form"])
    messages.append(Message(time: time, email: user.email, company: user.account, channel: channel, body: body))
  }

  /// Puts a greeting before and a closing word behind, now and then.
  private func letter(_ core: String, _ closings: [String], using random: inout DemoRandom) -> String {
    let opening = random.pick(DemoPhrases.openings)
    let closing = random.pick(closings)
    return [opening, core, closing].filter { !$0.isEmpty }.joined(separator: random.chance(0.3) ? "\n" : " ")
  }
}

// MARK: - What they write about

extension DemoMessages {
  /// What somebody may write about on any day.
  private enum Topic: UInt64, CaseIterable {
    case timeout, praise, question, remark, spam

    /// How many a day.
    var mean: Double {
      switch self {
      case .timeout: 0.7
      case .praise: 0.9
      case .question: 1.6
      case .remark: 1.0
      case .spam: 0.7
      }
    }

    var phrases: [String] {
      switch self {
      case .timeout: DemoPhrases.timeouts
      case .praise: DemoPhrases.praise
      case .question: DemoPhrases.questions
      case .remark: DemoPhrases.remarks
      case .spam: DemoPhrases.spam
      }
    }
  }

  /// Some of those whom the main error hit write about it.
  private mutating func complain() {
    for visit in DemoCheckout.all(on: day) {
      guard let time = visit.complaint, let coupon = visit.coupon else { continue }
      var random = visit.details.branch(0)
      let core = DemoPhrases.filled(random.pick(DemoPhrases.couponComplaints), with: coupon.rawValue)
      let body = letter(core, DemoPhrases.urgentClosings, using: &random)
      add(at: time, from: visit.visitor.user, body, using: &random)
    }
  }

  /// Each of these comes from somebody else, every second day at least.
  private mutating func askForExports() {
    var random = day.random(.correspondence)
    let isCertain = day.index.isMultiple(of: 2)
    let isSecond = random.chance(0.4)
    for number in (isCertain ? 0 : 1)..<(isSecond ? 2 : 1) {
      // 463 and the number of users have no common factor, so nobody comes twice in sixty.
      let place = Int(day.seed % UInt64(DemoUser.count)) + (day.index * 2 + number) * 463
      let body = letter(random.pick(DemoPhrases.exportRequests), DemoPhrases.urgentClosings, using: &random)
      add(at: time(using: &random), from: DemoUser(place % DemoUser.count), body, using: &random)
    }
  }

  private mutating func write(about topic: Topic) {
    var random = day.random(.correspondence).branch(topic.rawValue + 1)
    // Two chances each, so that a day may have none or two.
    for _ in 0..<2 where random.chance(topic.mean / 2) {
      let phrase = random.pick(topic.phrases)
      let time = time(using: &random)
      switch topic {
      case .spam:
        let email = "sender-\(padded(random.whole(0..<1_000), to: 3))@example.invalid"
        messages.append(Message(time: time, email: email, company: "", channel: "email", body: phrase))
      case .timeout: add(at: time, from: random.pick(DemoUser.loud), phrase, using: &random)
      case .praise, .question, .remark:
        let user = DemoUser(using: &random)
        add(at: time, from: user, letter(phrase, DemoPhrases.closings, using: &random), using: &random)
      }
    }
  }

  /// Secrets, and orders to whoever reads them.
  private mutating func writeWhatIsPlanted() {
    var random = day.random(.correspondence).branch(0)
    for (number, secret) in DemoTruth.secrets.enumerated() where DemoTruth.secretDays[number] == day.index {
      let body = DemoPhrases.filled(DemoPhrases.indiscretions[number], with: secret)
      add(at: time(using: &random), from: DemoUser(using: &random), body, using: &random)
    }
    if day.index == DemoTruth.injectionDay {
      add(at: time(using: &random), from: DemoUser(using: &random), DemoPhrases.injection, using: &random)
    }
  }

  /// Draws a moment between 7:00 and 21:59.
  private func time(using random: inout DemoRandom) -> Int64 {
    day.start + Int64(random.whole(7 * 3_600..<22 * 3_600))
  }
}
