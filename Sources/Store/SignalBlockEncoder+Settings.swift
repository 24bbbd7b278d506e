private import Bytes
internal import Domain

/// The column of the settings in which things happened.
extension SignalBlockEncoder {
  /// Returns whether the setting of any of some rows is known.
  static func hasSettings(_ batch: SignalBatch, _ order: ArraySlice<Int32>) -> Bool {
    let rows = batch.rows.span
    return order.contains { rows[Int($0)].setting != .none }
  }

  /// Adds all settings that differ, in the order of first use, and a number for each row, 0 for none.
  mutating func addSettings(_ batch: SignalBatch, _ order: ArraySlice<Int32>) throws(SignalBlockError) {
    var numbers = [UInt32](repeating: 0, count: max(1, batch.texts.count))
    var settings: [TextPlace] = []
    let rows = batch.rows.span
    for place in order {
      let setting = rows[Int(place)].setting
      if setting != .none, numbers[Int(setting.index)] == 0 {
        settings.append(setting)
        numbers[Int(setting.index)] = UInt32(settings.count)
      }
      tail.appendVarint(UInt64(numbers[Int(setting.index)]))
    }
    column.appendVarint(UInt64(settings.count))
    for setting in settings {
      let text = batch.texts[setting]
      guard text.utf8.count <= Setting.textLimit else { throw .tooLarge("a setting") }
      column.appendVarint(UInt64(text.utf8.count))
      column.append(contentsOf: text.utf8)
    }
    column.append(contentsOf: tail)
    tail.removeAll(keepingCapacity: true)
    try add(.settings)
  }
}
