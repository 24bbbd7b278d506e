import Bytes

/// Seals the state a handler hands through its client, which may be hostile: signed, dated, and bound to its request.
struct RequestStateSeal: Sendable {
  private let key: [UInt8]
  /// How long a person may take to answer.
  static let lifetimeSeconds: Int64 = 3_600

  init(key: [UInt8]) {
    self.key = key
  }

  /// Returns text that `open` turns back into the state, for the same request and for an hour.
  func seal(_ state: String, for binding: JSONValue, now: Int64) -> String {
    let expiry = now + RequestStateSeal.lifetimeSeconds
    return "\(tag(state, binding, expiry)).\(expiry).\(state)"
  }

  /// Returns the state, or throws when it was altered, is too old, or belongs to another request.
  func open(_ sealed: String, for binding: JSONValue, now: Int64) throws(RPCError) -> String {
    // Cut as bytes: as characters, a dot and a combining mark that begins the state are one.
    let parts = sealed.utf8.split(separator: UInt8(ascii: "."), maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3, let expiry = Int64(Substring(parts[1])) else { throw Self.refused }
    let state = String(Substring(parts[2]))
    guard HMAC.isEqual(Array(parts[0]), Array(tag(state, binding, expiry).utf8)), expiry >= now else {
      throw Self.refused
    }
    return state
  }

  private static let refused = RPCError.invalidParams(
    "requestState is not valid for this request; start again without it"
  )

  private func tag(_ state: String, _ binding: JSONValue, _ expiry: Int64) -> String {
    let message: JSONValue = ["binding": binding, "expiry": .integer(expiry), "state": .string(state)]
    // A client may write the members of its retry in another order.
    let canonical = try? CanonicalJSON.bytes(of: message)  // fine because the plain text binds as well
    return HMAC.tag(for: canonical ?? Array(message.text.utf8), key: key).hex
  }
}
