/// The words of a line that are no values by their shape: what all lines of a template may have in common.
package enum FixedWords {
  /// Returns where they are in a whole line, in their order; its head is left out.
  package static func ranges(in line: Span<UInt8>) -> [Range<Int>] {
    var head = LineHead()
    let start = head.end(of: line)
    var tokenizer = Tokenizer(seed: 0, masksQuotes: true)
    tokenizer.wordRanges = []
    tokenizer.read(line.extracting(start...))
    return (tokenizer.wordRanges ?? []).map { ($0.lowerBound + start)..<($0.upperBound + start) }
  }
}
