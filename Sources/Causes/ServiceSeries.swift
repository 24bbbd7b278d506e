/// The readings of one figure of a service: as they usually are, and in the window that is asked about.
package struct ServiceSeries: Equatable, Sendable {
  /// The place of the service in the question.
  package let service: Int
  package let figure: ServiceFigure
  /// Readings of ordinary times, in their order; nil where nothing was read.
  package let usual: [Double?]
  /// Readings of the window, row by row; nil where nothing was read.
  package let now: [Double?]

  package init(service: Int, figure: ServiceFigure, usual: [Double?], now: [Double?]) {
    self.service = service
    self.figure = figure
    self.usual = usual
    self.now = now
  }
}

/// What is read of a service, such as the average of its latency.
package struct ServiceFigure: Hashable, Sendable {
  package let metric: Metric
  /// How readings of one row were made one, such as `Average` or `p99`.
  package let statistic: String

  /// What is measured.
  package enum Metric: String, CaseIterable, Sendable {
    /// How long a request takes; higher is worse.
    case latency
    /// The percentage of requests that do not fail; lower is worse.
    case availability
    /// How many requests there are in a row.
    case requests

    /// What a reading is multiplied by so that higher is worse; 0 where neither is.
    var direction: Double {
      switch self {
      case .latency: 1
      case .availability: -1
      case .requests: 0
      }
    }
  }

  package init(_ metric: Metric, _ statistic: String) {
    self.metric = metric
    self.statistic = statistic
  }
}

/// Which service a symptom is looked for the cause of, and everything that is known of those it calls.
package struct ServiceQuestion: Sendable {
  /// How many services there are; each is known by its place.
  package let count: Int
  package let calls: [Call]
  package let series: [ServiceSeries]
  package let symptom: Symptom

  /// One service calls another.
  package struct Call: Hashable, Sendable {
    package let caller: Int
    package let callee: Int

    package init(caller: Int, callee: Int) {
      self.caller = caller
      self.callee = callee
    }
  }

  /// The figure of a service that is not as it should be.
  package struct Symptom: Equatable, Sendable {
    package let service: Int
    package let figure: ServiceFigure

    package init(service: Int, figure: ServiceFigure) {
      self.service = service
      self.figure = figure
    }
  }

  package init(count: Int, calls: [Call], series: [ServiceSeries], symptom: Symptom) {
    self.count = count
    self.calls = calls
    self.series = series
    self.symptom = symptom
  }
}

/// A service that may have caused a symptom, with what speaks for it.
package struct BlamedService: Equatable, Sendable {
  package let service: Int
  /// Orders the services; it is no probability.
  package let score: Double
  /// How many deviations its figure moved, against its usual and against the calm rows of the window.
  package let moved: Double
  /// The share of the symptom's extra time or failures that arose in it and not in what it calls, from 0 to 1.
  package let ownShare: Double
  /// How sure it is, from 0 to 1, that nothing it calls has moved.
  package let depth: Double
  /// Whether calls lead from the symptom to it.
  package let isReached: Bool
}
