package import Bytes

/// How the body of a request is read, by what its path and headers say of it.
package struct WireBody: Equatable, Sendable {
  package let route: WireRoute
  /// `Content-Encoding`; empty where it is as it is.
  package let coding: String
  /// `Content-Type`.
  package let type: String
  /// What else is known of it.
  ///
  /// For webhooks: whose they are, and behind line feeds what happened, the delivery's number, and `signed` where it has
  /// been seen to be the tool's. For lines of a file: the
  /// number of the first, perhaps a blank and more of where they stand, and behind a line feed the path. For a page of
  /// metrics: the target's job and, behind a line feed, its instance. For the answer to a query: what to call it. For more
  /// of one run of LangSmith's: the run's id.
  package let label: String

  /// The most that a body may be unpacked to: OTLP's recommendation, and what the other tools' own servers take.
  package static let limit = 20 << 20

  package init(route: WireRoute, coding: String = "", type: String = "", label: String = "") {
    self.route = route
    self.coding = coding
    self.type = type
    self.label = label
  }

  /// Whether it is of version 2.0 of remote write, which wants to be told how much of it was written.
  var isSecondWrite: Bool { type.contains("io.prometheus.write.v2.Request") }

  /// Whose body it is, by what was asked for.
  package var source: String {
    if route == .scrape || route == .rangeQuery { return WireRoute.prometheus.rawValue }
    guard route == .webhook else { return route.tool.isEmpty ? route.rawValue : route.tool }
    // Anybody may send to any path.
    let tool = String(label.prefix { $0 != "\n" })
    return WebhookSignature.Tool(rawValue: tool) != nil || tool == AlertRecord.source ? tool : route.rawValue
  }

  /// What was asked for.
  package var place: String { route == .webhook && source != route.rawValue ? "webhook of \(source)" : route.rawValue }

  /// How the label of a webhook ends that was seen to be its tool's.
  package static let signed = "signed"

  /// Returns the label of what was fetched from a tool: it is the tool's, whoever could send its webhooks.
  package static func fetched(_ tool: String) -> String { "\(tool)\n\n\n\(signed)" }

  /// Whether it is a webhook that was seen to be its tool's.
  package var isSigned: Bool { route == .webhook && label.hasSuffix("\n" + WireBody.signed) && labels.count == 4 }

  private var labels: [String] { label.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) }

  private var firstLine: Int { route == .file ? Int(label.prefix { $0 != "\n" && $0 != " " }) ?? 1 : 1 }

  /// The file whose lines they are; nil for what was received.
  package var path: String? { route == .file ? String(label.drop { $0 != "\n" }.dropFirst()) : nil }

  /// Why a body has no content.
  package enum Problem: Error, Equatable, CustomStringConvertible {
    case unknownCoding
    case damaged(DecompressionError)
    case noSnappy(SnappyError)
    case tooLong

    package var description: String {
      switch self {
      case .unknownCoding: "the Content-Encoding is none of gzip, deflate, br and zstd"
      case .damaged(let error): "\(error)"
      case .noSnappy(let error): error.description
      case .tooLong: "the body unpacks to more than \(WireBody.limit) bytes"
      }
    }
  }

  /// Returns the body unpacked, and out of its form.
  package func content(of body: [UInt8]) throws(Problem) -> [UInt8] {
    let content = try unpacked(body)
    return isForm ? WireForm.content(of: content, under: route == .webhook ? "payload" : "data") ?? content : content
  }

  private func unpacked(_ body: [UInt8]) throws(Problem) -> [UInt8] {
    if route == .prometheus {
      do throws(SnappyError) {
        return try Snappy.content(of: body.span, limit: WireBody.limit)
      } catch {
        throw .noSnappy(error)
      }
    }
    guard let form = try form(of: body) else { return body }
    let content: [UInt8]?
    do throws(DecompressionError) {
      content = try Decompressor.content(of: body.span, form, limit: WireBody.limit)
    } catch {
      throw .damaged(error)
    }
    guard let content else { throw .tooLong }
    return content
  }

  /// Returns how a body is packed; libraries of product analytics pack without saying so.
  private func form(of body: [UInt8]) throws(Problem) -> CompressedForm? {
    switch coding.lowercased() {
    case "", "identity":
      // No body that is read here begins so.
      return CompressedForm(signature: body.span) == .gzip ? .gzip : nil
    case "gzip", "x-gzip": return .gzip
    case "deflate": return .zlib
    case "br": return .brotli
    case "zstd": return .zstd
    default: throw .unknownCoding
    }
  }

  private var isForm: Bool {
    switch route {
    case .mixpanel, .track, .postHog, .batch, .webhook: type.lowercased().hasPrefix("application/x-www-form-urlencoded")
    default: false
    }
  }

  /// Reads the records of a content that was received at a moment, in nanoseconds since the Unix epoch.
  ///
  /// Times in logs that have no year are the last such moments until `latest`. What fills the batch goes out in the midst.
  package func read(
    _ content: [UInt8],
    received: Int64,
    latest: Timestamp? = nil,
    into batch: inout RecordBatch,
    _ outlet: RecordBatch.Outlet = RecordBatch.closed
  ) {
    var content = isGitHub ? wrapped(content) : content
    if route == .langSmith, !label.isEmpty { content = LangSmithParts.patch(of: label, content) }
    guard let format = format(of: content) else { return batch.rejects.add(unknownForm(content)) }
    if format.isSnappy, route != .prometheus {
      do throws(SnappyError) {
        content = try Snappy.content(of: content.span, limit: WireBody.limit)
      } catch {
        return batch.rejects.add(Reject(line: 1, reason: error.description, expected: "a snappy block"))
      }
    }
    let facts = path.map { FileFacts(path: $0, modified: nil) } ?? FileFacts()
    var reader = RecordReader(format, file: facts, received: received, latest: latest, origin: origin)
    switch format.framing {
    case .whole: reader.read(content.span, into: &batch, outlet)
    case .lines:
      let lines = content.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      for (index, line) in lines.enumerated() {
        reader.read(Array(line).span, line: firstLine + index, into: &batch, outlet)
      }
    case .pieces: reader.push(content.span, into: &batch, outlet)
    }
    reader.finish(into: &batch)
  }

  private var origin: MetricOrigin {
    switch route {
    case .scrape:
      let parts = label.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      return MetricOrigin(job: parts[0], instance: parts.dropFirst().joined(separator: "\n"))
    case .rangeQuery: return MetricOrigin(query: label)
    default: return MetricOrigin()
    }
  }

  private func unknownForm(_ content: [UInt8]) -> Reject {
    let guess = FormatGuess.guess(content.span.extracting(first: min(content.count, FormatGuess.prefixLength)))
    guard route == .signals, case .unknown(let looksLike, let hint) = guess else {
      return Reject(line: 1, reason: "a body of no known form", expected: "what reckon import would take")
    }
    return Reject(line: 1, reason: "a body that looks like \(looksLike)", expected: hint)
  }

  private var isGitHub: Bool { route == .webhook && label.hasPrefix("github\n") }

  /// GitHub says in headers what its bodies do not: what has happened, and the number of the delivery.
  private func wrapped(_ payload: [UInt8]) -> [UInt8] {
    let parts = labels.dropFirst().prefix(2).map(\.self)
    guard parts.count == 2, !parts[0].isEmpty else { return payload }
    let head =
      "{\"event\":\(JSONValue.string(parts[0]).text),\"delivery\":\(JSONValue.string(parts[1]).text),\"payload\":"
    return Array(head.utf8) + payload + [UInt8(ascii: "}")]
  }

  /// How a content is written; what it is said to be counts less than what it is.
  private func format(of content: [UInt8]) -> RecordFormat? {
    let first = content.first { $0 > 0x20 }
    let isJSON = first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
    switch route {
    case .traces, .metrics, .logs: return isJSON ? .jsonDocument : .otlpRequest
    case .sentryEnvelope: return .sentryEnvelope
    case .langSmith: return isJSON ? .jsonDocument : .langSmithRuns
    case .prometheus: return isSecondWrite ? .remoteWrite2 : .remoteWrite1
    case .file: return RecordFormat(rawValue: type)
    case .scrape: return .exposition
    case .signals:
      guard case .known(let format) = FormatGuess.guess(content.span.extracting(first: FormatGuess.prefixLength)) else {
        return nil
      }
      return format
    default: return .jsonDocument
    }
  }
}
