/// Where metrics were fetched, as far as they do not say it themselves.
package struct MetricOrigin: Equatable, Sendable {
  /// What Prometheus calls a target's job, and the host and port of it; both empty for what was not scraped.
  package var job = ""
  package var instance = ""
  /// What the result of a query is called that has no name of its own.
  package var query = ""

  package init() {}

  init(job: String, instance: String) { (self.job, self.instance) = (job, instance) }
  init(query: String) { self.query = query }

  /// The labels that a scrape adds to what a target shows.
  var labels: [(key: String, value: String)] {
    [("job", job), ("instance", instance)].filter { !$0.value.isEmpty }
  }
}
