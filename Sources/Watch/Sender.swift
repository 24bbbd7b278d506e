import Bytes
import Domain
import Formats

/// What all records of one resource have in common, as places in the batch at hand.
struct Sender: Sendable {
  /// What its rows call their source.
  var source: TextPlace
  var service: TextPlace
  var environment: TextPlace
  var release: TextPlace
  var subject: UInt64
  var account: UInt64
  var session: UInt64
  /// The text of its setting.
  var setting: TextPlace
  /// Who can write what it says.
  var trust: Evidence.Trust
}

extension Watcher {
  /// Reads what a resource says about its sender.
  mutating func sender(_ resource: ResourceRecord, in records: RecordBatch) -> Sender {
    let places = AttributePlaces(resource.attributes, in: records)
    let isBrowser =
      places.contains(.browser) || places.contains(.browserPlatform)
      || records.string(places.text(.sdkLanguage, in: records)).lowercased() == "webjs"
    let sender = Sender(
      source: name(options.source ?? resource.source.rawValue),
      service: name(places.text(.serviceName, in: records), in: records),
      environment: name(places.text(.environment, in: records), in: records),
      release: name(places.text(.serviceVersion, in: records), in: records),
      subject: subject(places, in: records),
      account: account(places, in: records),
      session: identity(.session, places.value(.session, in: records), in: records),
      setting: setting(ofSender: places, isBrowser: isBrowser, in: records),
      // Anybody can send what a browser could have sent, or with a key that browsers hold.
      trust: isBrowser || resource.source == .sentry ? .attackerWritable : .firstParty
    )
    if sender.release != .none {
      let commit = places.text(.revision, in: records)
      note(commit: commit, service: sender.service, sender.environment, sender.release, in: records)
    }
    return sender
  }

  /// Names the setting of all that a sender sends.
  ///
  /// The system of a server is nobody's but its own: only that of what people hold in their hands tells them apart.
  private mutating func setting(
    ofSender places: AttributePlaces,
    isBrowser: Bool,
    in records: RecordBatch
  ) -> TextPlace {
    guard places.hasSetting else { return .none }
    let isHeld = isBrowser || places.contains(.device)
    var said = RecordSetting()
    for raw in AttributeName.settings {
      guard let name = AttributeName(rawValue: raw), let field = name.setting, isHeld || name != .platform else {
        continue
      }
      said[field] = places.text(name, in: records)
    }
    return setting(said, in: records)
  }

  /// Notes from which commit a release was built, where that is one.
  mutating func note(
    commit: RecordText,
    service: TextPlace,
    _ environment: TextPlace,
    _ release: TextPlace,
    in records: RecordBatch
  ) {
    guard (7...64).contains(commit.count) else { return }
    let name = records.string(commit).lowercased()
    guard name.utf8.allSatisfy({ Hex.value(ofDigit: $0) != nil }) else { return }
    let texts = watched.batch.texts
    let key = RollUp.ReleaseKey(service: texts[service], environment: texts[environment], release: texts[release])
    watched.commits[key] = name
  }
}
