import Bytes
import Domain
import Formats
import Language

/// The texts of the errors of a batch: the same error has them cleaned, put together and digested once.
struct ErrorTexts: Sendable {
  /// An error in words that may be kept.
  struct Text: Sendable {
    let type: String
    let message: String
    let template: String
    let fingerprint: String
    let stack: String
    /// The evidence: "type: message", then an empty line and the stack trace, as far as there is any of them.
    let whole: String
    let id: EvidenceID
    let redactions: Int
    let hidden: Int
    /// What in the type and the message reads like an order to a machine.
    let marks: InstructionMarks
    /// The place of the evidence in the batch, once it is there.
    var evidence: Int32?
  }

  private var known: ByteIndex
  private var texts: [Text] = []
  private let keyed: EvidenceDigest
  private var scratch: [UInt8] = []

  init(secret: [UInt8], hasher: SipHash) {
    known = ByteIndex(hasher)
    keyed = EvidenceDigest(secret: secret)
  }

  subscript(_ number: Int) -> Text { texts[number] }

  mutating func beginBatch() {
    known.removeAll()
    texts.removeAll()
  }

  mutating func setEvidence(_ place: Int32, of number: Int) {
    texts[number].evidence = place
  }

  /// Returns the number of an error's texts.
  mutating func number(of error: ErrorRecord, in records: RecordBatch) -> Int {
    scratch.removeAll(keepingCapacity: true)
    for text in [error.type, error.message, error.template, error.fingerprint, error.stack] {
      scratch.append(contentsOf: records.bytes[text.range])
      scratch.append(text.isCut ? 1 : 0)
    }
    scratch.append(UInt8(truncatingIfNeeded: error.httpStatus))
    scratch.append(contentsOf: error.trust.rawValue.utf8)
    let key = scratch
    let number = known.number(of: key.span)
    if number == texts.count { texts.append(text(of: error, in: records)) }
    return number
  }

  private func text(of error: ErrorRecord, in records: RecordBatch) -> Text {
    let type = clean(error.type, in: records, limit: CleanText.nameLimit)
    let message = clean(error.message, in: records)
    let stack = clean(error.stack, in: records)
    let name = error.httpStatus == 0 ? type.text : "HTTP \(error.httpStatus)"
    let head = [name, message.text].filter { !$0.isEmpty }.joined(separator: ": ")
    // A type and a message may make a secret together.
    let whole = CleanText(joined: stack.text.isEmpty ? head : "\(head)\n\n\(stack.text)")
    return Text(
      type: name,
      message: message.text,
      // A template that is as much foreign text as the message is; neither is shown.
      template: error.template.isEmpty ? "" : clean(error.template, in: records).text,
      fingerprint: error.fingerprint.isEmpty ? "" : clean(error.fingerprint, in: records).text,
      stack: stack.text,
      whole: whole.text,
      id: keyed.id(of: .error, whole.text),
      redactions: type.redactions + message.redactions + stack.redactions + whole.redactions,
      hidden: type.hidden + message.hidden + stack.hidden,
      marks: InstructionMarks(in: head)
    )
  }

  private func clean(_ text: RecordText, in records: RecordBatch, limit: Int = CleanText.evidenceLimit) -> CleanText {
    CleanText(records.bytes.span.extracting(text.range), isCut: text.isCut, limit: limit)
  }
}
