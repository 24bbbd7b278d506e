package import Bytes

/// A noun that is kept and exchanged as a JSON object of exactly its own fields.
///
/// What is not there is left out, never written as null; times are RFC 3339 texts, ids are texts, names are
/// snake_case. Reading what was written gives an equal value, and writing that the same bytes.
package protocol RecordCoded: Sendable {
  /// The word for it in errors.
  static var recordName: String { get }

  /// The object of its fields.
  var json: JSONValue { get }

  /// Reads its fields, and leaves those it does not know.
  init(_ fields: inout RecordFields) throws(RecordError)
}

extension RecordCoded {
  /// Reads a whole record; a field too many is an error like one too few.
  package init(_ node: JSONNode) throws(RecordError) {
    self = try RecordValue(node, of: Self.recordName).record()
  }

  /// Reads the bytes of a whole record.
  package init(body: [UInt8]) throws(RecordError) {
    let document: JSONDocument
    do {
      document = try JSONDocument(body)
    } catch {
      throw RecordError(record: Self.recordName, field: "", expected: "JSON, but \(error)")
    }
    try self.init(document.root)
  }

  /// The one spelling that is stored, hashed and compared.
  ///
  /// - Throws: For a number that is not finite, which no record may hold.
  package func body() throws(RecordError) -> [UInt8] {
    do {
      return try CanonicalJSON.bytes(of: json)
    } catch {
      throw RecordError(record: Self.recordName, field: "", expected: "made of finite numbers")
    }
  }
}
