// Feeds mutated streams to everything that unpacks: FUZZ=1 swift build -c release --product FuzzPacked, then run it on
// Fuzz/Corpora/FuzzPacked with SWIFT_BACKTRACE=enable=no, so that a crashing input is saved.
import Bytes
import FuzzDriver

/// The first byte before a snappy block, which is no stream.
let snappy = UInt8(ascii: "S")

/// What libFuzzer calls with each input: the first byte says which form the rest is.
@_cdecl("LLVMFuzzerTestOneInput") public func fuzzOne(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = unsafe Array(UnsafeBufferPointer(start: bytes, count: count))
  guard let first = input.first else { return 0 }
  guard first != snappy else {
    unpackBlock(Array(input.dropFirst()))
    return 0
  }
  let form = CompressedForm.allCases[Int(first) % CompressedForm.allCases.count]
  let packed = Array(input.dropFirst())
  let whole = unpack(form, [packed], room: 1 << 16)
  let middle = packed.count / 2
  let cut = unpack(form, [Array(packed[..<middle]), Array(packed[middle...])], room: 100)
  // libzstd compares the length that a frame claims with its content only where it sees all of the frame at once.
  precondition(form == .zstd || whole.isWhole == cut.isWhole, "a cut changed whether it is whole")
  let length = min(whole.content.count, cut.content.count)
  precondition(whole.content[..<length] == cut.content[..<length], "a cut changed the content")
  return 0
}

/// Unpacks a block, and as much of it as its first half holds.
func unpackBlock(_ block: [UInt8]) {
  let limit = 1 << 20
  let half = Array(block[..<(block.count / 2)])
  let beginning = Snappy.beginning(of: half.span, limit: limit) ?? []
  do throws(SnappyError) {
    let content = try Snappy.content(of: block.span, limit: limit)
    precondition(content.count <= limit, "more than there may be")
    precondition(beginning == Array(content.prefix(beginning.count)), "a part held something else")
  } catch {
    precondition(!error.description.isEmpty)
  }
}

/// Unpacks pieces, at most a mebibyte of content.
func unpack(_ form: CompressedForm, _ pieces: [[UInt8]], room: Int) -> (content: [UInt8], isWhole: Bool) {
  var content: [UInt8] = []
  do throws(DecompressionError) {
    let decompressor = try Decompressor(form)
    var room = [UInt8](repeating: 0, count: room)
    for piece in pieces {
      var taken = 0
      while true {
        let (read, written) = try decompressor.pour(piece.span.extracting(droppingFirst: taken), into: &room)
        precondition(read <= piece.count - taken && written <= room.count, "more than there is")
        taken += read
        content += room[..<written]
        // What is longer is not looked at to its end, however it is cut.
        if content.count > 1 << 20 { return (Array(content.prefix(1 << 20)), false) }
        if read == 0, written == 0 { break }
      }
    }
    try decompressor.finish()
    return (content, true)
  } catch {
    return (content, false)
  }
}

unsafe fuzz(fuzzOne)
