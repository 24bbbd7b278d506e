/// One operation of a service, as OTLP tells it.
package struct SpanRecord: Equatable, Sendable {
  package var traceHigh: UInt64 = 0
  package var traceLow: UInt64 = 0
  package var span: UInt64 = 0
  /// 0 where it is the first of its trace.
  package var parent: UInt64 = 0
  package var name = RecordText.none
  package var kind = Kind.unspecified
  /// Nanoseconds since the Unix epoch; the end is the start where nobody said.
  package var start: Int64 = 0
  package var end: Int64 = 0
  /// Whether it has been told when it began, and when it ended; of what has not, the rest comes in another record.
  package var hasStart = true
  package var hasEnd = true
  package var status = Status.unset
  package var source = Source.telemetry
  package var statusMessage = RecordText.none
  /// Places in the batch's attributes and span events.
  package var attributes: Range<Int32> = 0..<0
  package var events: Range<Int32> = 0..<0
  /// The place in the batch's resources.
  package var resource: Int32
  /// The line of the input it stands on.
  package var line: Int

  /// What part the operation has in a request.
  package enum Kind: UInt8, Sendable {
    case unspecified, `internal`, server, client, producer, consumer
  }

  /// How it ended.
  package enum Status: UInt8, Sendable {
    case unset, ok, error
  }

  /// Whose form it came in.
  package enum Source: UInt8, CaseIterable, Sendable {
    case telemetry, postHog, langfuse, langSmith, phoenix

    /// What it is called; for telemetry nothing, because whoever imports it decides.
    package var word: String {
      switch self {
      case .telemetry: ""
      case .postHog: EventRecord.Source.postHog.rawValue
      case .langfuse: "langfuse"
      case .langSmith: "langsmith"
      case .phoenix: EventRecord.Source.phoenix.rawValue
      }
    }
  }

  /// Events kept of one span; the OpenTelemetry SDKs keep as many.
  package static let eventLimit = 128

  init(resource: Int32, line: Int) {
    self.resource = resource
    self.line = line
  }
}

/// Something that happened within a span, such as an exception.
package struct SpanEventRecord: Equatable, Sendable {
  package var name = RecordText.none
  /// Nanoseconds since the Unix epoch; 0 where nobody said.
  package var time: Int64 = 0
  package var attributes: Range<Int32> = 0..<0
}

/// What the spans and log records of one sender have in common.
package struct ResourceRecord: Equatable, Sendable {
  package internal(set) var attributes: Range<Int32>
  package var source = Source.otlp

  /// Whose form they came in.
  package enum Source: String, CaseIterable, Sendable {
    case otlp, sentry, log
  }
}
