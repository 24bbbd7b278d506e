/// What tools say.
extension PhraseBook {
  /// What the message of a failure begins with, also where more follows.
  static let failureStart = PhraseBook([
    "error", "errors", "err", "exception", "traceback", "fatal", "panic", "failed", "failure", "fail", "aborted",
    "unauthorized", "forbidden", "access denied", "permission denied", "timeout", "timed out", "request timed out",
    "rate limit*", "too many requests", "internal server error", "bad request", "service unavailable", "bad gateway",
    "gateway timeout", "execution failed", "command failed", "tool error", "api error", "the error",
    "an error", "uncaught", "unhandled", "operation failed", "request failed", "call failed", "invalid *",
    "could not", "couldnt", "cannot", "cant", "unable to", "no such",
    "*error", "*exception", "etimedout", "econn*", "enotfound", "enoent", "eacces", "epipe", "ehostunreach",
  ])

  /// What says within a short message that it is one of a failure.
  static let failureMessage = PhraseBook([
    "error", "errors", "exception", "traceback", "failed", "failure", "rejected", "refused", "denied", "forbidden",
    "unauthorized", "not authorized", "not permitted", "not allowed", "unable to", "cannot", "could not", "couldnt",
    "not found", "no such", "does not exist", "doesnt exist", "invalid", "timed out", "timeout", "time out",
    "rate limit*", "too many requests", "service unavailable", "temporarily unavailable", "unavailable",
    "bad gateway", "gateway timeout", "internal server", "bad request", "conflict", "aborted", "crashed",
    "quota exceeded", "limit exceeded", "overloaded", "nothing was changed", "no changes were made",
    "not completed", "unsuccessful", "not processed", "connection reset", "connection closed", "hang up", "hung up",
    "no response", "*error", "*exception", "not be completed", "not saved", "not applied", "etimedout", "econn*",
    "enotfound", "enoent", "eacces", "not supported", "not recognized", "must be", "is required", "are required",
  ])

  /// What says that another try may not meet the failure.
  static let passingFailure = PhraseBook([
    "timed out", "timeout", "timeouts", "time out", "timeouterror", "rate limit*", "ratelimit*", "too many requests",
    "429", "500", "502", "503", "504", "529", "service unavailable", "temporarily", "unavailable", "try again",
    "retry", "connection reset", "connection refused", "connection closed", "connectionerror", "econnreset",
    "econnrefused", "etimedout", "overloaded", "throttl*", "bad gateway", "internal server", "network error",
    "deadline exceeded", "upstream", "hang up", "hung up", "no response", "did not respond", "not responding",
  ])

  /// What says that there is nothing.
  static let nothingFound = PhraseBook([
    "no results", "no result", "0 results", "zero results", "no matches", "no match", "0 matches", "no matching",
    "no records", "no rows", "0 rows", "no data", "no items", "no entries", "no documents", "no hits", "no files",
    "no orders", "no output", "nothing found", "nothing was found", "nothing matched", "nothing to show",
    "not find any",
    "didnt find any", "found nothing", "empty result", "empty list", "empty set", "empty response", "none found",
    "none", "null", "nil", "undefined", "no content", "no information",
  ])
}
