import Bytes

/// Reads the multipart bodies in which LangSmith's libraries send runs: for each a part of its own, named
/// `post.<id>` or `patch.<id>`, and parts for what is long in it, such as `post.<id>.outputs`; JSON in each.
enum LangSmithParts {
  /// The longest line that parts bodies: RFC 2046 allows 70 characters behind the dashes.
  private static let boundaryLimit = 128
  private static let headerLimit = 4_096
  /// What is long in a run and read nevertheless.
  private static let fields: Set<String> = ["inputs", "outputs", "extra", "error"]

  /// Reports whether a text begins as such a body does.
  static func begin(_ text: Span<UInt8>) -> Bool {
    guard let boundary = boundary(text) else { return false }
    let header = text.extracting(boundary.count..<min(text.count, boundary.count + headerLimit))
    return ["name=\"post.", "name=\"patch."].contains { find(Array($0.utf8), in: header, from: 0) != nil }
  }

  /// Reads a whole body; each run is handed on as one JSON object.
  static func read(_ bytes: Span<UInt8>, with json: inout JSONRecords, into batch: inout RecordBatch) {
    guard let boundary = boundary(bytes) else {
      return batch.rejects.add(
        Reject(line: 1, reason: "the body begins with no boundary", expected: "a multipart body")
      )
    }
    var runs: [String: Run] = [:]
    var order: [String] = []
    var line = 1
    forEachPart(bytes, boundary) { part, content in
      let number = line
      // The line end before a boundary is part of that.
      line += 1
      for index in part where bytes[index] == UInt8(ascii: "\n") { line += 1 }
      let header = bytes.extracting(part.lowerBound..<(content?.lowerBound ?? part.upperBound))
      if isNamed("attachment.", header) { return batch.skips.add(.attachments) }
      if let content, isNamed("feedback.", header) {
        return json.read(bytes.extracting(content), line: number, hasLines: false, into: &batch)
      }
      guard let content, let name = Name(header) else {
        return batch.rejects.add(
          Reject(line: number, reason: "a part is no run's", expected: "post.<id> or patch.<id>")
        )
      }
      if runs[name.run] == nil { order.append(name.run) }
      runs[name.run, default: Run(line: number)].add(name.field, content)
    }
    for id in order {
      guard let run = runs[id], let text = run.text(bytes) else {
        let reason = "a run has no part of its own, or one that is no object"
        batch.rejects.add(Reject(line: runs[id]?.line ?? 1, reason: reason, expected: "a JSON object in post.<id>"))
        continue
      }
      json.read(text.span, line: run.line, hasLines: false, into: &batch)
    }
  }

  /// Returns what is sent of one run, under a path with its id, as a body of runs; what is no object stays as it is.
  ///
  /// The last member of a name counts: the path's id stands behind whatever the body says.
  static func patch(of id: String, _ body: [UInt8]) -> [UInt8] {
    guard let members = Run.members(body.indices, body.span) else { return body }
    let told = body[members].contains { $0 > 0x20 } ? body[members] + [UInt8(ascii: ",")] : []
    return Array("{\"patch\":[{".utf8) + told + Array("\"id\":\(JSONValue.string(id).text)}]}".utf8)
  }

  /// Tells what the libraries send beside runs by how its name begins.
  private static func isNamed(_ name: String, _ header: Span<UInt8>) -> Bool {
    find(Array("name=\"\(name)".utf8), in: header.extracting(first: headerLimit), from: 0) != nil
  }

  /// Where the parts of one run lie; what a patch says of it counts as well as what the post has said.
  private struct Run {
    let line: Int
    private var own: [Range<Int>] = []
    private var others: [(field: String, range: Range<Int>)] = []

    private static let ownLimit = 4

    init(line: Int) {
      self.line = line
    }

    mutating func add(_ field: String, _ range: Range<Int>) {
      if field.isEmpty {
        if own.count < Run.ownLimit { own.append(range) }
      } else if LangSmithParts.fields.contains(field) {
        // What was said last is what it came to.
        others.removeAll { $0.field == field }
        others.append((field, range))
      }
    }

    /// Returns the run as one object in a body of runs: its own parts with the others as members.
    func text(_ bytes: Span<UInt8>) -> [UInt8]? {
      guard !own.isEmpty else { return nil }
      let head = Array(#"{"post":[{"#.utf8)
      var text = head
      for range in own {
        guard let members = Run.members(range, bytes) else { return nil }
        Run.append(members, bytes, after: head.count, to: &text)
      }
      for (field, range) in others {
        if text.count > head.count { text.append(UInt8(ascii: ",")) }
        text += Array("\"\(field)\":".utf8)
        for place in range { text.append(bytes[place]) }
      }
      return text + Array("}]}".utf8)
    }

    private static func append(
      _ members: Range<Int>,
      _ bytes: Span<UInt8>,
      after head: Int,
      to text: inout [UInt8]
    ) {
      guard members.contains(where: { bytes[$0] > 0x20 }) else { return }
      if text.count > head { text.append(UInt8(ascii: ",")) }
      for place in members { text.append(bytes[place]) }
    }

    /// Returns what stands between the braces of an object; nil for what is none.
    fileprivate static func members(_ range: Range<Int>, _ bytes: Span<UInt8>) -> Range<Int>? {
      var range = range
      while let last = range.last, bytes[last] <= 0x20 { range = range.dropLast() }
      guard let first = range.first, bytes[first] == UInt8(ascii: "{"), let last = range.last, last > first,
        bytes[last] == UInt8(ascii: "}")
      else { return nil }
      return range.dropFirst().dropLast()
    }
  }

  /// Of which run a part is, and of what in it.
  private struct Name {
    let run: String
    let field: String

    init?(_ header: Span<UInt8>) {
      let mark = Array("name=\"".utf8)
      guard header.count <= LangSmithParts.headerLimit, let start = LangSmithParts.find(mark, in: header, from: 0)
      else {
        return nil
      }
      let rest = header.extracting(start + mark.count..<header.count)
      guard let end = rest.indices.first(where: { rest[$0] == UInt8(ascii: "\"") }), end <= 256 else { return nil }
      let parts = String(copying: rest, 0..<end).split(separator: ".", maxSplits: 2, omittingEmptySubsequences: false)
      guard parts.count >= 2, parts[0] == "post" || parts[0] == "patch", !parts[1].isEmpty else { return nil }
      run = String(parts[1])
      field = parts.count > 2 ? String(parts[2]) : ""
    }
  }

  // MARK: Framing

  /// Returns the line that parts the body, if it begins with one.
  private static func boundary(_ bytes: Span<UInt8>) -> [UInt8]? {
    guard bytes.count > 4, bytes[0] == UInt8(ascii: "-"), bytes[1] == UInt8(ascii: "-") else { return nil }
    for index in 2..<min(bytes.count, boundaryLimit) where bytes[index] == UInt8(ascii: "\r") {
      return index > 2 ? (0..<index).map { bytes[$0] } : nil
    }
    return nil
  }

  /// Hands out each part, and in it its content, without the line ends that belong to the boundaries; the content is nil
  /// where the part has none.
  private static func forEachPart(
    _ bytes: Span<UInt8>,
    _ boundary: [UInt8],
    _ body: (_ part: Range<Int>, _ content: Range<Int>?) -> Void
  ) {
    let separator = Array("\r\n".utf8) + boundary
    let blank = Array("\r\n\r\n".utf8)
    var start = boundary.count
    while start < bytes.count {
      // Two dashes behind a boundary end the body.
      if start + 1 < bytes.count, bytes[start] == UInt8(ascii: "-"), bytes[start + 1] == UInt8(ascii: "-") { return }
      let end = find(separator, in: bytes, from: start) ?? bytes.count
      let headerEnd = find(blank, in: bytes.extracting(first: end), from: start)
      body(start..<end, headerEnd.map { $0 + blank.count..<end })
      start = end + separator.count
    }
  }

  /// Returns where some bytes stand first.
  private static func find(_ pattern: [UInt8], in bytes: Span<UInt8>, from start: Int) -> Int? {
    guard pattern.count <= bytes.count else { return nil }
    var index = start
    while index <= bytes.count - pattern.count {
      if bytes[index] == pattern[0] {
        var length = 1
        while length < pattern.count, bytes[index + length] == pattern[length] { length += 1 }
        if length == pattern.count { return index }
      }
      index += 1
    }
    return nil
  }
}
