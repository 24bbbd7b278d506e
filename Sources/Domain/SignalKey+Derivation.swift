import Bytes

/// The keys that signal keys are derived under: only who has the store's secret can find out whose signal a key is of.
package struct SignalSecret: Sendable {
  fileprivate let prefixes: SipHash
  fileprivate let identities: SipHash

  /// Derives both from the secret of a store, under a label that no other use of it shares.
  package init(_ secret: [UInt8]) {
    let bytes = HMAC.tag(for: Array("signal keys".utf8), key: secret).bytes
    prefixes = SipHash(key: SignalSecret.word(bytes, 0), SignalSecret.word(bytes, 8))
    identities = SipHash(key: SignalSecret.word(bytes, 16), SignalSecret.word(bytes, 24))
  }

  private static func word(_ bytes: [UInt8], _ offset: Int) -> UInt64 {
    bytes[offset..<offset + 8].reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }
}

extension SignalKey {
  /// Derives the key of a signal from what tells it from every other: its source's instance and its own id, say.
  ///
  /// The identity must be the same whenever the signal is sent again, and so must be its time's day: a store looks for a
  /// span on the day it happened.
  package init(trace: TraceID, identity: Span<UInt8>, secret: SignalSecret) {
    let hash = secret.identities.hash(identity)
    let prefix =
      trace.isNone
      ? UInt32(truncatingIfNeeded: secret.prefixes.hash(identity)) : SignalKey.prefix(of: trace, secret: secret)
    self.init(prefix: prefix, rest: hash)
  }

  /// Derives the key of a signal from what tells it from every other.
  package init(trace: TraceID, identity: [UInt8], secret: SignalSecret) {
    self.init(trace: trace, identity: identity.span, secret: secret)
  }

  /// Derives what the keys of a trace's signals begin with.
  package static func prefix(of trace: TraceID, secret: SignalSecret) -> UInt32 {
    UInt32(truncatingIfNeeded: secret.prefixes.hash(trace.low, trace.high))
  }
}
