import Bytes

/// The ids of a step and its trace as OpenTelemetry has them, whatever form a tool gives them.
struct StepIDs {
  private(set) var traceHigh: UInt64
  private(set) var traceLow: UInt64
  private(set) var step: UInt64
  private(set) var parent: UInt64
  private let traceAsStep: UInt64

  /// Takes the words of ids; an empty one stands for none.
  init(trace: RecordText, step: RecordText, parent: RecordText, in batch: borrowing RecordBatch) {
    let bytes = batch.bytes.span
    (traceHigh, traceLow) = StepIDs.trace(bytes.extracting(trace.range))
    self.step = StepIDs.step(bytes.extracting(step.range))
    self.parent = StepIDs.step(bytes.extracting(parent.range))
    traceAsStep = StepIDs.step(bytes.extracting(trace.range))
  }

  /// Gives the step the id of its trace, which those under it name as their parent.
  mutating func takeTraceAsStep() {
    step = traceAsStep
    parent = 0
  }

  /// Returns the two halves of 32 digits, and the number of 16; of any other word 0: nothing is made up for it.
  static func exact(trace: RecordText, span: RecordText, in batch: RecordBatch) -> (
    high: UInt64, low: UInt64, span: UInt64
  ) {
    let bytes = batch.bytes.span
    guard trace.count == 32, let high = Digits.hexadecimal(bytes, at: trace.range.lowerBound),
      let low = Digits.hexadecimal(bytes, at: trace.range.lowerBound + 16)
    else { return (0, 0, 0) }
    let id = span.count == 16 ? Digits.hexadecimal(bytes, at: span.range.lowerBound) : nil
    return (high, low, id ?? 0)
  }

  /// Returns the two halves of 32 digits, with or without dashes between them; of another word a hash of it.
  static func trace(_ word: Span<UInt8>) -> (UInt64, UInt64) {
    guard !word.isEmpty else { return (0, 0) }
    var digits: [UInt8] = []
    for index in word.indices where word[index] != UInt8(ascii: "-") && digits.count <= 32 {
      digits.append(word[index])
    }
    if digits.count == 32, let high = Digits.hexadecimal(digits.span, at: 0),
      let low = Digits.hexadecimal(digits.span, at: 16)
    {
      return (high, low)
    }
    let hash = XXHash64.hash(word)
    digits.appendLittleEndian(hash)
    return (hash, XXHash64.hash(digits))
  }

  /// Returns the number of 16 digits, of another word a hash of it; 0 for none.
  static func step(_ word: Span<UInt8>) -> UInt64 {
    guard !word.isEmpty else { return 0 }
    if word.count == 16, let id = Digits.hexadecimal(word, at: 0) { return id }
    return max(1, XXHash64.hash(word))
  }
}
