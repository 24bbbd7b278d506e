/// Which of a record's named values is what, guessed from the names.
struct MessageColumns: Sendable {
  /// What a value of a message may be.
  enum Field: Int, CaseIterable, Sendable {
    case id, time, title, body, author, email, person, account, session, channel, url, plan, service, surface
    case release, environment, value
  }

  /// The place of each field among the names; -1 where there is none.
  private var places = Array(repeating: -1, count: Field.allCases.count)

  subscript(_ field: Field) -> Int? {
    let place = places[field.rawValue]
    return place < 0 ? nil : place
  }

  /// Whether it is what a program said, which customers do not.
  private(set) var isLogLine = false

  /// Whether the names are those of the reviews that Google Play exports.
  private(set) var isOfPlay = false

  /// Whether there is something to read, and a time for it.
  var isMessage: Bool { (self[.body] ?? self[.title]) != nil && self[.time] != nil && !isLogLine }

  /// How many fields were found.
  var count: Int { places.count { $0 >= 0 } }

  /// Guesses from names in the order of the record: those that are known whole, then those that hold a known word.
  ///
  /// The latter in tables alone, where people make up names: an object of any program holds some word.
  init(_ names: [String], isTable: Bool) {
    let names = names.map(MessageColumns.normalised)
    isOfPlay = isTable && names.contains("reviewsubmitmillissinceepoch") && names.contains("packagename")
    var ranks = Array(repeating: Int.max, count: places.count)
    for (place, name) in names.enumerated() {
      guard let (field, rank) = MessageColumns.known[name], rank < ranks[field.rawValue] else { continue }
      ranks[field.rawValue] = rank
      places[field.rawValue] = place
    }
    isLogLine = !isTable && isMessage && names.contains { MessageColumns.logNames.contains($0) || isHost($0) }
    for (field, words) in MessageColumns.words where isTable && self[field] == nil {
      let free = names.indices.filter { !places.contains($0) && MessageColumns.known[names[$0]] == nil }
      for word in words where self[field] == nil {
        let place = free.first { names[$0].contains(word) && !MessageColumns.isOfLaterTime(names[$0]) }
        places[field.rawValue] = place ?? -1
      }
    }
  }

  /// Returns a name without what people write differently: case, spaces, hyphens and underscores.
  static func normalised(_ name: String) -> String {
    String(decoding: name.lowercased().utf8.filter { ByteRange.isNameByte($0) }, as: UTF8.self)
  }

  /// Reports whether a name is that of the machine on which nobody has written something.
  private func isHost(_ name: String) -> Bool {
    name == "hostname" && (self[.author] ?? self[.email] ?? self[.person]) == nil
  }

  /// Reports whether a name tells of something after the message was written.
  private static func isOfLaterTime(_ name: String) -> Bool {
    ["updat", "modif", "clos", "resolv", "due"].contains { name.contains($0) }
  }

  // MARK: Names

  /// Each field's names, the surest first.
  private static let names: [(Field, [String])] = [
    (
      .id,
      [
        "id", "messageid", "ticketid", "conversationid", "commentid", "feedbackid", "responseid", "reviewid", "postid",
        "uuid", "externalid", "casenumber", "number",
      ]
    ),
    (
      .time,
      [
        "createdat", "created", "timestamp", "submittedat", "sentat", "postedat", "receivedat", "occurredat",
        "createddate", "datecreated", "creationdate", "createdtime", "submittedon", "createdon", "datetime", "date",
        "time", "ts", "updatedat",
      ]
    ),
    (.title, ["subject", "title", "headline", "summary", "reviewtitle", "notetitle"]),
    (
      .body,
      [
        "body", "message", "text", "content", "comment", "description", "details", "feedback", "review", "question",
        "answer", "messagebody", "bodytext", "messagetext", "commenttext", "reviewtext", "plaintextbody", "verbatim",
        "comments", "note", "notes", "response", "post", "notetext", "notecontent",
      ]
    ),
    (
      .author,
      [
        "userid", "customerid", "authorid", "requesterid", "contactid", "personid", "distinctid", "externaluserid",
        "username", "userlogin", "authorlogin", "login", "handle",
      ]
    ),
    (
      .email,
      [
        "email", "customeremail", "useremail", "authoremail", "emailaddress", "requesteremail", "contactemail",
        "fromemail", "senderemail", "mail",
      ]
    ),
    (
      .person,
      [
        "user", "customer", "author", "requester", "from", "sender", "submitter", "createdby", "contact",
        "customername",
        "authorname", "name", "fullname",
      ]
    ),
    (
      .account,
      [
        "accountid", "organizationid", "organisationid", "companyid", "tenantid", "workspaceid", "orgid", "account",
        "company", "organization", "organisation", "tenant", "workspace", "accountname", "companyname",
        "organizationname", "org",
      ]
    ),
    (.session, ["sessionid", "session"]),
    (.channel, ["channel", "viachannel", "source", "via", "platform", "inbox", "mailbox", "medium", "origin"]),
    (.url, ["url", "permalink", "htmlurl", "weburl", "ticketurl", "sourceurl", "link", "href", "reviewlink"]),
    (.plan, ["plan", "tier", "planname", "plantype", "subscription", "pricingplan"]),
    (.service, ["service", "servicename", "product", "app", "application"]),
    (.surface, ["surface", "page", "screen", "feature", "route", "path", "area", "component"]),
    (.release, ["release", "version", "appversion", "appversionname"]),
    (.environment, ["environment", "env"]),
    (.value, ["value", "amount", "mrr", "mrrusd", "mrreur", "revenue", "arr"]),
  ]

  /// Words that give a field away within a longer name, the surest first.
  private static let words: [(Field, [String])] = [
    (.time, ["createdat", "created", "submitted", "timestamp", "datetime", "date"]),
    (.email, ["email"]),
    (.body, ["message", "comment", "feedback", "body", "description", "review"]),
    (.account, ["company", "organization", "organisation", "account"]),
    (.url, ["url", "permalink"]),
  ]

  /// Names that lines of a log have beside their message and time.
  private static let logNames: Set<String> = [
    "level", "levelname", "loglevel", "logger", "loggername", "pid", "traceid", "spanid", "stacktrace",
  ]

  private static let known: [String: (Field, Int)] = {
    var known: [String: (Field, Int)] = [:]
    for (field, names) in names {
      for (rank, name) in names.enumerated() { known[name] = (field, rank) }
    }
    return known
  }()
}

/// Classes of bytes that names are made of.
enum ByteRange {
  /// Reports whether a byte is a letter, a digit or part of a character beyond ASCII.
  static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x61...0x7a, 0x80...: true
    default: false
    }
  }
}
