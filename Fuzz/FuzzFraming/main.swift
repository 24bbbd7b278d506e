// Feeds mutated streams to the framer and the session behind it: FUZZ=1 swift build -c release --product FuzzFraming, then
// run it on Fuzz/Corpora/FuzzFraming with SWIFT_BACKTRACE=enable=no, so that a crashing input is saved.
import Bytes
import FuzzDriver

// The framer and the session are the room's own business; fuzz builds enable testing.
@testable import MCP

/// What libFuzzer calls with each input: a byte that says how to cut the stream, and the stream.
@_cdecl("LLVMFuzzerTestOneInput") public func fuzzOne(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = unsafe Array(UnsafeBufferPointer(start: bytes, count: count))
  guard let seed = input.first else { return 0 }
  let stream = Stream(bytes: input.dropFirst())
  let whole = stream.events(cutBy: nil)
  precondition(stream.events(cutBy: seed) == whole, "the cuts made a difference")
  for answersAtOnce in [true, false] {
    var client = Client(answersAtOnce: answersAtOnce)
    for event in whole { client.receive(event) }
    client.leave()
  }
  return 0
}

/// A stream of bytes on its way to a framer.
struct Stream {
  let bytes: ArraySlice<UInt8>

  /// Small, so that the fuzzer finds the limit.
  static let limit = 2_048

  /// Returns the events of the stream, whole or in pieces of lengths that follow from a seed.
  func events(cutBy seed: UInt8?) -> [LineFramer.Event] {
    var framer = LineFramer(maximumLineBytes: Stream.limit)
    guard let seed else { return framer.append(bytes) }
    var events: [LineFramer.Event] = []
    var rest = bytes
    var state = UInt32(seed) &+ 1
    while !rest.isEmpty {
      state = state &* 1_664_525 &+ 1_013_904_223
      let piece = rest.prefix(Int(state >> 28) + 1)
      rest = rest.dropFirst(piece.count)
      events += framer.append(piece)
    }
    return events
  }
}

unsafe fuzz(fuzzOne)
