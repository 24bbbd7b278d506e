/// Words that say nothing about what a message is about.
package enum StopWords {
  /// Their stems, as themes know them.
  static let features = Set(words.map { Words.feature(Words.stem($0)) })

  /// Reports whether a word in lower case is one of them.
  package static func contains(_ word: String) -> Bool { words.contains(word) }

  private static let words: Set<String> = {
    let lists = [
      // English function words.
      "a about above after again against all also am an and any anybody anyone anything are arent as at be because been "
        + "before being below between both but by can cannot cant could couldnt did didnt do does doesnt doing done dont "
        + "down during each either else ever every everybody everyone everything few for from further get gets getting "
        + "give go goes going got had has hasnt have havent having he her here hers him his how however i id if ill im in "
        + "into is isnt it its itself ive just know least less let lets like long made make makes many may me might mine "
        + "more most much must my myself need never no nor not now of off often on once one only onto or other our ours "
        + "out over own per quite rather really said same say says see seem seems shall she should so some somebody "
        + "someone something somehow still such sure take takes than that thats the their them then there theres these "
        + "they thing things think this those through to together too try tried trying until up upon us use used using "
        + "very want wants was wasnt way we well went were what whats when where whether which while who whole whom whose "
        + "why will with within without wont would wouldnt yes yet you your youre yours yourself",
      // Greetings, closings and the small talk of support.
      "afternoon best bye cheers colleague colleagues day dear evening greetings guys haste hello hey hi hola hope hurry "
        + "kind kindly look lot love morning please pls "
        + "problem question regards rush sincerely sorry support team thank thanks thx today tomorrow tonight urgent wish worries "
        + "yesterday week weeks month months year years time times ago news update happy forward asap good great able "
        + "two three four five six seven eight nine ten last since new old first next lot bit "
        + "actually already always anymore currently issue keep tell help soon possible",
      // The commonest of German, French and Spanish.
      "aber als am auch auf aus bei bin bitte das dass dem den der des die ein eine einen einer es fur hallo ich ihr im ist "
        + "kann mein mit nach nicht noch oder sich sie sind und uns von vor was wenn wie wir wird zu zum zur au aux avec "
        + "bonjour ce cette dans est et je la le les mais merci mon nous pas pour que qui sur un une vous con del el en "
        + "esta este gracias los las mi muy para pero por que se su una y",
    ]
    return Set(lists.flatMap { $0.split(separator: " ").map(String.init) })
  }()
}
