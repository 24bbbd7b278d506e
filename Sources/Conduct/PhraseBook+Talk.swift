/// What people and agents say to one another.
extension PhraseBook {
  /// What somebody says who has lost patience with whom they talk to.
  static let exasperated = PhraseBook([
    // About how it goes.
    "ridiculous", "ridiculously", "unacceptable", "outrageous", "absurd", "pathetic", "useless", "hopeless",
    "unbelievable", "infuriating", "maddening", "insane", "a joke", "waste of time", "waste of my time",
    "waste my time", "wasting my time", "wasted my time", "wasting time", "wasted enough", "losing patience",
    "losing my patience", "lost patience", "lost my patience", "out of patience", "patience is", "fed up", "sick of",
    "sick and tired", "tired of this", "tired of repeating", "tired of explaining", "tired of asking", "had enough",
    "had it with", "enough of this", "enough is enough", "driving me crazy", "driving me mad", "driving me nuts",
    "going in circles", "going around in circles", "going round in circles", "running in circles", "getting nowhere",
    "going nowhere", "gone nowhere", "why is this so", "why is it so hard", "why is it so difficult", "how hard is it",
    "how hard can", "makes no sense", "doesnt make any sense", "for heavens sake", "for gods sake", "give me a break",
    "terrible service", "awful service", "horrible service", "bad service", "poor service", "worst", "disgrace*",
    "furious", "livid", "nonsense", "rubbish", "garbage", "bullshit", "crap", "wtf", "damn", "stupid*", "idiot*",
    "moron*", "incompeten*", "dumb",
    // About saying things again.
    "already told you", "already told", "already said", "already explained", "already asked", "already gave",
    "already answered", "explained this", "explained it", "explained that", "told you everything",
    "tell you everything",
    "everything again", "told you this", "asked for this", "asked this", "said this", "have to repeat", "have told you",
    "i told you",
    "just told you", "just said that", "i just said", "how many times do i", "how many times have i",
    "how many times must", "how often do i", "how many more times",
    "for the second time", "for the third time", "for the fourth time", "for the fifth time", "for the tenth time",
    "for the hundredth time", "for the umpteenth time", "for the nth time", "for the last time", "third time i",
    "fourth time i", "times now", "times already", "repeat myself", "repeating myself", "explain myself again",
    "say it again", "fourth time", "fifth time", "sixth time", "hundredth time", "do i have to say",
    "do i have to keep", "do i have to repeat", "do i have to explain",
    "do i need to keep", "again and again", "over and over",
    // About whom they talk to.
    "you keep", "you just keep", "youre not listening", "you are not listening", "youre not reading",
    "you are not reading", "you dont listen", "you never listen", "not listening to me", "are you listening",
    "are you even", "did you even", "do you even", "can you even", "cant you read", "cant you understand",
    "dont you understand", "you dont understand", "you dont get it", "youre not getting", "you misunderst*",
    "keep misunderst*", "read what i", "read my", "are you kidding", "are you serious", "you must be joking",
    "you have to be kidding", "youve got to be kidding", "what is wrong with you", "whats wrong with you",
    "whats your problem", "stop asking", "stop repeating", "stop sending", "stop telling", "stop giving",
    "stop wasting",
    "no help", "not helping", "isnt helping", "not helpful", "isnt helpful", "unhelpful", "not what i asked",
    "not what i said", "not what i want", "not what i wanted", "not what i need", "not what i meant",
    "never asked for", "didnt ask for", "didnt ask you", "still wrong", "still not right", "still not what",
    "still incorrect", "still doesnt work", "still not working", "still broken", "wrong again", "got it wrong",
    "youre wrong", "you are wrong", "get me a", "get me your", "get me someone", "get me somebody", "want a human",
    "want a real person", "want a manager", "want your manager", "talk to a real", "speak to a real",
    "an actual human", "an actual person", "not a bot", "stupid bot", "forget it", "forget about it", "i give up",
    "giving up", "im done with", "i am done with", "im leaving", "take my business elsewhere", "report you",
    "lawyer", "im done", "i am done", "this is * frustrating", "this is frustrating", "its * frustrating",
    "how frustrating", "this is * annoying", "this is annoying", "this is * disappointing", "getting * annoyed",
    "getting annoyed", "getting * frustrated", "getting frustrated", "getting * angry", "getting angry",
    "how bad this is", "is terrible", "is awful", "is horrible", "so tired of", "cant believe", "been at this",
    "for hours", "no sense at all", "never again", "way too long",
    "nightmare", "disgust*", "disaster", "clueless", "unprofessional", "shame on", "shameful",
    "embarrassing", "laughable", "lousy", "rude", "impossible to deal", "impossible to work", "wits end",
    "wearing thin",
    "more than patient", "been patient", "for nothing", "crying out loud", "good grief", "oh come on", "zero stars",
    "one star", "regret", "harder than it", "so difficult", "way too hard", "how is this still", "why is this still",
    "how is it still", "expected better", "expected more from", "expected far better",
    "you let me down", "letting me down", "isnt that hard", "not that hard", "not that difficult", "rocket science",
    "simple question", "simple request", "enough already", "enough with", "whole time", "complete mess", "total mess",
    "asked me that", "asked me this", "asked that already", "asked you that", "asked you to", "asked you for",
    "gave you that", "gave you this", "gave it to you", "gave you all", "been over this", "been through this",
    "went over this", "have repeated", "ive repeated", "same stuff", "same questions", "quit asking", "quit repeating",
    "not going to say", "wont say it again", "make me ask again", "make me repeat", "telling you", "not again",
    "you people", "you lot", "you guys are", "do your job", "doing your job", "ignoring me", "ignoring my",
    "ignoring what", "ignore me", "ignored me", "ignored my", "paying attention", "pay attention", "why would you",
    "why are you not", "why arent you", "why wont you", "you still havent", "you still have not", "you still dont",
    "you havent even", "you havent done", "you havent answered", "you havent fixed", "havent done anything",
    "have not done anything", "answer my question", "answer the question", "not answering", "didnt answer",
    "doesnt answer", "isnt the answer", "not the answer", "not my question", "what i wrote", "what part of",
    "is a bot", "this chatbot", "this robot", "this machine is", "with a brain", "with half a brain", "any brains",
    "competent", "knows what theyre doing", "seems to know", "your boss", "person now", "human now", "manager now",
    "making things up", "making this up", "making stuff up", "make things up", "said the opposite",
    "another apology", "your apologies", "stop apolog*", "wrong information", "wrong answer", "wrong answers",
    "no use", "zero help", "of no help", "no no", "the opposite", "leave me alone", "get lost", "shut up", "bloody",
    "what i asked you", "i asked for was",
  ])

  /// What somebody says who is not content: with whom, only the course of the talk tells.
  static let discontent = PhraseBook([
    "frustrat*", "annoy*", "irritat*", "upset", "upsetting", "angry", "disappoint*", "unhappy", "not happy",
    "dissatisf*", "thats wrong", "that is wrong", "this is wrong", "thats not right", "that is not right",
    "thats incorrect", "seriously", "come on", "ugh", "pointless", "i said", "second time", "why did you",
    "why cant you",
    "what i said", "what i meant", "taking so long",
    "takes so long", "take so long", "this long", "taking forever", "completely wrong", "totally wrong",
    "what is taking",
    "whats taking", "conversation is pointless", "enough", "terrible", "awful", "horrible", "again please",
  ])

  /// What somebody may say who is not content, or who is only thorough.
  static let unease = PhraseBook([
    "not satisfied", "impatient", "supervisor", "manager", "real person", "complain*", "complaint", "as i said",
    "like i said", "nevermind", "never mind", "not correct", "confusing", "confused", "still waiting", "hello",
    "already provided", "already given", "already mentioned", "already shared", "what else",
  ])

  /// What ends a talk.
  static let farewell = PhraseBook([
    "thank you", "thanks", "thank", "thx", "bye", "goodbye", "good bye", "have a good", "have a great", "have a nice",
    "take care", "see you", "cheers", "thats all", "that is all", "that will be all", "thatll be all", "nothing else",
    "no more questions", "im all set", "all set", "all good", "im good", "we are done", "were done", "appreciate",
    "appreciated", "be in touch", "much obliged", "will do", "consider my options", "contact you",
    "danke", "tschüss", "merci", "gracias", "obrigado", "grazie",
  ])

  /// Words by which one program tells another that the talk is over.
  static let endMarks: Set<String> = ["STOP", "TERMINATE", "TERMINATED", "EXIT", "END", "DONE", "QUIT", "TRANSFER"]

  /// What says that something was done.
  static let success = PhraseBook([
    "success*", "has been", "have been", "is now", "are now", "completed", "confirmed", "processed", "done", "all set",
    "taken care of", "finished", "went through", "gone through", "went ahead", "good to go", "ive updated",
    "ive cancelled", "ive canceled", "ive changed", "ive booked", "ive added", "ive removed", "ive sent", "ive made",
    "ive placed", "ive created", "ive submitted", "ive refunded", "ive returned", "ive processed", "ive issued",
    "i have updated", "i have cancelled", "i have canceled", "i have changed", "i have booked", "i have added",
    "i have removed", "i have sent", "i have made", "i have placed", "i have created", "i have submitted",
    "i have refunded", "i have processed", "i have issued", "was updated", "was cancelled", "was canceled",
    "was changed", "was booked", "was sent", "was created", "was submitted", "was processed", "were updated",
    "is booked", "is confirmed", "is complete", "is cancelled", "is canceled", "is updated", "will be refunded",
    "will receive", "will be processed", "in place",
  ])

  /// What owns that something did not work.
  static let admission = PhraseBook([
    "unable", "cannot", "cant", "couldnt", "could not", "not able", "wasnt able", "unfortunately", "sorry", "apolog*",
    "error", "errors", "issue", "issues", "problem", "problems", "difficult*", "trouble", "fail*", "declin*", "reject*",
    "denied", "not available", "unavailable", "no longer available", "isnt available", "arent available", "not found",
    "not possible", "isnt possible", "didnt", "did not", "wasnt", "was not", "not enough", "arent enough",
    "isnt enough",
    "insufficient", "not allowed", "not permitted", "doesnt", "does not", "try again", "invalid", "incorrect",
    "mistake", "not been", "hasnt been", "havent been", "unsuccessful", "timed out", "timeout", "not go through",
    "not eligible", "discrepancy", "mismatch", "appears that", "exceed*", "not match",
  ])
}
