import Loop
import Testing

/// The demo's messages read back by a reader of RFC 4180.
struct DemoMessageReading {
  struct Message {
    let id, created, email, company, channel, body: String
  }

  private(set) var messages: [Message] = []

  init(_ rows: [UInt8]) throws {
    for record in try Self.records(rows) {
      try #require(record.count == 6)
      messages.append(
        Message(
          id: record[0],
          created: record[1],
          email: record[2],
          company: record[3],
          channel: record[4],
          body: record[5]
        )
      )
    }
  }

  /// Reads all days of a product.
  init(_ product: DemoProduct) throws {
    for day in 0..<DemoProduct.dayCount {
      messages += try DemoMessageReading(product.messages(day: day)).messages
    }
  }

  private static func records(_ rows: [UInt8]) throws -> [[String]] {
    var records: [[String]] = []
    var fields: [String] = []
    var field: [UInt8] = []
    var position = 0
    var isQuoted = false
    while position < rows.count {
      let byte = rows[position]
      position += 1
      switch (byte, isQuoted) {
      case (UInt8(ascii: "\""), true):
        if position < rows.count, rows[position] == byte {
          field.append(byte)
          position += 1
        } else {
          isQuoted = false
          try #require([UInt8(ascii: ","), UInt8(ascii: "\n")].contains(rows[position]), "something follows a quote")
        }
      case (UInt8(ascii: "\""), false):
        try #require(field.isEmpty, "a quote within a field that has none around it")
        isQuoted = true
      case (UInt8(ascii: ","), false), (UInt8(ascii: "\n"), false):
        fields.append(String(decoding: field, as: UTF8.self))
        field = []
        guard byte == UInt8(ascii: "\n") else { break }
        records.append(fields)
        fields = []
      default: field.append(byte)
      }
    }
    try #require(!isQuoted && fields.isEmpty && field.isEmpty, "the last row does not end")
    return records
  }
}
