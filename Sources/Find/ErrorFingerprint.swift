package import Domain
import Themes

/// What makes two errors the same: the type and where in the product's own code it was raised.
///
/// The same bug gives the same fingerprint in any order and from any build; without own frames the type and the template
/// of the message stand in for the place, as a keyed digest, because a message is foreign text. A rule that the program
/// has set wins over both.
package struct ErrorFingerprint: Equatable, Sendable {
  /// Checked words and digests only, such as `TypeError applyCoupon@coupon.ts checkout`.
  package let text: String
  /// What people are shown, such as `TypeError in applyCoupon (checkout)`.
  package let label: String

  /// Frames beyond the first that are looked at where the first is a mere helper.
  private static let depth = 3
  /// Functions that many bugs pass through: who called them tells more.
  private static let helpers: Set<String> = [
    "assert", "assertThat", "check", "ensure", "error", "expect", "fail", "fatal", "fetch", "handleError", "invariant",
    "must", "panic", "precondition", "raise", "reject", "request", "require", "throwError", "throw_error", "throwIf",
    "unwrap", "wrap",
  ]
  /// Names that need their file to mean anything.
  private static let vague: Set<String> = [
    "<init>", "<module>", "call", "constructor", "execute", "get", "handle", "handler", "index", "init", "invoke",
    "load",
    "main", "next", "post", "process", "render", "run", "send", "start", "update",
  ]

  /// Derives the fingerprint of an error; `key` keeps digests of foreign text from being guessed.
  package init(_ candidate: GroupCandidate, key: DigestKey) {
    var templates = MessageTemplates(key)
    self.init(candidate, own: ErrorFingerprint.telling(candidate.stack), key: key, templates: &templates)
  }

  /// Derives it from frames that have been read already, and from the templates of the messages before it.
  init(_ candidate: GroupCandidate, own: [StackFrame], key: DigestKey, templates: inout MessageTemplates) {
    let type = CheckedName.errorType(candidate.errorType)
    let service = CheckedName.service(candidate.service)
    if candidate.fingerprint.isEmpty {
      let place = ErrorFingerprint.place(own)
      let what = place ?? "~" + templates.digest(of: candidate.message, type: candidate.errorType, service: service)
      text = [type, what, service].filter { !$0.isEmpty }.joined(separator: " ")
    } else {
      // Errors of several types and places may be one to those who wrote the rule.
      text = ["=" + key.digest(candidate.fingerprint), service].filter { !$0.isEmpty }.joined(separator: " ")
    }
    let surface = CheckedName.surface(candidate.surface)
    label = ErrorFingerprint.label(type: type, frame: own.first, surface: surface, service: service)
  }

  /// Returns the own frames that name something; a lambda is told by the function around it in the same file.
  static func telling(_ stack: String, by read: StackTrace.Reading = StackTrace.frame) -> [StackFrame] {
    var own = StackTrace.frames(stack, by: read).filter { $0.isInApp && $0.isNamed }[...]
    while let first = own.first, first.function.isEmpty, let next = own.dropFirst().first, next.file == first.file {
      own = own.dropFirst()
    }
    return Array(own.prefix(depth))
  }

  /// Joins the frames that tell the bug apart: one, or more where the first ones are helpers.
  private static func place(_ frames: [StackFrame]) -> String? {
    var parts: [String] = []
    for frame in frames.prefix(depth) {
      parts.append(frame.identity ?? "")
      guard helpers.contains(frame.function) else { break }
    }
    return parts.isEmpty ? nil : parts.joined(separator: "<")
  }

  private static func label(type: String, frame: StackFrame?, surface: String, service: String) -> String {
    var label = type
    let function = frame.map { Suspicion.isIn(name: $0.function) ? "" : $0.function } ?? ""
    let file = frame.map { Suspicion.isIn(name: $0.file) ? "" : $0.file } ?? ""
    if !function.isEmpty {
      label += vague.contains(function) && !file.isEmpty ? " in \(file) \(function)" : " in \(function)"
    } else if !file.isEmpty {
      label += " in \(file)"
    } else if !surface.isEmpty {
      label += " at \(surface)"
    }
    return service.isEmpty ? label : "\(label) (\(service))"
  }
}
