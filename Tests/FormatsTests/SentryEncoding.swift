/// An envelope of items, each a header without its length and a payload.
func envelope(_ items: (header: String, payload: String)..., header: String = sentAt) -> String {
  header + "\n" + items.map { sentryItem($0.header, $0.payload) }.joined()
}

/// An item behind its length, with its line's end.
func sentryItem(_ type: String, _ payload: String) -> String {
  #"{"type":"\#(type)","content_type":"application/json","length":\#(payload.utf8.count)}"# + "\n\(payload)\n"
}

/// The header of an envelope that was sent at a time.
let sentAt = #"{"event_id":"0123456789abcdef0123456789abcdef","sent_at":"2026-11-20T09:30:11.5Z"}"#

/// An event with further members.
func sentryEvent(_ members: String, platform: String = "python") -> String {
  #"""
  {"event_id":"ffffffffffffffffffffffffffffffff","timestamp":"2026-11-20T09:30:10Z","platform":"\#(platform)",\#
  "release":"shop@1.2.3+9f8c1b2","environment":"production",\#(members)}
  """#
}

/// The member that holds one exception with its frames.
func sentryException(_ type: String, _ value: String, frames: String...) -> String {
  let frames = frames.joined(separator: ",")
  return #""exception":{"values":[{"type":"\#(type)","value":"\#(value)","stacktrace":{"frames":[\#(frames)]}}]}"#
}

/// One call.
func sentryFrame(_ path: String, _ function: String, _ line: Int, _ members: String = "") -> String {
  let more = members.isEmpty ? "" : "," + members
  return #"{"filename":"\#(path)","abs_path":"/app/\#(path)","function":"\#(function)","lineno":\#(line)\#(more)}"#
}
