// Feeds mutated texts to the small readers: FUZZ=1 swift build -c release --product FuzzText, then run it on
// Fuzz/Corpora/FuzzText with SWIFT_BACKTRACE=enable=no, so that a crashing input is saved.
import Bytes
import FuzzDriver
import Language

/// What libFuzzer calls with each input.
@_cdecl("LLVMFuzzerTestOneInput") public func fuzzOne(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = unsafe Array(UnsafeBufferPointer(start: bytes, count: count))
  checkReaders(input)
  checkMasking(String(decoding: input, as: UTF8.self))
  return 0
}

/// What is read is printed and read again as the same.
func checkReaders(_ input: [UInt8]) {
  let text = String(decoding: input, as: UTF8.self)
  // fine because most inputs are malformed; only what is accepted can be looked at further
  if let time = try? RFC3339.parse(text) { precondition((try? RFC3339.parse(RFC3339.print(time))) == time) }
  if let bytes = try? Base32.decode(text) { precondition((try? Base32.decode(Base32.encode(bytes))) == bytes) }
  for form in [Base64.standard, .urlSafe] {
    if let bytes = try? form.decode(text) { precondition(form.encode(bytes) == text) }
    precondition((try? form.decode(form.encode(input))) == input)
  }
  precondition((try? Base32.decode(Base32.encode(input))) == input)
}

/// Masking what is masked changes nothing.
func checkMasking(_ text: String) {
  let masked = SecretRedaction.mask(text)
  precondition(SecretRedaction.mask(masked).utf8.elementsEqual(masked.utf8))
}

unsafe fuzz(fuzzOne)
