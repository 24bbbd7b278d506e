/// How one tool of product analytics or flags writes its events: where what lies, and what is no event.
///
/// Of several paths the first that is there counts.
struct EventDialect: Sendable {
  let source: EventRecord.Source
  /// The member by which kinds of records are told apart; the event's name where there is no other.
  var kind: [String] = []
  let name: [String]
  var id: [String] = []
  let time: [String]
  let subject: [String]
  var account: [String] = []
  var session: [String] = []
  var surface: [String] = []
  var release: [String] = []
  var value: [String] = []
  /// Where the price of one lies and how many they were, where there is no value.
  var price: [String] = []
  var quantity: [String] = []
  /// What it says of the setting in which it happened.
  var setting: KeyValuePairs<RecordSetting.Field, [String]> = [:]
  /// Names, or kinds, that tell which variant of a flag somebody has met.
  var exposures: [String: Exposure] = [:]
  /// Names, or kinds, that say who somebody is, and not that anything happened.
  var identities: Set<String> = []
  /// How names, or kinds, begin that are counted but not read.
  var later: [String] = []

  /// Where a flag and its variant lie.
  struct Exposure: Sendable {
    let flag: [String]
    let variant: [String]
  }
}

extension EventDialect {
  /// Returns the dialect of one event, told by the members that no other has; nil for what is none.
  static func of(_ members: MemberPlaces) -> EventDialect? {
    if members.has("event_type") { return amplitude }
    if members.has("eventName"), members.has("time") { return statsig }
    if members.has("messageId"), members.has("type") { return segment }
    if members.has("creationDate") || members.has("startDate"), members.has("kind") { return launchDarkly }
    guard members.has("event") else { return nil }
    if members.has("timestamp") || members.has("uuid") { return postHog }
    return members.has("properties.time") ? mixpanel : nil
  }

  /// Reads what an event says of the setting in which it happened.
  func setting(
    _ members: MemberPlaces,
    _ line: JSONLine,
    _ bytes: Span<UInt8>,
    into batch: inout RecordBatch
  ) -> RecordSetting {
    var found = RecordSetting()
    for (field, paths) in setting {
      // What it calls itself says nothing new then, and is long.
      if field == .userAgent, !found[.platform].isEmpty, !found[.browser].isEmpty { continue }
      if let place = members.first(paths) { found[field] = line.text(place, bytes, into: &batch) }
    }
    return found
  }

  // Names by each tool's own documentation of what its libraries send and its exports hold.

  private static let companies = ["company", "account", "organization", "team"]

  /// Returns what people call the plan that somebody pays for, behind a beginning of paths, and the usual name of it
  /// behind others.
  private static func plans(_ beginning: String, _ others: String...) -> [String] {
    ["plan", "plan_name", "tier"].map { beginning + $0 } + others.map { $0 + "plan" }
  }

  static let postHog = EventDialect(
    source: .postHog,
    name: ["event"],
    id: ["uuid"],
    time: ["timestamp"],
    subject: ["distinct_id", "properties.distinct_id", "properties.$distinct_id"],
    account: companies.map { "properties.$groups.\($0)" },
    session: ["session_id", "properties.$session_id"],
    surface: ["properties.$pathname", "properties.$current_url"],
    release: ["properties.app_version", "properties.$app_version"],
    value: ["properties.revenue", "properties.value"],
    setting: [
      .platform: ["properties.$os"],
      .browser: ["properties.$browser"],
      .device: ["properties.$device_type"],
      .country: ["properties.$geoip_country_code"],
      .region: ["properties.region"],
      .plan: plans("properties.", "properties.$set.", "person.properties."),
      .userAgent: ["properties.$raw_user_agent", "properties.$user_agent"],
    ],
    exposures: [
      "$feature_flag_called": Exposure(
        flag: ["properties.$feature_flag"],
        variant: ["properties.$feature_flag_response"]
      )
    ],
    identities: [
      "$identify", "$create_alias", "$set", "$set_once", "$unset", "$groupidentify", "$merge_dangerously",
    ],
    later: ["survey ", "$snapshot", "$web_vitals", "$$"]
  )

  static let segment = EventDialect(
    source: .segment,
    kind: ["type"],
    // A page or screen has a name of its own, which is where it is, not what happened.
    name: ["event", "type"],
    id: ["messageId"],
    time: ["timestamp", "originalTimestamp"],
    subject: ["userId", "anonymousId"],
    account: ["context.groupId"],
    session: ["context.sessionId"],
    surface: ["name", "properties.path"],
    release: ["context.app.version"],
    value: ["properties.revenue", "properties.value", "properties.total"],
    setting: [
      .platform: ["context.os.name"],
      .device: ["context.device.model", "context.device.type"],
      .country: ["context.location.country"],
      .region: ["context.location.region", "properties.region"],
      .plan: plans("properties.", "context.traits.", "traits."),
      .userAgent: ["context.userAgent"],
    ],
    exposures: [
      "Experiment Viewed": Exposure(
        flag: ["properties.experiment_name", "properties.experiment_id"],
        variant: ["properties.variation_name", "properties.variation_id"]
      )
    ],
    identities: ["identify", "group", "alias"]
  )

  static let mixpanel = EventDialect(
    source: .mixpanel,
    name: ["event"],
    id: ["properties.$insert_id"],
    time: ["properties.time"],
    subject: ["properties.distinct_id", "properties.$user_id", "properties.$device_id"],
    account: companies.map { "properties.\($0)" },
    release: ["properties.$app_version_string"],
    value: ["properties.revenue", "properties.amount", "properties.value"],
    setting: [
      .platform: ["properties.$os"],
      .browser: ["properties.$browser"],
      .device: ["properties.$model", "properties.$device"],
      .country: ["properties.mp_country_code"],
      .region: ["properties.$region"],
      .plan: plans("properties."),
    ],
    exposures: [
      "$experiment_started": Exposure(flag: ["properties.Experiment name"], variant: ["properties.Variant name"])
    ],
    identities: ["$identify", "$create_alias", "$merge"]
  )

  static let amplitude = EventDialect(
    source: .amplitude,
    name: ["event_type"],
    id: ["insert_id", "$insert_id", "uuid"],
    time: ["time", "event_time"],
    subject: ["user_id", "device_id"],
    account: companies.map { "groups.\($0)" } + companies.map { "user_properties.\($0)" },
    session: ["session_id"],
    release: ["app_version", "version_name"],
    value: ["event_properties.revenue", "event_properties.$revenue", "revenue", "event_properties.value"],
    price: ["event_properties.$price", "price"],
    quantity: ["event_properties.$quantity", "quantity"],
    setting: [
      .platform: ["platform", "os_name"],
      // Of what runs in a browser, its name.
      .browser: ["os_name"],
      .device: ["device_family", "device_type", "device_model"],
      .country: ["country"],
      .region: ["region"],
      .plan: plans("user_properties.", "event_properties."),
      .userAgent: ["user_agent"],
    ],
    exposures: ["[Experiment] Exposure": experiment, "$exposure": experiment],
    identities: ["$identify", "$groupidentify"]
  )

  private static let experiment = Exposure(
    flag: ["event_properties.flag_key"],
    variant: ["event_properties.variant"]
  )

  static let launchDarkly = EventDialect(
    source: .launchDarkly,
    kind: ["kind"],
    name: ["key"],
    time: ["creationDate"],
    subject: ["context.key", "context.user.key", "contextKeys.user", "user.key", "userKey"],
    value: ["metricValue"],
    setting: [
      .country: ["context.country", "context.user.country", "user.country"],
      .plan: plans("context.", "context.user.", "user.custom."),
    ],
    exposures: ["feature": Exposure(flag: ["key"], variant: ["value", "variation"])],
    identities: ["index", "identify"],
    later: ["summary", "debug", "diagnostic", "click", "pageview"]
  )

  static let statsig = EventDialect(
    source: .statsig,
    name: ["eventName"],
    time: ["time"],
    subject: ["user.userID", "user.customIDs.stableID"],
    value: ["value"],
    setting: [
      .country: ["user.country"],
      .plan: plans("user.custom."),
      .userAgent: ["user.userAgent"],
    ],
    exposures: [
      "statsig::gate_exposure": Exposure(flag: ["metadata.gate"], variant: ["metadata.gateValue"]),
      "statsig::config_exposure": Exposure(flag: ["metadata.config"], variant: ["metadata.ruleID"]),
      "statsig::layer_exposure": Exposure(flag: ["metadata.config"], variant: ["metadata.ruleID"]),
    ],
    later: ["statsig::"]
  )
}
