import Bytes

/// A large buffer before stdout.
struct Output {
  private var buffer = [UInt8](repeating: 0, count: Output.capacity)
  private var count = 0
  private var written = 0
  /// False when nobody reads any more.
  private(set) var isOpen = true

  private static let capacity = 1 << 20

  /// Adds text as it is.
  mutating func add(_ text: StaticString) {
    let length = text.utf8CodeUnitCount
    makeRoom(for: length)
    unsafe buffer.withUnsafeMutableBytes { bytes in
      unsafe UnsafeMutableRawBufferPointer(rebasing: bytes[count..<count + length])
        .copyMemory(from: UnsafeRawBufferPointer(start: text.utf8Start, count: length))
    }
    count += length
  }

  /// Adds a span's text with its holes filled.
  mutating func add(_ text: SpanText, _ values: SpanValues) {
    let length = text.bytes.count
    makeRoom(for: length)
    unsafe buffer.withUnsafeMutableBytes { bytes in
      let space = unsafe UnsafeMutableRawBufferPointer(rebasing: bytes[count..<count + length])
      unsafe text.bytes.withUnsafeBytes { unsafe space.copyMemory(from: $0) }
      for (hole, offset) in text.holes { unsafe Output.fill(hole, at: offset, of: space, values) }
    }
    count += length
  }

  /// Adds a number in four bytes.
  mutating func add(bigEndian number: UInt32) {
    for shift in stride(from: UInt32(24), through: 0, by: -8) { add(UInt8(truncatingIfNeeded: number >> shift)) }
  }

  /// Adds what stands before a message of protobuf: its number, below 16, and its length.
  mutating func add(field number: Int, ofLength length: Int) {
    add(UInt8(number << 3 | 2))
    var rest = length
    while rest >= 0x80 {
      add(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    add(UInt8(rest))
  }

  /// Returns how many bytes a message takes with what stands before it.
  static func fieldLength(_ length: Int) -> Int {
    2 + (Int.bitWidth - 1 - (length | 1).leadingZeroBitCount) / 7 + length
  }

  private mutating func add(_ byte: UInt8) {
    makeRoom(for: 1)
    buffer[count] = byte
    count += 1
  }

  /// Writes what is there.
  mutating func flush() {
    guard isOpen else { return count = 0 }
    // What is cut off and put back is less than a span, but for the last time.
    buffer.removeLast(buffer.count - count)
    isOpen = Descriptor.writeAll(buffer, to: 1)
    if isOpen { written += count }
    buffer.append(contentsOf: repeatElement(0, count: Output.capacity - count))
    count = 0
  }

  /// Tells what was written and how fast.
  func summary(spans: Int, in time: Duration) -> String {
    let seconds = time / .seconds(1)
    let megabytes = Double(written) / 1e6
    let figures = [
      "\(spans) spans", "\(written) bytes", "\(written / max(spans, 1)) bytes a span", "\(Int(seconds * 1_000)) ms",
      "\(Int(megabytes / seconds)) MB/s", "\(Int(Double(spans) / seconds)) spans/s",
    ]
    return figures.joined(separator: ", ")
  }

  @inline(__always)
  private mutating func makeRoom(for length: Int) {
    precondition(length <= Output.capacity, "a text is larger than the buffer")
    if count + length > Output.capacity { flush() }
  }

  @inline(__always)
  private static func fill(
    _ hole: SpanText.Hole,
    at offset: Int,
    of space: UnsafeMutableRawBufferPointer,
    _ values: SpanValues
  ) {
    switch hole {
    case .traceBytes:
      unsafe space.storeBytes(of: values.trace.0.bigEndian, toByteOffset: offset, as: UInt64.self)
      unsafe space.storeBytes(of: values.trace.1.bigEndian, toByteOffset: offset + 8, as: UInt64.self)
    case .spanBytes: unsafe space.storeBytes(of: values.span.bigEndian, toByteOffset: offset, as: UInt64.self)
    case .parentBytes: unsafe space.storeBytes(of: values.parent.bigEndian, toByteOffset: offset, as: UInt64.self)
    case .startBytes: unsafe space.storeBytes(of: values.start.littleEndian, toByteOffset: offset, as: UInt64.self)
    case .endBytes: unsafe space.storeBytes(of: values.end.littleEndian, toByteOffset: offset, as: UInt64.self)
    case .thrownBytes: unsafe space.storeBytes(of: values.thrown.littleEndian, toByteOffset: offset, as: UInt64.self)
    case .trace:
      unsafe hex(values.trace.0, space, offset)
      unsafe hex(values.trace.1, space, offset + 16)
    case .span: unsafe hex(values.span, space, offset)
    case .parent: unsafe hex(values.parent, space, offset)
    case .session: unsafe hex(values.session, space, offset)
    case .start: unsafe time(values.start, space, offset)
    case .end: unsafe time(values.end, space, offset)
    case .thrown: unsafe time(values.thrown, space, offset)
    case .user: unsafe space.storeBytes(of: Digits.decimal(values.user), toByteOffset: offset, as: UInt64.self)
    case .account: unsafe space.storeBytes(of: Digits.decimal(values.account), toByteOffset: offset, as: UInt64.self)
    case .number: unsafe space.storeBytes(of: Digits.decimal(values.number), toByteOffset: offset, as: UInt64.self)
    case .address:
      // The text has `1` and the points between the parts already.
      for part in 0..<3 {
        let digits = Digits.two((values.client >> UInt32(part * 8) & 0xff) % 100)
        unsafe space.storeBytes(of: digits, toByteOffset: offset + part * 4 + 1, as: UInt16.self)
      }
    case .browser:
      unsafe space.storeBytes(of: Digits.two(values.client % 60 + 40), toByteOffset: offset, as: UInt16.self)
    case .version:
      let digits = Digits.decimal(values.version) >> 32
      unsafe space.storeBytes(of: UInt32(truncatingIfNeeded: digits), toByteOffset: offset, as: UInt32.self)
    }
  }

  @inline(__always)
  private static func hex(_ bits: UInt64, _ space: UnsafeMutableRawBufferPointer, _ offset: Int) {
    let high = Digits.hex(UInt32(truncatingIfNeeded: bits >> 32))
    let low = Digits.hex(UInt32(truncatingIfNeeded: bits))
    unsafe space.storeBytes(of: high, toByteOffset: offset, as: UInt64.self)
    unsafe space.storeBytes(of: low, toByteOffset: offset + 8, as: UInt64.self)
  }

  /// Stores nineteen digits: eight, eight more, and the last eight over them.
  @inline(__always)
  private static func time(_ nanoseconds: UInt64, _ space: UnsafeMutableRawBufferPointer, _ offset: Int) {
    let first = UInt32(truncatingIfNeeded: nanoseconds / 100_000_000_000)
    let middle = UInt32(truncatingIfNeeded: nanoseconds / 1_000 % 100_000_000)
    let last = UInt32(truncatingIfNeeded: nanoseconds % 100_000_000)
    unsafe space.storeBytes(of: Digits.decimal(first), toByteOffset: offset, as: UInt64.self)
    unsafe space.storeBytes(of: Digits.decimal(middle), toByteOffset: offset + 8, as: UInt64.self)
    unsafe space.storeBytes(of: Digits.decimal(last), toByteOffset: offset + 11, as: UInt64.self)
  }
}
