import Domain

extension ClaimMaker {
  /// Says who no longer goes on.
  func concerned(by loss: Loss) -> Claim {
    let subjects = draft.count.footprint.subjects
    let people = Title.counted(subjects, "person", "people")
    let (from, to) = (start(of: loss), LossLabel.shown(loss.to))
    let since = ReachWindow.date(loss.after.days.lowerBound)
    let text: String
    if loss.isUnwanted {
      text = "\(people) got to \(to) since \(since)\(from.map { " after \($0)" } ?? "")."
    } else if let from {
      text = "\(people) did \(from) and not \(to) on the same day since \(since); some of them never would have."
    } else {
      text = "\(people) used to get to \(to), and were there since \(since) without."
    }
    return count(text, .subjects, Double(subjects))
  }

  /// Says how many go on of how many, before and since.
  func rates(of loss: Loss) -> Claim {
    let sides = [loss.after, loss.before].map { side in
      "\(side.passed) of \(side.tries) person-days (\(LossLabel.percent(side.share)))"
    }
    let size = [loss.ratio.likely, loss.ratio.low, loss.ratio.high].map(LossLabel.decimal)
    let way = "\(start(of: loss) ?? "being there") to \(LossLabel.shown(loss.to))"
    let since = ReachWindow.date(loss.after.days.lowerBound)
    return Claim(
      owner: owner,
      text:
        "From \(way) went \(sides[0]) since \(since), against \(sides[1]) in the \(loss.before.days.count) whole days "
        + "before: \(size[0]) times as many (95 %: \(size[1]) to \(size[2])).",
      kind: .comparison,
      citations: [loss.after, loss.before].flatMap { side in
        [passed(side, of: loss), figure(.personDays, of: loss.from, side.days, side.tries)].map { .figure($0) }
      }
    )
  }

  /// Whoever gets somewhere was there, so that among all nobody else has to be looked for.
  private func passed(_ side: Loss.Passage, of loss: Loss) -> Figure {
    loss.from.count == 1
      ? figure(.sharedDays, of: (loss.from + [loss.to]).sorted(), side.days, side.passed)
      : figure(.personDays, of: [loss.to], side.days, side.passed)
  }

  private func figure(
    _ question: Figure.Question,
    of events: [SeriesID],
    _ days: Range<Int32>,
    _ value: Int64
  ) -> Figure {
    let window = ReachWindow.seconds(days)
    return Figure(
      question: question,
      window: window,
      series: events,
      value: Double(value),
      snapshot: input.sources.snapshotOfEvents(question, events, window)
    )
  }

  /// What people did first; nil where it is about all who did anything.
  private func start(of loss: Loss) -> String? {
    loss.from.count == 1 ? loss.from.first.map { LossLabel.shown($0) } : nil
  }
}
