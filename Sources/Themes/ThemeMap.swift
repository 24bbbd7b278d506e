/// The themes of a heap of messages, all looked at together.
package struct ThemeMap: Sendable {
  /// What one message belongs to.
  package struct Place: Equatable, Sendable {
    /// The theme it is counted in; nil where it belongs to none.
    package var theme: Int?
    /// Other themes it speaks of too, or all of them where it lies between several.
    package var others: [Int]
    /// The first message with the same words, where there is an earlier one: posted twice, or in two channels.
    package var copyOf: Int?
    package let tone: MessageTone
  }

  /// One theme.
  package struct Theme: Equatable, Sendable {
    /// Its own words, the most telling first.
    package let name: String
    /// The message nearest to the others of the theme.
    package let example: Int
    /// How many messages, copies too.
    package let count: Int
    /// What most of them say.
    package let tone: MessageTone
  }

  package private(set) var places: [Place] = []
  package private(set) var themes: [Theme] = []

  /// A theme is one of a message's other ones from this share of its neighbours' closeness on.
  private static let otherShare: Float = 0.25
  private static let otherLimit = 3

  /// Finds the themes of messages; the same messages in the same order have the same themes.
  package init(_ messages: [String]) {
    let clean = messages.map { MessageFrame.said(in: $0).text }
    let words = clean.map { Words.all($0) }
    let survey = Survey(Corpus(words.map { Corpus.features(of: $0) }))
    let grouping = Grouping(survey)
    places = ThemeMap.places(grouping, tones: zip(words, clean).map { MessageTone($0, of: $1) })
    themes = ThemeMap.describe(grouping, places: places, words: words)
  }

  private static func places(_ grouping: Grouping, tones: [MessageTone]) -> [Place] {
    var first: [Int32: Int] = [:]
    return grouping.survey.corpus.textOfMessage.enumerated().map { message, text in
      guard let text else { return Place(theme: nil, others: [], copyOf: nil, tone: tones[message]) }
      let copyOf = first[text]
      if copyOf == nil { first[text] = message }
      let own = grouping.themeOf[Int(text)]
      let vote = grouping.votes[Int(text)]
      // A message of two topics lies half way from each: its cosine with either is shorter by the root of two.
      let others = vote.themes.filter { entry in
        entry.theme != own && entry.closeness >= otherShare * vote.total
          && vote.firmness(in: entry.theme) >= grouping.cut / Float(2).squareRoot()
      }
      return Place(
        theme: own >= 0 ? Int(own) : nil,
        others: own >= 0 || others.count > 1 ? others.prefix(otherLimit).map { Int($0.theme) } : [],
        copyOf: copyOf,
        tone: tones[message]
      )
    }
  }

  private static func describe(_ grouping: Grouping, places: [Place], words: [[String]]) -> [Theme] {
    var members = [[Int]](repeating: [], count: grouping.count)
    for message in places.indices { if let theme = places[message].theme { members[theme].append(message) } }
    let naming = ThemeNaming(words)
    return members.indices.map { theme in
      var firmest = (closeness: Float(-1), message: 0)
      for message in members[theme] where places[message].copyOf == nil {
        guard let text = grouping.survey.corpus.textOfMessage[message] else { continue }
        let own = grouping.votes[Int(text)].themes.first { $0.theme == Int32(theme) }
        if let own, own.closeness > firmest.closeness { firmest = (own.closeness, message) }
      }
      return Theme(
        name: naming.name(
          members[theme].filter { places[$0].copyOf == nil }.map { .init(words: words[$0], writer: UInt64($0)) }
        ),
        example: firmest.message,
        count: members[theme].count,
        tone: MessageTone.commonest(members[theme].map { places[$0].tone })
      )
    }
  }
}
