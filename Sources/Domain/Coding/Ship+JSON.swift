package import Bytes

extension Ship: RecordCoded {
  package static let recordName = "ship"

  package var json: JSONValue {
    .fields([
      "id": .text(id),
      "bets": .texts(bets),
      "kind": .string(kind.rawValue),
      "commit": commit.map { .string($0) },
      "pull_request": pullRequest.map { .string($0) },
      "branch": branch.map { .string($0) },
      "environment": environment.map { .string($0) },
      "release": release.map { .string($0) },
      "flag": flag.map { .string($0) },
      "percent": percent.map { .number($0) },
      "merged": merged.map { .text($0) },
      "deployed": deployed.map { .text($0) },
      "exposed": exposed.map { .text($0) },
      "reverted": reverted.map { .text($0) },
      "level": .string(level.rawValue),
      "checks": .records(checks),
      "plan": plan.map { .text($0) },
      "is_post_hoc": .bool(isPostHoc),
      "worker": .string(worker),
      "recorded": .text(recorded),
    ])
  }

  package init(_ fields: inout RecordFields) throws(RecordError) {
    id = try fields.value("id").id(.ship)
    bets = try fields.value("bets").ids(.bet)
    kind = try fields.value("kind").choice()
    commit = try fields.optional("commit")?.text()
    pullRequest = try fields.optional("pull_request")?.text()
    branch = try fields.optional("branch")?.text()
    environment = try fields.optional("environment")?.text()
    release = try fields.optional("release")?.text()
    flag = try fields.optional("flag")?.text()
    percent = try fields.optional("percent")?.number()
    merged = try fields.optional("merged")?.timestamp()
    deployed = try fields.optional("deployed")?.timestamp()
    exposed = try fields.optional("exposed")?.timestamp()
    reverted = try fields.optional("reverted")?.timestamp()
    level = try fields.value("level").choice()
    checks = try fields.value("checks").records()
    plan = try fields.optional("plan")?.id(.plan)
    isPostHoc = try fields.value("is_post_hoc").bool()
    worker = try fields.value("worker").text()
    recorded = try fields.value("recorded").timestamp()
  }
}

extension Ship.Check: RecordCoded {
  package static let recordName = "check"

  package var json: JSONValue { ["what": .string(what), "passed": .bool(passed), "detail": .string(detail)] }

  package init(_ fields: inout RecordFields) throws(RecordError) {
    what = try fields.value("what").text()
    passed = try fields.value("passed").bool()
    detail = try fields.value("detail").text()
  }
}
