import Domain
import Formats

/// What all records of one resource have in common, as places in the batch at hand.
struct Sender: Sendable {
  var service: TextPlace
  var environment: TextPlace
  var release: TextPlace
  var subject: UInt64
  var account: UInt64
  var session: UInt64
  /// Who can write what it says.
  var trust: Evidence.Trust
}

extension Watcher {
  /// Reads what a resource says about its sender.
  mutating func sender(_ resource: ResourceRecord, in records: RecordBatch) -> Sender {
    let places = AttributePlaces(resource.attributes, in: records)
    let isBrowser =
      places.contains(.browser) || records.string(places.text(.sdkLanguage, in: records)).lowercased() == "webjs"
    let sender = Sender(
      service: name(places.text(.serviceName, in: records), in: records),
      environment: name(places.text(.environment, in: records), in: records),
      release: name(places.text(.serviceVersion, in: records), in: records),
      subject: subject(places, in: records),
      account: account(places, in: records),
      session: identity(.session, places.value(.session, in: records), in: records),
      // Anybody can send what a browser could have sent.
      trust: isBrowser ? .attackerWritable : .firstParty
    )
    let commit = places.text(.revision, in: records)
    if !commit.isEmpty, sender.release != .none { note(commit: name(commit, in: records), of: sender) }
    return sender
  }

  private mutating func note(commit: TextPlace, of sender: Sender) {
    let texts = watched.batch.texts
    let release = RollUp.ReleaseKey(
      service: texts[sender.service],
      environment: texts[sender.environment],
      release: texts[sender.release]
    )
    watched.commits[release] = texts[commit]
  }
}
