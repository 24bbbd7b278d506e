import Bytes
import Domain
import Testing

@testable import Store

@Suite struct ThemeRowTests {
  static func message(_ number: UInt64, text: Int64, by subject: UInt64 = 7, praise: Bool = false) -> ThemedMessage {
    ThemedMessage(
      key: SignalKey(prefix: 0xfedc_ba98, rest: number),
      text: text,
      isPraise: praise,
      time: Int64(number) * 1_000,
      subject: subject,
      account: .max,
      evidence: number.isMultiple(of: 2) ? nil : EvidenceID(SHA256.hash([UInt8(truncatingIfNeeded: number)])),
      service: "shop",
      surface: "/pay"
    )
  }

  @Test(arguments: StorePlace.allCases)
  func `a text is kept once, waits, and goes where it is put`(_ place: StorePlace) throws {
    try place.withStore { store in
      let (first, second) = try store.write { writer in
        let first = try writer.text(digest: [1], words: [1, 0, 0, 0], teaches: true)
        try #expect(writer.text(digest: [1], words: [9, 9, 9, 9], teaches: false) == first)
        return (first, try writer.text(digest: [2], words: [2, 0, 0, 0], teaches: false))
      }
      try #expect(store.read { try $0.waitingTexts(after: 0, limit: 9).map(\.ordinal) } == [first, second])
      try store.write { writer in
        try writer.place(text: first, .theme(5))
        try writer.place(text: second, .alone)
        try writer.settle(text: first, in: 9)
      }
      try #expect(store.read { try $0.placedTeachers().map(\.place) } == [.theme(5)])
      try store.write { try $0.endTeaching(text: first) }
      try #expect(store.read { try $0.placedTeachers() }.isEmpty)
      try #expect(store.read { try $0.waitingTexts(after: 0, limit: 9) }.isEmpty)
    }
  }

  @Test(arguments: StorePlace.allCases)
  func `messages are found by their theme, their key and their time`(_ place: StorePlace) throws {
    try place.withStore { store in
      try store.write { writer in
        let text = try writer.text(digest: [1], words: [1, 0, 0, 0], teaches: true)
        try writer.place(text: text, .theme(5))
        for number in UInt64(1)...4 {
          try writer.add(ThemeRowTests.message(number, text: text, by: number, praise: number == 4))
        }
        try writer.add(ThemeRowTests.message(5, text: ThemedMessage.noText))
        try writer.put(MessageTheme(number: 5, name: "theme 5 ab", praise: "praise 5 cd"))
      }
      try store.read { reader in
        var found: [ThemedMessage] = []
        try reader.forEachMessage(of: 5, praise: false) { _, message in
          found.append(message)
          return found.count < 2
        }
        #expect(found == [1, 2].map { ThemeRowTests.message($0, text: 1, by: $0) })
        let theme = try #require(try reader.theme(ofMessage: ThemeRowTests.message(4, text: 1).key))
        #expect(theme.number == 5 && theme.isPraise)
        try #expect(reader.theme(ofMessage: ThemeRowTests.message(5, text: 0).key) == nil)
        try #expect(reader.isThemed(ThemeRowTests.message(5, text: 0).key))
        try #expect(!reader.isThemed(ThemeRowTests.message(6, text: 0).key))
        try #expect(reader.messages(within: 2_000..<5_000, limit: 9) == 3)
        try #expect(reader.messages(within: 0..<9_000, limit: 2) == 2)
        try #expect(reader.timesTaught() == [1: 4])
        try #expect(reader.latestMessage() == 5)
        try #expect(reader.themes()[5]?.group(praise: true)?.kind == .group)
        try #expect(reader.themes()[5]?.successor == nil)
        var places: [ThemedText.Place] = []
        try reader.forEachMessage(after: 3) { _, _, place in places.append(place) }
        #expect(places == [.theme(5), .alone])
      }
    }
  }

  @Test func `whoever is forgotten leaves no words that nobody else has said, and those come back when said again`()
    throws
  {
    try StorePlace.memory.withStore { store in
      let (own, shared) = try store.write { writer in
        let own = try writer.text(digest: [1], words: [1, 0, 0, 0], teaches: true)
        let shared = try writer.text(digest: [2], words: [2, 0, 0, 0], teaches: true)
        try writer.add(ThemeRowTests.message(1, text: own, by: 7))
        try writer.add(ThemeRowTests.message(2, text: shared, by: 7))
        try writer.add(ThemeRowTests.message(3, text: shared, by: 8))
        try writer.eraseMessages(of: 7)
        return (own, shared)
      }
      try #expect(store.read { try $0.waitingTexts(after: 0, limit: 9).map(\.words) } == [[], [2, 0, 0, 0]])
      try store.read { reader in
        var subjects: [UInt64] = []
        try reader.forEachMessage(after: 0) { _, message, _ in subjects.append(message.subject) }
        #expect(subjects == [0, 0, 8])
      }
      try store.write { try #expect($0.text(digest: [1], words: [1, 0, 0, 0], teaches: true) == own) }
      #expect(own != shared)
      try #expect(store.read { try $0.waitingTexts(after: 0, limit: 1).map(\.words) } == [[1, 0, 0, 0]])
      try #expect(store.faults().isEmpty)
    }
  }
}
