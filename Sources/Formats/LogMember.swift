/// What the members of a log's JSON objects, and the names in its pairs, stand for.
///
/// The names of zap, pino, bunyan, winston, structlog, Serilog, logrus, slog, logstash, ECS, GELF, journald and Google's.
enum LogMember: UInt8, CaseIterable, Sendable {
  case other
  case time, level, severityNumber, priority, message, plainMessage, event, logger
  case error, errorType, errorMessage, stack, traceID, spanID
  case service, release, environment, user, status, method, path, request
  /// What only programs write beside their words.
  case mark
  /// What programs write beside their words, and others too: by itself it says nothing.
  case hint
  /// Docker's own wrapping of a line.
  case wrapped, stream
  /// What no line of a log has, but events of other tools do.
  case foreign

  private static let names: [(LogMember, [String])] = [
    (
      .time,
      [
        "time", "ts", "timestamp", "@timestamp", "@t", "t", "t.$date", "datetime", "date", "asctime", "created",
        "eventTime", "__REALTIME_TIMESTAMP", "Timestamp", "TimeStamp", "Time",
      ]
    ),
    (
      .level,
      [
        "level", "severity", "lvl", "levelname", "log.level", "log_level", "loglevel", "logLevel", "@l", "s", "Level",
        "SeverityText", "severity_text", "severityText", "LogLevel",
      ]
    ),
    (.severityNumber, ["severity_number", "severityNumber", "SeverityNumber"]),
    (.priority, ["PRIORITY"]),
    (.message, ["message", "body", "Message", "Body", "RenderedMessage"]),
    (.plainMessage, ["msg", "@m", "MESSAGE", "short_message", "textPayload"]),
    (.event, ["event", "@mt", "MessageTemplate", "log"]),
    (
      .logger,
      [
        "logger", "logger_name", "loggerName", "log.logger", "name", "SourceContext", "Properties.SourceContext", "c",
        "component", "category", "Category", "module",
      ]
    ),
    (.error, ["error", "err", "exception", "exc", "cause", "@x", "Exception"]),
    (
      .errorType,
      [
        "error.type", "err.type", "err.name", "error.name", "exception.type", "exception.name", "exception.class",
        "error.kind", "error.class", "exception.exception_class", "exc_type",
      ]
    ),
    (
      .errorMessage,
      [
        "error.message", "err.message", "exception.message", "error.msg", "err.msg", "exc_value",
        "exception.exception_message",
      ]
    ),
    (
      .stack,
      [
        "stack", "stacktrace", "stack_trace", "stackTrace", "error.stack", "err.stack", "error.stack_trace",
        "exception.stacktrace", "exception.stack", "errorVerbose", "exc_info", "traceback", "error.stackTrace",
        "exception.stack_trace",
      ]
    ),
    (
      .traceID,
      ["trace_id", "traceId", "traceID", "trace.id", "traceid", "TraceId", "@tr", "logging.googleapis.com/trace"]
    ),
    (
      .spanID, ["span_id", "spanId", "spanID", "span.id", "spanid", "SpanId", "@sp", "logging.googleapis.com/spanId"]
    ),
    (
      .service,
      [
        "service", "service.name", "service_name", "serviceName", "app", "application", "app_name", "appName",
        "SYSLOG_IDENTIFIER", "_COMM", "Application", "Properties.Application",
      ]
    ),
    (.release, ["service.version", "version", "release", "app_version", "appVersion"]),
    (.environment, ["service.environment", "environment", "env", "deployment.environment"]),
    (.user, ["user", "userid", "uid", "usr.id", "user.name", "UserId", "user_name", "username"]),
    (
      .status,
      [
        "status", "statusCode", "status_code", "http.response.status_code", "http.status_code", "res.statusCode",
        "response.status", "StatusCode", "http.status",
      ]
    ),
    (.method, ["method", "http.request.method", "http.method", "req.method", "request.method", "request_method"]),
    (
      .path,
      [
        "path", "url.path", "uri", "url", "req.url", "request.path", "request.url", "http.path", "request_uri",
        "http.url", "http.target", "request.uri", "RequestPath",
      ]
    ),
    (.request, ["request", "requestLine"]),
    (
      .mark,
      [
        "pid", "thread_name", "threadName", "levelno", "lineno", "funcName", "log.origin.file.name", "ecs.version",
        "@i",
        "@version", "_PID", "_HOSTNAME", "_SYSTEMD_UNIT", "dd.trace_id", "goroutine", "ProcessId",
      ]
    ),
    (
      .hint,
      [
        "hostname", "host", "thread", "caller", "filename", "process", "source", "func", "file", "requestId",
        "request_id",
      ]
    ),
    (.stream, ["stream"]),
    (
      .foreign,
      [
        "event_id", "event_type", "distinct_id", "properties", "messageId", "anonymousId", "eventName", "resourceLogs",
        "resourceSpans", "resourceMetrics", "action", "repository", "kind", "alerts", "batch", "dsn",
      ]
    ),
  ]

  static let table = NameTable<LogMember>(
    names.flatMap { member, names in names.map { ($0, member) } },
    unknown: .other
  )
}
