internal import Bytes

extension MetricDetail {
  /// The form in which details are packed, in the first byte.
  private static let packing: UInt8 = 2

  /// Packs it into at most `SignalBatch.extraLimit` bytes; where it would be more, it is not whole: the buckets are left out.
  package func pack() -> (bytes: [UInt8], isWhole: Bool) {
    var bytes = [MetricDetail.packing, form.rawValue]
    bytes.appendLittleEndian(run)
    guard let distribution else { return (bytes, true) }
    let totals = bytes + distribution.totals
    let whole = totals + distribution.buckets.packed
    guard whole.count > SignalBatch.extraLimit else { return (whole, true) }
    return (totals + Distribution.Buckets.none.packed, false)
  }

  /// Unpacks what `pack` has given; nil for anything else.
  package init?(packed bytes: [UInt8]) {
    var reader = PackedReader(bytes)
    guard reader.byte() == MetricDetail.packing, let form = reader.byte().flatMap(Form.init), let run = reader.word()
    else { return nil }
    self.init(form: form, run: run)
    guard !reader.isAtEnd else { return }
    guard let count = reader.word(), let sum = reader.double(), let minimum = reader.double(),
      let maximum = reader.double(), let buckets = Distribution.Buckets(&reader), reader.isAtEnd
    else { return nil }
    var distribution = Distribution(count: count, buckets: buckets)
    distribution.sum = sum
    distribution.minimum = minimum
    distribution.maximum = maximum
    self.distribution = distribution
  }
}

extension Distribution {
  fileprivate var totals: [UInt8] {
    var bytes: [UInt8] = []
    bytes.appendLittleEndian(count)
    for number in [sum, minimum, maximum] { bytes.appendLittleEndian(number.bitPattern) }
    return bytes
  }
}

extension Distribution.Buckets {
  fileprivate var packed: [UInt8] {
    var bytes: [UInt8] = []
    switch self {
    case .none: bytes.append(0)
    case .explicit(let bounds, let counts):
      bytes.append(1)
      bytes.appendList(bounds.map(\.bitPattern))
      bytes.appendCounts(counts)
    case .exponential(let exponential):
      bytes.append(2)
      bytes.appendSigned(exponential.scale)
      bytes.appendVarint(exponential.zeroCount)
      bytes.appendLittleEndian(exponential.zeroThreshold.bitPattern)
      for side in [exponential.positive, exponential.negative] {
        bytes.appendSigned(side.offset)
        bytes.appendCounts(side.counts)
      }
    case .quantiles(let quantiles):
      bytes.append(3)
      bytes.appendList(quantiles.flatMap { [$0.share.bitPattern, $0.value.bitPattern] })
    }
    return bytes
  }

  fileprivate init?(_ reader: inout PackedReader) {
    switch reader.byte() {
    case 0: self = .none
    case 1:
      guard let bounds = reader.list(), let counts = reader.counts() else { return nil }
      self = .explicit(bounds: bounds.map { Double(bitPattern: $0) }, counts: counts)
    case 2:
      guard let scale = reader.signed(), let zeroCount = reader.varint(), let zeroThreshold = reader.double(),
        let positive = reader.side(), let negative = reader.side()
      else { return nil }
      self = .exponential(
        .init(
          scale: scale,
          zeroCount: zeroCount,
          zeroThreshold: zeroThreshold,
          positive: positive,
          negative: negative
        )
      )
    case 3:
      guard let list = reader.list(), list.count.isMultiple(of: 2) else { return nil }
      self = .quantiles(
        stride(from: 0, to: list.count, by: 2).map {
          .init(share: Double(bitPattern: list[$0]), value: Double(bitPattern: list[$0 + 1]))
        }
      )
    default: return nil
    }
  }
}

extension [UInt8] {
  fileprivate mutating func appendSigned(_ value: Int32) {
    appendVarint(UInt64(UInt32(bitPattern: value << 1 ^ value >> 31)))
  }

  fileprivate mutating func appendList(_ words: [UInt64]) {
    appendVarint(UInt64(words.count))
    for word in words { appendLittleEndian(word) }
  }

  fileprivate mutating func appendCounts(_ counts: [UInt64]) {
    appendVarint(UInt64(counts.count))
    for count in counts { appendVarint(count) }
  }
}

/// Reads numbers from packed bytes, each in the only form in which it is written.
private struct PackedReader {
  private let bytes: [UInt8]
  private var offset = 0

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  var isAtEnd: Bool { offset == bytes.count }

  mutating func byte() -> UInt8? {
    guard offset < bytes.count else { return nil }
    defer { offset += 1 }
    return bytes[offset]
  }

  mutating func word() -> UInt64? {
    guard bytes.count - offset >= 8 else { return nil }
    defer { offset += 8 }
    return bytes.span.littleEndian64(offset)
  }

  mutating func double() -> Double? { word().map { Double(bitPattern: $0) } }

  mutating func varint() -> UInt64? {
    let start = offset
    let bytes = bytes
    guard let value = bytes.span.varint(&offset) else { return nil }
    // A last byte of 0 would be a longer spelling of the same number.
    return offset - start > 1 && bytes[offset - 1] == 0 ? nil : value
  }

  mutating func signed() -> Int32? {
    guard let bits = varint().flatMap(UInt32.init(exactly:)) else { return nil }
    return Int32(bitPattern: bits >> 1) ^ -Int32(bitPattern: bits & 1)
  }

  mutating func list() -> [UInt64]? {
    guard let count = varint(), count <= UInt64((bytes.count - offset) / 8) else { return nil }
    return (0..<Int(count)).compactMap { _ in word() }
  }

  mutating func counts() -> [UInt64]? {
    guard let count = varint(), count <= UInt64(bytes.count - offset) else { return nil }
    var counts: [UInt64] = []
    for _ in 0..<count {
      guard let count = varint() else { return nil }
      counts.append(count)
    }
    return counts
  }

  mutating func side() -> Distribution.Side? {
    guard let offset = signed(), let counts = counts() else { return nil }
    return Distribution.Side(offset: offset, counts: counts)
  }
}
