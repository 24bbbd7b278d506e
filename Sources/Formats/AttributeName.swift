/// The attributes that mean something here, each under all names it has had.
///
/// Names of https://opentelemetry.io/docs/specs/semconv/, older ones of the same, and what people write by hand.
package enum AttributeName: UInt8, CaseIterable, Sendable {
  case other
  case serviceName, serviceVersion, environment, revision, sdkLanguage, browser
  case httpRoute, httpMethod, httpStatus, urlTemplate, urlPath, urlFull, screen
  case rpcService, rpcMethod, destination, agent
  case userID, userEmail, account, tenant, organization, session
  case exceptionType, exceptionMessage, exceptionStack, errorType, eventName
  case flagKey, flagVariant, flagValue, flagContext, flagReason, flagError
  case spanType
  case template
  case scoreName, scoreValue, scoreLabel
  case judgement
  case step
  case platform, browserPlatform, browserName, userAgent, device, country, region, plan

  /// What senders call it.
  package var spellings: [String] {
    switch self {
    case .other: []
    case .serviceName: ["service.name"]
    case .serviceVersion: ["service.version"]
    case .environment: ["deployment.environment.name", "deployment.environment"]
    case .revision: ["vcs.ref.head.revision", "vcs.repository.ref.revision"]
    case .sdkLanguage: ["telemetry.sdk.language"]
    case .browser: ["browser.language", "browser.brands", "browser.mobile"]
    case .httpRoute: ["http.route"]
    case .httpMethod: ["http.request.method", "http.method"]
    case .httpStatus: ["http.response.status_code", "http.status_code"]
    case .urlTemplate: ["url.template"]
    case .urlPath: ["url.path", "http.target"]
    case .urlFull: ["url.full", "http.url"]
    case .screen: ["app.screen.name", "screen.name", "view.name"]
    case .rpcService: ["rpc.service"]
    case .rpcMethod: ["rpc.method"]
    case .destination: ["messaging.destination.template", "messaging.destination.name", "messaging.destination"]
    case .agent: ["gen_ai.agent.name", "agent.name"]
    case .userID: ["user.id", "enduser.id", "user_id", "userId", "enduser.pseudo.id"]
    case .userEmail: ["user.email", "enduser.email"]
    case .account: ["account.id", "account_id", "accountId", "company.id", "company"]
    case .tenant: ["tenant.id", "tenant_id", "tenantId", "workspace.id"]
    case .organization: ["organization.id", "organization_id", "org.id", "org_id", "orgId"]
    case .session: ["session.id", "session_id", "sessionId"]
    case .exceptionType: ["exception.type"]
    case .exceptionMessage: ["exception.message"]
    case .exceptionStack: ["exception.stacktrace"]
    case .errorType: ["error.type"]
    case .eventName: ["event.name"]
    case .flagKey: ["feature_flag.key"]
    case .flagVariant: ["feature_flag.result.variant", "feature_flag.variant"]
    case .flagValue: ["feature_flag.result.value"]
    case .flagContext: ["feature_flag.context.id"]
    case .flagReason: ["feature_flag.result.reason", "feature_flag.evaluation.reason"]
    case .flagError: ["feature_flag.evaluation.error.message"]
    case .spanType: ["logfire.span_type"]
    // Those of .NET's logging, of Serilog and of Logfire.
    case .template: ["{OriginalFormat}", "message_template.text", "logfire.msg_template"]
    case .scoreName: ["gen_ai.evaluation.name"]
    case .scoreValue: ["gen_ai.evaluation.score.value"]
    case .scoreLabel: ["gen_ai.evaluation.score.label"]
    // Any of these says that a span carries judgements; what they are is read by `Judgement`.
    case .judgement: Judgement.names
    // Any of these makes a span a step of an agent; what it says of it is read by `AgentField`.
    case .step:
      [
        "gen_ai.operation.name", "gen_ai.provider.name", "gen_ai.system", "gen_ai.request.model",
        "gen_ai.response.model", "gen_ai.tool.name", "openinference.span.kind", "langfuse.observation.type",
        "traceloop.span.kind", "llm.request.type",
      ]
    case .platform: ["os.name", "os.type", "client.os.name", "client.os"]
    case .browserPlatform: ["browser.platform"]
    case .browserName: ["browser.name", "user_agent.name", "client.browser"]
    case .userAgent: ["user_agent.original", "http.user_agent", "user_agent", "userAgent", "http_user_agent"]
    case .device: ["device.model.name", "device.model.identifier", "device.family", "device.model", "device.type"]
    case .country:
      [
        "geo.country.iso_code", "client.geo.country.iso_code", "client.geo.country_iso_code", "user.geo.country_code",
        "geo.country_iso_code", "geo.country", "country", "country_code", "user.country",
      ]
    case .region: ["cloud.region", "aws.region", "region"]
    case .plan:
      [
        "plan", "user.plan", "account.plan", "customer.plan", "tenant.plan", "organization.plan", "subscription.plan",
        "plan.name", "plan_name", "user.tier", "account.tier", "customer.tier", "subscription.tier",
      ]
    }
  }

  /// Finds the name behind a spelling.
  static let table = NameTable(
    AttributeName.allCases.flatMap { name in name.spellings.map { ($0, name) } },
    unknown: .other
  )
}
