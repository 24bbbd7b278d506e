import Bytes

/// What a tool was given or gave back: looked at once, and not kept.
struct StepContent {
  /// One spelling for all that mean the same.
  private let canonical: [UInt8]
  /// Whether it says that the tool failed.
  let saysError: Bool

  private static let depth = 64

  /// Looks at a text, which may be JSON.
  init(_ text: [UInt8]) {
    // fine because what is no JSON is compared as it is
    guard let root = try? JSONDocument(text, maximumDepth: StepContent.depth).root else {
      canonical = text
      saysError = false
      return
    }
    // fine because what has no canonical spelling is compared as it is
    canonical = (try? CanonicalJSON.bytes(of: root)) ?? text
    saysError = StepContent.saysError(root)
  }

  /// Returns its keyed hash, never 0.
  func hash(_ secret: SipHash) -> UInt64 { max(1, secret.hash(canonical)) }

  /// Some tools give an error back as if it were a result: `{"error": …}`, `{"isError": true}`.
  private static func saysError(_ root: JSONNode) -> Bool {
    guard root.kind == .object else { return false }
    for name in ["isError", "is_error"] where root[name]?.bool == true { return true }
    guard let error = root["error"], !error.isNull, error.bool != false else { return false }
    return error.string != ""
  }
}
