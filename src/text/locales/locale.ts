/**
 * What small talk is about. `nod`: yes, no and the like, which ask nothing. `play`: poems, jokes and insults, which are
 * no questions to any documentation.
 */
export type Topic = "hello" | "thanks" | "nod" | "bye" | "ability" | "trouble" | "play";

/** The kind of answer that a question asks for, by its form; `any` where that does not tell. */
export type QuestionType = "when" | "count" | "who" | "where" | "why" | "how" | "what" | "any";

/** A unit of measure that languages have words of their own for. */
export type Unit = "millisecond" | "second" | "minute" | "hour" | "day" | "week" | "percent";

/**
 * What is known of one language, as plain data. To add a language, write a file like the others and list it in
 * `index.ts`. `words` are parted by spaces and folded as terms are (small letters, no accents); `phrases` are parted by
 * commas, in small letters, without punctuation and apostrophes.
 *
 * - `code`, `name`: by ISO 639-1, and in English.
 * - `script`: tells a text of this language, where no other one here is written so.
 * - `letters`: those that no other language here has; a word with one of them tells the language as a stop word does.
 * - `stopwords`: words that say nothing about a question's subject. They also tell the language of a text, so that a
 *   word is listed under its own language alone: "die" is a matter of substance in English.
 * - `unspacedStopwords`: the same where words have no spaces between them, longest first where one begins another.
 * - `stemmer`: makes one of a word's forms. Besides English only where the script alone tells the language, so that a
 *   question and the docs are never stemmed by different rules.
 * - `continuations`: phrases with which a sentence goes on from one before it, so that it says little alone.
 * - `sentences`: what Docent itself says. `{names}` and `{version}` are filled in.
 * - `fillers`: words around small talk that change nothing. `laughter`: a word that only laughs.
 * - `everyday`: stems that fit any question.
 * - `numbers`: the words for each number, from 0 on.
 * - `negation`, `questionTypes`, `months`: what checking and quoting sentences needs; English alone so far.
 */
export interface Locale {
  readonly code: string;
  readonly name: string;
  readonly script?: RegExp;
  readonly letters?: RegExp;
  readonly stopwords: string;
  readonly unspacedStopwords?: string;
  readonly stemmer?: (word: string) => string;
  readonly continuations?: string;
  readonly sentences: Readonly<Record<Sentence, string>>;
  readonly smallTalk: Readonly<Record<Topic, SmallTalk>>;
  readonly fillers?: string;
  readonly laughter?: RegExp;
  readonly followUp: FollowUp;
  readonly everyday?: string;
  readonly modelRefusal?: ModelRefusal;
  readonly units?: Readonly<Partial<Record<Unit, string>>>;
  readonly months?: string;
  readonly numbers?: string;
  readonly negation?: Negation;
  readonly questionTypes?: readonly (readonly [RegExp, QuestionType])[];
}

/**
 * - `refusal`: that the docs do not answer; then `nearest` where pages are listed below, `none` where there are none.
 * - `unsure`: that they may not answer, above the nearest sections. `foreign`: that they are in another language.
 * - `quoted`: that nobody wrote the answer for the question. `more`: where more of what was quoted stands,
 *   `{source}`. `stillReading`: that the docs are not read yet; `nothingRead`: that there
 *   are none, or nothing of them could be read, with the command that says why as `{doctor}`.
 * - `unread`: which attachments were not read. `unreadable`: that a message which is pointed at holds no words.
 * - `version`: which version is told of. `invite`: what can be asked, to somebody who asked nothing.
 */
export type Sentence =
  | "refusal"
  | "nearest"
  | "none"
  | "unsure"
  | "foreign"
  | "quoted"
  | "more"
  | "stillReading"
  | "nothingRead"
  | "unread"
  | "unreadable"
  | "version"
  | "invite";

/**
 * Phrases that a message of nothing but small talk is made of, and what is said to them. `begins`: phrases that make
 * small talk of a whole message, whatever follows.
 */
export interface SmallTalk {
  readonly phrases: string;
  readonly begins?: string;
  readonly reply: string;
}

/**
 * How a question tells that it goes on from the one before it.
 *
 * - `begins`: phrases that it begins with. `refers`: words anywhere in it that stand for what was said.
 * - `standsFor`: those that stand for the subject itself; `adds`: beginnings after which they do not, for another is
 *   added.
 * - `newTopic`: phrases that say that something else comes now, after any of `openers`.
 * - `bare`: whole questions without a subject. `more`: words that ask for more of the same.
 * - `places`: words that a mere "on Windows?" begins with; `asks`: those of which any whole question has one.
 */
export interface FollowUp {
  readonly begins: string;
  readonly refers: string;
  readonly standsFor?: string;
  readonly adds?: string;
  readonly newTopic?: string;
  readonly openers?: string;
  readonly bare?: string;
  readonly more?: string;
  readonly places?: string;
  readonly asks?: string;
}

/** How models say that the docs do not answer: how they begin, and what tells it in the first sentence. */
export interface ModelRefusal {
  readonly begins: string;
  readonly declines: readonly RegExp[];
}

/**
 * How a clause denies another one.
 *
 * - `negates`: denies what a clause says. `quantifies`: words that say how far a clause holds and nothing of what.
 * - `mayNegate`: may deny it as well; where a clause has one of these, nobody can tell without understanding it.
 * - `opposites`: words that deny each other. `clauseEnd`: where one clause ends.
 */
export interface Negation {
  readonly negates: RegExp;
  readonly quantifies: RegExp;
  readonly mayNegate: readonly RegExp[];
  readonly opposites: readonly (readonly [string, string])[];
  readonly clauseEnd: RegExp;
}
