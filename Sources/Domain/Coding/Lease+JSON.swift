package import Bytes

extension Lease: RecordCoded {
  package static let recordName = "lease"

  package var json: JSONValue {
    [
      "id": .text(id),
      "bet": .text(bet),
      "worker": .string(worker),
      "fencing": .exact(fencing),
      "state": .string(state.rawValue),
      "acquired": .text(acquired),
      "expires": .text(expires),
      "reason": .string(reason),
    ]
  }

  package init(_ fields: inout RecordFields) throws(RecordError) {
    id = try fields.value("id").id(.lease)
    bet = try fields.value("bet").id(.bet)
    worker = try fields.value("worker").text()
    fencing = try fields.value("fencing").int()
    state = try fields.value("state").choice()
    acquired = try fields.value("acquired").timestamp()
    expires = try fields.value("expires").timestamp()
    reason = try fields.value("reason").text()
  }
}
