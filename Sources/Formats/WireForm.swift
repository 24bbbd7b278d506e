import Bytes

/// Forms as libraries of product analytics and webhooks send them: the JSON, or its base 64, stands in one field.
enum WireForm {
  /// Returns what stands in a field; nil where there is no such field.
  static func content(of form: [UInt8], under name: String) -> [UInt8]? {
    let start = Array((name + "=").utf8)
    for field in form.split(separator: UInt8(ascii: "&")) where field.starts(with: start) {
      let value = PercentEncoding.decodeForm(field.dropFirst(start.count))
      let first = value.first { $0 > 0x20 }
      if first == UInt8(ascii: "{") || first == UInt8(ascii: "[") { return value }
      // fine because what is no base 64 is read as it is, and rejected there with its reason
      guard let data = try? Base64.standard.decode(value.span) else { return value }
      // fine because what is not packed is read as it is
      let unpacked = try? Decompressor.content(of: data.span, .gzip, limit: WireBody.limit)
      return unpacked.flatMap { $0 } ?? data
    }
    return nil
  }
}
