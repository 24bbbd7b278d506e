internal import Bytes
internal import Domain

/// The settings in which things happened.
extension SignalBlockDecoder {
  /// Reads settings.
  mutating func addSettings(
    _ bytes: [UInt8],
    _ head: SignalBlockHead,
    to batch: inout SignalBatch
  ) throws(SignalBlockError) {
    guard head.pieces[SignalColumn.settings.rawValue].content > 0 else { return }
    let chosen = chosen
    var filled = batch
    batch = SignalBatch()
    try withColumn(bytes, head, .settings) { content throws(SignalBlockError) in
      var offset = 0
      let settings = try SignalBlockDecoder.settings(content, &offset)
      var places = [TextPlace?](repeating: nil, count: settings.count)
      var row = 0
      for index in chosen.indices {
        while row < Int(chosen[index]) {
          _ = try SignalBlockDecoder.setting(content, &offset, of: settings.count)
          row += 1
        }
        let number = try SignalBlockDecoder.setting(content, &offset, of: settings.count)
        row += 1
        guard number > 0 else { continue }
        let place = places[number - 1] ?? filled.texts.place(of: settings[number - 1])
        places[number - 1] = place
        filled.rows[index].setting = place
      }
      while row < head.rows {
        _ = try SignalBlockDecoder.setting(content, &offset, of: settings.count)
        row += 1
      }
      guard offset == content.count else {
        throw .invalid(SignalColumn.settings.name, "goes on after the last row")
      }
    }
    batch = filled
  }

  /// Reads the number of a row's setting, counted from 1; 0 for none.
  private static func setting(
    _ content: Span<UInt8>,
    _ offset: inout Int,
    of count: Int
  ) throws(SignalBlockError) -> Int {
    guard let number = content.varint(&offset) else { throw .truncated(SignalColumn.settings.name) }
    guard number <= UInt64(count) else { throw .invalid(SignalColumn.settings.name, "names no setting") }
    return Int(number)
  }

  private static func settings(_ content: Span<UInt8>, _ offset: inout Int) throws(SignalBlockError) -> [String] {
    let column = SignalColumn.settings
    guard let count = content.varint(&offset), count <= UInt64(content.count - offset) else {
      throw .invalid(column.name, "claims more settings than it has bytes")
    }
    var settings: [String] = []
    for _ in 0..<count {
      guard let length = content.varint(&offset), 1...UInt64(Setting.textLimit) ~= length,
        length <= UInt64(content.count - offset)
      else { throw .invalid(column.name, "has a setting of a length that cannot be") }
      let end = offset + Int(length)
      do {
        settings.append(String(copying: try UTF8Span(validating: content.extracting(offset..<end))))
      } catch {
        throw .invalid(column.name, "has a setting that is not UTF-8")
      }
      offset = end
    }
    return settings
  }
}
