import Domain
import TestSupport
import Testing

@Suite struct SignalKeyTests {
  private let secret = SignalSecret(Array(0..<32))

  @Test func `signals of a trace share the prefix, and nothing else does`() {
    let trace = TraceID(high: 1, low: 2)
    let prefix = SignalKey.prefix(of: trace, secret: secret)
    let one = SignalKey(trace: trace, identity: [1], secret: secret)
    let other = SignalKey(trace: trace, identity: [2], secret: secret)
    #expect(one.prefix == prefix)
    #expect(other.prefix == prefix)
    #expect(one.rest != other.rest)
    #expect(SignalKey.prefix(of: TraceID(high: 2, low: 1), secret: secret) != prefix)
    let alone = SignalKey(trace: .none, identity: [1], secret: secret)
    #expect(alone.rest == one.rest)
    #expect(alone.prefix != SignalKey.prefix(of: .none, secret: secret))
    #expect(alone.prefix != SignalKey(trace: .none, identity: [2], secret: secret).prefix)
  }

  @Test func `another secret gives other keys`() {
    let other = SignalSecret(Array(1..<33))
    let trace = TraceID(high: 1, low: 2)
    let one = SignalKey(trace: trace, identity: [1], secret: secret)
    let two = SignalKey(trace: trace, identity: [1], secret: other)
    #expect(one.prefix != two.prefix)
    #expect(one.rest != two.rest)
  }

  @Test func `keys stay as they are from version to version`() {
    // Computed once with Python's hmac and OpenSSL's SIPHASH: a change would make every signal new.
    let key = SignalKey(trace: TraceID(high: 1, low: 2), identity: Array("signal".utf8), secret: secret)
    #expect(key.prefix == 0x8452_5b1b)
    #expect(key.rest == 0x1357_cf7a_b576)
    let alone = SignalKey(trace: .none, identity: Array("signal".utf8), secret: secret)
    #expect(alone.prefix == 0x0e2b_8132)
  }
}
