import Conduct
import Testing

/// What is said: errors that are passed over, users who lose patience, and who are left waiting.
@Suite struct TalkFaultTests {
  private static let cancel = Runs.call("cancel_order", #"{"id": 7}"#, "Error: the order was not changed")

  @Test func `an agent that says it is done after a failed call ignores the error`() {
    let run = Runs.run(Runs.user("Cancel it"), Self.cancel, Runs.agent("Your order has been cancelled."))
    let found = RunFaults(usual: UsualRuns()).find(in: run)
    #expect(found == [RunFault(.errorIgnored, step: 2, agent: "assistant", tool: "cancel_order")])
  }

  struct Answer: CustomTestStringConvertible, Sendable {
    let events: [RunEvent]
    let testDescription: String
  }

  static let honest = [
    Answer(events: Runs.agent("Unfortunately, I could not cancel it."), testDescription: "it says so"),
    Answer(
      events: Runs.call("cancel_order", #"{"id": 8}"#, "ok") + Runs.agent("It has been cancelled."),
      testDescription: "another try works"
    ),
    Answer(
      events: Runs.call("transfer_to_human", "{}", "ok") + Runs.agent("You have been transferred."),
      testDescription: "it asks for help"
    ),
    Answer(events: [], testDescription: "nothing follows"),
  ]

  @Test(arguments: honest)
  func `an agent that does not pass over a failed call is not blamed for it`(_ answer: Answer) {
    #expect(Runs.faults(Runs.run(Runs.user("Cancel it"), Self.cancel, answer.events)) == [])
  }

  @Test func `a failed look-up that another one makes good for is none of the user's business`() {
    let run = Runs.run(
      Runs.user("Where is it?"),
      Runs.call("find_user_by_email", #"{"email": "a"}"#, "Error: user not found"),
      Runs.call("find_user_by_name", #"{"name": "a"}"#, "u7"),
      Runs.agent("May I have the number of the order?")
    )
    #expect(Runs.faults(run) == [])
  }

  static let upset = [
    "This is ridiculous, I have asked for the same thing three times now.", "You keep misunderstanding me.",
    "Are you even reading what I type?", "Why do I have to tell you everything again?",
    "Stop giving me the same answer.",
    "That is not what I asked for.", "You\u{2019}re wasting my time.", "This is going nowhere.",
    "Forget it, I give up.",
    "I am so tired of this.", "I'm not going to say this again.", "Thanks for nothing.", "For the third time: no!",
    "UGH, WHY CAN'T YOU JUST LISTEN TO ME",
  ]

  @Test(arguments: upset)
  func `a user who loses patience with the agent is heard`(_ text: String) {
    let run = Runs.run(Runs.user("Hi"), Runs.agent("How can I help?"), Runs.user(text), Runs.agent("I am sorry."))
    #expect(Runs.faults(run) == [.upsetUser])
  }

  static let content = [
    "I'm really frustrated because my flight was delayed.", "Is there a supervisor I could speak to?",
    "No, the other one please.", "How many times can I use this card?", "Do I have to verify my identity?",
    "I already provided it: ann_7.", "Yes, please transfer me to a human agent. Thank you!", "That's wrong, it's 7 pm.",
    "I had to wait an hour at the gate.",
  ]

  @Test(arguments: content)
  func `a user who only says what it is about is not upset with the agent`(_ text: String) {
    let run = Runs.run(Runs.user("Hi"), Runs.agent("How can I help?"), Runs.user(text), Runs.agent("Let me see."))
    #expect(Runs.faults(run) == [])
  }

  @Test func `what somebody says before the agent has done anything is not about the agent`() {
    let run = Runs.run(Runs.user("This is ridiculous, my parcel is late again!"), Runs.agent("Let me see."))
    #expect(Runs.faults(run) == [])
  }

  @Test func `two mild words of displeasure are as much as one clear one`() {
    let mild = Runs.user("I'm quite disappointed.") + Runs.agent("I see.")
    #expect(Runs.faults(Runs.run(Runs.user("Hi"), Runs.agent("Hello"), mild)) == [])
    #expect(Runs.faults(Runs.run(Runs.user("Hi"), Runs.agent("Hello"), mild, mild)) == [.upsetUser])
  }

  static let unanswered = [
    "Hello? Are you still there?", "Please also change my seat.", "Let me know once it's done.", "Yes, go ahead.",
    "Thanks, but what about the refund?",
  ]

  @Test(arguments: unanswered)
  func `a run that ends on a request was abandoned`(_ text: String) {
    #expect(Runs.faults(Runs.run(Runs.user("Hi"), Runs.agent("Hello"), Runs.user(text))) == [.abandoned])
  }

  static let leaves = [
    "Thank you so much!", "No, that's all. Bye", "###STOP###", "All set, appreciate it. ###STOP###", "TERMINATE",
  ]

  @Test(arguments: leaves)
  func `a run that ends on a farewell was not`(_ text: String) {
    #expect(Runs.faults(Runs.run(Runs.user("Hi"), Runs.agent("Hello"), Runs.user(text))) == [])
  }
}
