import Bytes
import Domain
import Formats

/// Settings as they came and as they are kept: each combination is named once, and has one place in a batch's table.
struct SettingTexts: Sendable {
  private var texts: NameTexts
  private var values = Values()

  init(_ hasher: SipHash) {
    texts = NameTexts(hasher, limit: Setting.textLimit)
  }

  /// Secrets masked in settings since the last batch.
  var redactions: Int { texts.redactions }

  mutating func beginBatch() { texts.beginBatch() }

  /// Returns the place of the setting that a key names: the text of what is around the record, then each field of the
  /// record's own, all of them ended by a separator.
  mutating func place(_ key: Span<UInt8>, in table: inout TextTable) -> TextPlace {
    var values = self.values
    self.values = Values()
    defer { self.values = values }
    return texts.places(key, in: &table) { key in
      let parts = NameTexts.bytes(key).split(separator: Watcher.separator, omittingEmptySubsequences: false)
        .map { String(decoding: $0, as: UTF8.self) }
      return (values.setting(parts[0], Array(parts[1...])).text, "")
    }.0
  }

  /// The values that are told apart, which senders choose.
  private struct Values: Sendable {
    private var known: [Set<String>] = []

    /// More values of one part are told apart by nobody.
    private static let limit = 512

    /// Returns the setting of a record; what it does not say is as it is around it.
    mutating func setting(_ around: String, _ fields: [String]) -> Setting {
      if known.isEmpty { known = [Set<String>](repeating: [], count: Setting.Part.allCases.count) }
      let agent = UserAgent(fields[RecordSetting.Field.userAgent.rawValue])
      var setting = Setting(around)
      for part in Setting.Part.allCases {
        let said = SettingWords.value(part, fields[part.rawValue])
        let told = !said.isEmpty ? said : part == .platform ? agent.platform : part == .browser ? agent.browser : ""
        if !told.isEmpty { setting[part] = take(told, as: part) }
      }
      return setting
    }

    private mutating func take(_ value: String, as part: Setting.Part) -> String {
      if known[part.rawValue].contains(value) { return value }
      guard known[part.rawValue].count < Values.limit else { return Setting.other }
      known[part.rawValue].insert(value)
      return value
    }
  }
}

extension Watcher {
  /// Names the setting that a record's attributes tell of; what they do not say is as it is around the record.
  @inline(__always)
  mutating func setting(_ places: AttributePlaces, around: TextPlace, in records: RecordBatch) -> TextPlace {
    guard places.hasSetting else { return around }
    var setting = RecordSetting()
    for raw in AttributeName.settings {
      guard let name = AttributeName(rawValue: raw), places.contains(name), let field = name.setting else { continue }
      setting[field] = places.text(name, in: records)
    }
    return self.setting(setting, around: around, in: records)
  }

  /// Names the setting that a record tells of.
  mutating func setting(_ said: RecordSetting, around: TextPlace = .none, in records: RecordBatch) -> TextPlace {
    guard !said.isEmpty else { return around }
    scratch.removeAll(keepingCapacity: true)
    scratch.append(contentsOf: watched.batch.text(around).utf8)
    scratch.append(Watcher.separator)
    for field in RecordSetting.Field.allCases {
      if field.rawValue > 0 { scratch.append(Watcher.separator) }
      scratch.append(contentsOf: records.bytes[said[field].range].prefix(Watcher.settingLimit))
    }
    let key = scratch
    return settings.place(key.span, in: &watched.batch.texts)
  }

  /// What browsers call themselves stays far below.
  private static let settingLimit = 512
}
