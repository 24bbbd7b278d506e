private import Bytes

extension TemplateMiner {
  /// Why a snapshot cannot be resumed from.
  package enum SnapshotError: Error, Equatable {
    case unknownVersion
    case damaged
  }

  private static let version: UInt64 = 1

  /// The whole state: what was learnt, and each template with its group and its lines; bounded as they are.
  ///
  /// What follows from these is made anew. Moves that nobody has taken yet are not part of it.
  package var snapshot: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(32 + 8 * learnt.count + 200 * templates.count)
    for number in [TemplateMiner.version, UInt64(learnt.count), UInt64(templates.count)] + learnt {
      TemplateMiner.add(number, to: &bytes)
    }
    for template in templates {
      for number in [template.group, template.count, UInt64(template.tokens.count)] + template.tokens.map(\.bits) {
        TemplateMiner.add(number, to: &bytes)
      }
    }
    return bytes
  }

  private static func add(_ number: UInt64, to bytes: inout [UInt8]) {
    for shift: UInt64 in stride(from: 0, to: 64, by: 8) { bytes.append(UInt8(truncatingIfNeeded: number >> shift)) }
  }

  /// Resumes from a snapshot with the seed it was made with.
  package init(seed: UInt64, masksQuotes: Bool = false, snapshot: [UInt8]) throws(SnapshotError) {
    let limits = Limits()
    var numbers = Numbers(bytes: snapshot)
    guard try numbers.next() == TemplateMiner.version else { throw .unknownVersion }
    let learntCount = try numbers.next()
    let templateCount = try numbers.next()
    // Bounds that no state goes beyond, so that damage asks for no memory.
    guard learntCount <= UInt64(snapshot.count), templateCount <= UInt64(snapshot.count) else { throw .damaged }
    var learnt: [UInt64] = []
    for _ in 0..<learntCount { learnt.append(try numbers.next()) }
    var templates: [Template] = []
    for _ in 0..<templateCount {
      let (group, count, length) = (try numbers.next(), try numbers.next(), try numbers.next())
      guard length <= UInt64(Tokenizer.tokenLimit) + 64 else { throw .damaged }
      var tokens: [Token] = []
      for _ in 0..<length {
        guard let token = Token(bits: try numbers.next()) else { throw .damaged }
        tokens.append(token)
      }
      templates.append(Template(tokens: tokens, group: group, count: count))
    }
    guard numbers.isAtEnd else { throw .damaged }
    self.init(seed: seed, masksQuotes: masksQuotes, limits: limits, templates: templates, learnt: learnt)
  }

  /// Reads numbers of eight bytes.
  private struct Numbers {
    let bytes: [UInt8]
    private var place = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { place == bytes.count }

    mutating func next() throws(SnapshotError) -> UInt64 {
      guard place + 8 <= bytes.count else { throw .damaged }
      let number = bytes.span.littleEndian64(place)
      place += 8
      return number
    }
  }
}
