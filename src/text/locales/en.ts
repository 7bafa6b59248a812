import { stemmer } from "stemmer";
import type { Locale } from "./locale.ts";

/** What is known of English. */
export const en = {
  code: "en",
  name: "English",
  stopwords: `a an and are as at be but by for if in into is it no not of on or such that the their then there
these they this to was will with about am any been being can could did do does doing from give had has have
having he help her him his how i im its just know let like may me might mine must my need of our ours out please many much
really shall she should show so some tell than thanks thank them those through up us want wants we were what
whats when where which who whom whose why would you your yours also explain hello hi hey`,
  stemmer,
  continuations: "now, then, they, this, these, those, that, however",
  sentences: {
    refusal: "The docs do not answer this, as far as I can find.",
    nearest:
      "The nearest pages are listed below. Try naming the feature, option or error message, or " +
      "ask somebody who maintains the project.",
    none:
      "Try other words, such as the name of the feature, option or error message, or ask " +
      "somebody who maintains the project.",
    unsure: "I am not sure that the docs answer this. The nearest sections:",
    foreign:
      "The docs are written in another language, and without a model I cannot translate. The " + "nearest sections:",
    quoted: "Quoted from the docs.",
    more: "more in {source}",
    stillReading: "I am still reading the documentation. Please ask again in a moment.",
    nothingRead:
      "I have no documentation to answer from: none was given to me, or no page of it could be read. Whoever runs me can see why with `{doctor}`.",
    unread: "I cannot read attachments, so I did not see {names}.",
    version: "For version {version}.",
    unreadable: "I can read no words in the message that you point at.",
    invite: "Ask me anything about the documentation, in your own words. `help` says what else there is.",
  },
  smallTalk: {
    hello: {
      phrases:
        "hi, hello, hey, hiya, howdy, yo, greetings, good morning, good afternoon, good evening, " +
        "how are you, how are you doing, how is it going, whats up, sup, nice to meet you",
      reply: "Hello! Ask me anything about the documentation.",
    },
    thanks: {
      phrases:
        "thanks, thank you, thx, ty, tysm, cheers, much appreciated, appreciate it, that helped, ok, " +
        "okay, cool, great, nice, perfect, awesome, got it, lol, good bot, well done, it works, " +
        "that worked, it worked, worked, that works, works, works now, it works now, that works now, " +
        "works for me, works like a charm, working now, its working, it is working, that did it, " +
        "that did the trick, did the trick, that fixed it, that solved it, that solved my problem, " +
        "fixed it, fixed, solved, problem solved, issue solved, resolved, thats it, " +
        "thats what i needed, exactly what i needed, just what i needed, good job, great job, " +
        "nice one, brilliant, amazing, excellent, wonderful, fantastic, thank u, many thanks, " +
        "thanks a bunch, thanks a ton, ta, you rock, love it, sweet, helpful, very helpful",
      reply: "You're welcome. Ask again whenever something is unclear.",
    },
    nod: {
      phrases:
        "no, nope, nah, no thanks, no thank you, yes, yep, yeah, yup, sure, right, exactly, indeed, " +
        "agreed, same, same here, hm, hmm, hmmm, oh, ah, aha, oops, wow, nvm, never mind, nevermind, " +
        "done, fine, alright, all right, brb, ack, noted, understood, i see, makes sense, " +
        "that makes sense, interesting, k, kk, no worries, np, no problem, all good, all set, " +
        "im good, sounds good",
      reply: "All right. Ask whenever something about the docs is unclear.",
    },
    bye: {
      phrases: "bye, goodbye, good bye, see you, see ya, good night, have a nice day, have a good one",
      reply: "Goodbye! I'm here whenever you have a question about the docs.",
    },
    ability: {
      phrases:
        "what can you do, what do you do, what are you, who are you, how can you help, " +
        "how can you help me, what can i ask, what can i ask you, how do you work, are you a bot, " +
        "are you human, are you there, can you help me, i need help, help me, help me please, " +
        "please help me, please help, i need some help",
      reply:
        "I answer questions from the documentation and show where each answer stands. Just ask in " +
        "your own words; I remember what we talked about, so a follow-up can be short. `search` " +
        "with a few words lists the best sections, `reset` forgets this conversation, and `help` " +
        "shows everything I can do.",
    },
    trouble: {
      phrases:
        "it doesnt work, it does not work, doesnt work, it still doesnt work, still doesnt work, " +
        "it isnt working, it is not working, its not working, not working, that doesnt work, that " +
        "didnt work, it didnt work, nothing works, it fails, its broken, it is broken, i have a " +
        "problem, i have an issue, i have a question, i get an error, i got an error, there is an " +
        "error, im stuck, i am stuck, something is wrong",
      reply:
        "Tell me what you are trying to do and what you see instead: the exact error message, or " +
        "the name of the feature or option. Then I can look it up.",
    },
    play: {
      phrases:
        "tell me a joke, tell a joke, tell me another joke, sing me a song, sing a song, " +
        "entertain me, im bored, i am bored, do you love me, i love you, will you marry me, " +
        "explain it like i am five, explain it like im five, explain like i am five, explain like " +
        "im five, eli5, explain it to me like i am five, explain it to me like im five, you suck, " +
        "you are stupid, youre stupid, you are dumb, youre dumb, you are useless, youre useless, " +
        "stupid bot, dumb bot, useless bot, bad bot, you idiot, idiot, shut up, fuck you, fuck " +
        "off, go away, you are an idiot, youre an idiot",
      begins:
        "write me a poem, write a poem, write me a song, write a song, write me a haiku, write a " +
        "haiku, write me a limerick, write a limerick, write me a joke, write a joke, write me a " +
        "rap, write a rap, write me a story, compose a poem, compose a song, sing a song, sing me " +
        "a song, tell me a joke, tell a joke, tell me a story, tell me a bedtime story, tell me " +
        "something funny, make me laugh",
      reply: "I keep to the documentation, so I leave that to others. Ask me anything about the docs.",
    },
  },
  laughter: /^(?:(?:ha){2,}h?|(?:he){2,}|(?:hi){2,}|lo{1,9}l|lmf?ao|rofl|xd{1,9})$/,
  followUp: {
    begins:
      "and, but, or, so, then, also, any, what about, how about, what if, how if, what else, what is the difference to, " +
      "what is the difference from, whats the difference to, whats the difference from",
    refers:
      "that this it its them they their those these there one ones both else another instead " +
      "same latter former afterwards afterward beforehand",
    standsFor: "that this it them they those these",
    adds: "and, but, or, what about, how about",
    newTopic:
      "other question, another question, different question, new question, unrelated question, " +
      "next question, separate question, other topic, another topic, different topic, new " +
      "topic, unrelated topic, next topic, separate topic, other thing, another thing, " +
      "different thing, new thing, unrelated thing, next thing, separate thing, other issue, " +
      "another issue, different issue, new issue, unrelated issue, next issue, separate issue, " +
      "by the way, btw, something else, on another note",
    openers: "ok, okay, thanks, thank you, great, cool, alright, now, and",
    bare: "why, how, how so, how come",
    more:
      "example sample code snippet config configuration syntax detail step more explain " +
      "elaborate mean again work look",
    places: "from to on onto in into inside at for with without via under behind using within by during",
    asks:
      "how what when where which who whom whose why is are am was were do does did can could should " +
      "would will shall has have had may might must if tell show explain list",
  },

  fillers:
    "there docent bot all everyone everybody folks guys team friend mate buddy again please so very much a lot " +
    "for your the help and you too man dude sir just yes that is was helpful really for now",
  everyday: "use make get work need want wai put add set try happen look thing possibl onli",
  modelRefusal: {
    begins:
      "sorry, i'm sorry, i am sorry, i apologize, unfortunately, the docs, the documentation, the provided, " +
      "the passages, the given, the available, the context, the sources, based on the, " +
      "according to the, there is no, there's no, i cannot, i can't, i could not, i couldn't, i don't, " +
      "i do not, i was unable, none of the, no information",
    declines: [
      /\b(?:not|no|n't|cannot|none|unable)\b.{0,80}\b(?:mention|contain|cover|answer|say|state|provide|include)/iu,
      /\b(?:not|no|n't|cannot|none|unable)\b.{0,80}\b(?:specif|inform|describe|address|find|found)/iu,
      /\b(?:not|no|n't|cannot|none|unable)\b.{0,80}\b(?:discuss|detail|explain|document|available|enough|relevant)/iu,
      /n't.{0,80}\b(?:mention|contain|cover|answer|say|provide|include|specif|describe|address|find|discuss|explain)/iu,
    ],
  },
  units: {
    millisecond: "ms millisecond milliseconds",
    second: "s sec secs second seconds",
    minute: "min mins minute minutes",
    hour: "h hr hrs hour hours",
    day: "day days",
    week: "week weeks",
    percent: "percent",
  },
  numbers:
    "zero none, one first once single, two second twice both pair, three third, four fourth, five fifth, six sixth, " +
    "seven seventh, eight eighth, nine ninth, ten tenth, eleven eleventh, twelve twelfth dozen",
  months: "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
  negation: {
    negates: /\b(?:not|never|cannot|\w+n['’]t)\b/i,
    quantifies: /^(?:not|never|cannot|always|ever|\w+n['’]t)$/i,
    mayNegate: [
      /\b(?:not?|never|cannot|\w+n['’]t|none|nor|neither|nothing|without|only|unless|except|instead|rather)\b/gi,
      /\b(?:gone|removed?|dropped|lacks?|missing|fails?|unable|off|disabled?|avoids?|prevents?|ignores?)\b/gi,
      /\b(?:skip\w*|stops?|un\w+|in\w{5,}|longer)\b/gi,
    ],
    opposites: [
      ["enabled", "disabled"],
      ["enable", "disable"],
      ["required", "optional"],
      ["minimum", "maximum"],
      ["before", "after"],
      ["increases", "decreases"],
      ["public", "private"],
      ["supported", "unsupported"],
      ["allowed", "forbidden"],
      ["synchronous", "asynchronous"],
    ],
    clauseEnd:
      /[.!?;:,()—]+(?:\s|$)|\n+|\s(?:and|but|because|so|since|which|while|although|though|when|if|where|unless)\s/i,
  },
  questionTypes: [
    [
      /^(?:in )?(?:when(?! (?:should|to|can|could|would|must|do (?:i|you|we))\b)|what (?:year|date|day|month|century|decade))\b|\bwhat (?:year|century)\b/i,
      "when",
    ],
    [
      /\bhow (?:many|much|long|old|far|often|big|large|tall|high)\b|\bwhat (?:percent|number|amount|size|port)/i,
      "count",
    ],
    [/^(?:who|whom|whose)\b/i, "who"],
    [/^where\b|\b(?:in|from|to) (?:what|which) (?:country|city|place|region|state)/i, "where"],
    [/^(?:and |but )?(?:why|how come|for what reason)\b/i, "why"],
    [
      /\bhow (?:do|can|to|would|should|could)\b|^(?:is there (?:a|any) way|is it possible|can (?:i|we|you|one))\b|\b(?:best|right|easiest|recommended) way to\b/i,
      "how",
    ],
    [
      /^(?:add|build|chang|configur|connect|creat|customi[sz]|deploy|disabl|enabl|fetch|generat|import|install|integrat|load|migrat|mov|remov|render|run|set|shar|test|upgrad|updat|us|writ)(?:e|ing|ning|ting|ding)?\b/i,
      "how",
    ],
    [/^what(?:'s| is| are| does| do)\b/i, "what"],
  ],
} satisfies Locale;
