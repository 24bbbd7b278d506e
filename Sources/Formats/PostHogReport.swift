import Bytes

/// What PostHog sends as events but what is none: errors, and what customers wrote.
enum PostHogReport: String {
  case exception = "$exception"
  case survey = "survey sent"
  case feedback = "$ai_feedback"

  /// Reads one event.
  func read(
    _ members: MemberPlaces,
    _ line: JSONLine,
    _ bytes: Span<UInt8>,
    _ index: Int,
    into batch: inout RecordBatch
  ) {
    let dialect = EventDialect.postHog
    let place = members.first(dialect.time)
    let number = line.lineNumber(of: index)
    guard let time = line.time(at: place, bytes) else {
      let found = place.map { "the time \(line.shown($0, bytes))" } ?? "no time"
      return batch.rejects.add(
        Reject(
          line: number,
          reason: "a PostHog event has \(found)",
          expected: EpochTime.expected
        )
      )
    }
    func text(_ paths: [String]) -> RecordText { line.text(at: members.first(paths), bytes, into: &batch) }
    switch self {
    case .exception:
      var report = ErrorReport(source: .postHog, line: number)
      report.time = time
      (report.id, report.subject) = (text(dialect.id), text(dialect.subject))
      (report.account, report.session) = (text(dialect.account), text(dialect.session))
      (report.surface, report.release) = (text(PostHogReport.pages), text(dialect.release))
      report.setting = dialect.setting(members, line, bytes, into: &batch)
      report.severity = severity(members, line, bytes)
      report.fingerprint = fingerprint(members, line, bytes, into: &batch)
      readException(report, line, bytes, index, into: &batch)
    case .survey, .feedback:
      var message = MessageRecord(line: number)
      message.source = .postHog
      message.time = time
      (message.id, message.author) = (text(dialect.id), text(dialect.subject))
      (message.account, message.session) = (text(dialect.account), text(dialect.session))
      (message.surface, message.release) = (text(PostHogReport.pages), text(dialect.release))
      message.setting = dialect.setting(members, line, bytes, into: &batch)
      message.channel = batch.add((self == .survey ? "survey" : "ai feedback").utf8.span)
      message.raw = line.raw(index, into: &batch)
      if self == .survey {
        (message.body, message.value) = answers(line, bytes, index, into: &batch)
      } else {
        message.body = text(["properties.$ai_feedback_text"])
      }
      batch.addUnlessBlank(message)
    }
  }

  private static let pages = ["properties.$pathname", "properties.$current_url"]

  // MARK: Errors

  private func severity(_ members: MemberPlaces, _ line: JSONLine, _ bytes: Span<UInt8>) -> UInt8 {
    let level = members.first(["properties.$exception_level"]).map { line.folded($0, bytes) } ?? ""
    let number = Severity.number(of: level)
    return number == 0 ? 17 : number
  }

  /// Returns a fingerprint that the program has set; exports hold PostHog's own, which is a long digest.
  private func fingerprint(
    _ members: MemberPlaces,
    _ line: JSONLine,
    _ bytes: Span<UInt8>,
    into batch: inout RecordBatch
  ) -> RecordText {
    let text = line.text(at: members.first(["properties.$exception_fingerprint"]), bytes, into: &batch)
    let isDigest = text.count >= 32 && batch.bytes[text.range].allSatisfy { Hex.value(ofDigit: $0) != nil }
    return isDigest ? .none : text
  }

  private func readException(
    _ report: ErrorReport,
    _ line: JSONLine,
    _ bytes: Span<UInt8>,
    _ index: Int,
    into batch: inout RecordBatch
  ) {
    var report = report
    if let list = line.place("properties", "$exception_list", of: index, bytes) {
      let platform = ExceptionChain.platform(of: list, line, bytes)
      // The library for Python puts the error that got out last, those for JavaScript put it first.
      let isFirst = platform != "python"
      let chain = ExceptionChain(line, bytes, list, platform: platform, isOutermostFirst: isFirst, into: &batch)
      if let chain { (report.type, report.message, report.stack) = (chain.type, chain.message, chain.stack) }
    }
    if report.type.isEmpty, report.message.isEmpty {
      // How the first libraries sent it.
      report.type = line.text(at: line.place("properties", "$exception_type", of: index, bytes), bytes, into: &batch)
      let message = line.place("properties", "$exception_message", of: index, bytes)
      report.message = line.text(at: message, bytes, into: &batch)
    }
    guard !report.type.isEmpty || !report.message.isEmpty else {
      return batch.rejects.add(
        Reject(line: report.line, reason: "a $exception without one", expected: "a $exception_list with a type")
      )
    }
    batch.errors.append(report)
  }

  // MARK: Surveys

  private static let answerLimit = 32

  /// Returns what was answered: words on lines of their own, and the first number, which is a rating.
  private func answers(
    _ line: JSONLine,
    _ bytes: Span<UInt8>,
    _ index: Int,
    into batch: inout RecordBatch
  ) -> (RecordText, Double) {
    var texts: [String] = []
    var rating = Double.nan
    func add(_ place: Int) {
      guard texts.count < PostHogReport.answerLimit, line.isScalar(place) else { return }
      if let number = line.number(at: place, bytes) {
        if rating.isNaN { rating = number }
      } else if line.word(place).isString {
        let text = batch.string(line.text(place, bytes, into: &batch))
        // Newer libraries give each answer under two names.
        if !texts.contains(text) { texts.append(text) }
      }
    }
    guard let properties = line.place("properties", of: index, bytes) else { return (.none, .nan) }
    line.forEachMember(of: properties) { key, value in
      guard String(copying: bytes, line.source(key)).hasPrefix("$survey_response") else { return }
      if line.isArray(value) { line.forEachElement(of: value, add) } else { add(value) }
    }
    let text = texts.joined(separator: "\n")
    return (text.isEmpty ? .none : batch.add(text.utf8.span), rating)
  }
}
