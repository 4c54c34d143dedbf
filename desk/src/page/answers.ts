// What the actions of `worksheet_kit.desk` answer, as far as the page shows it. A fault is one sentence for people.

export interface Fault {
  readonly fault: string;
  /** Whether it stands in the settings. */
  readonly settings?: true;
}

export interface Region {
  readonly name: string;
  readonly region: string;
}

export interface Settings {
  readonly region: string;
  readonly edition: string;
  readonly stages: readonly { readonly number: number; readonly title: string; readonly dates: string }[];
  readonly groups: readonly { readonly code: string; readonly name: string }[];
}

export interface Line {
  readonly recipient: string;
  readonly name: string;
  readonly form: string;
  /** How far a group is with a sheet: in words, and as a name. */
  readonly state: string;
  readonly key: string;
  /** Which revisions went out and came back, in words; empty where nothing is known. */
  readonly sent: string;
  readonly received: string;
  readonly rows: number;
  readonly complete: number;
  readonly percent: number;
}

export interface FileLine {
  readonly file: string;
  readonly verdict: string;
  readonly name: string;
  readonly reason: string;
}

export interface Finding {
  readonly code: string;
  readonly severity: string;
  readonly severity_word: string;
  readonly title: string;
  readonly name: string;
  readonly file: string;
  readonly sheet: string;
  readonly cell: string;
  readonly value: string | null;
  readonly message: string;
  readonly remedy: string;
  readonly suggestion: string | null;
  readonly row: string;
  readonly column: string;
  /** Where it can be answered; nothing where it cannot. */
  readonly spot: Spot | null;
}

/** An answer in whose place another can be given. */
export interface Spot {
  readonly row: string;
  readonly form: string;
  readonly column: string;
  /** A print of what is said there. */
  readonly seen: string;
  readonly heading: string;
  /** Which of the lists it is chosen from; -1 where it is typed. */
  readonly list: number;
  readonly hint: string;
  readonly number: boolean;
}

/** What an answer is about, with names for people. */
interface About {
  readonly form: string;
  readonly row: string;
  readonly column: string;
  readonly name: string;
  readonly heading: string;
}

interface Where {
  readonly file: string;
  readonly sheet: string;
  readonly cell: string;
}

export interface ReadingLine extends Where {
  readonly text: string;
  readonly value: string | null;
  readonly saved: string;
}

export interface Conflict extends About {
  readonly title: string;
  readonly decision: string;
  readonly unused: string;
  readonly readings: readonly ReadingLine[];
}

/** What the secretariat has filled in. */
export interface EntryLine extends About {
  readonly value: string;
  readonly source: string;
  readonly before: string;
  readonly unused: string;
}

/** A spelling that several cells have and no list knows. */
export interface SpellingLine {
  readonly list: string;
  readonly text: string;
  readonly title: string;
  readonly cells: readonly string[];
  /** What it may mean, the nearest first. */
  readonly entries: readonly string[];
  readonly entry: string;
  readonly alias: boolean;
}

/** What was stored otherwise than typed. */
export interface Adjustment extends About, Where {
  readonly raw: string;
  readonly value: string;
  readonly rule: string;
}

/** The figures of a picture: headings, and lines of a name and its cells. */
export interface Picture {
  readonly name: string;
  readonly title: string;
  readonly kind: "share" | "heat" | "bars" | "list";
  readonly heads: readonly string[];
  readonly lines: readonly (readonly [string, ...(string | number)[]])[];
}

export interface CardLine {
  readonly row: string;
  readonly title: string;
  readonly name: string;
}

export interface Card {
  readonly row: string;
  readonly title: string;
  readonly about: string;
  readonly facts: readonly { readonly name: string; readonly text: string }[];
  readonly actions: readonly (readonly string[])[];
}

export interface Collected {
  readonly heading: string;
  readonly stage: number;
  readonly edition: string;
  /** Up to when the returns speak, in words; empty where none says. */
  readonly until: string;
  readonly note: string;
  /** Which matrix the decisions of a merge come from, in a sentence; empty without one. */
  readonly decided: string;
  readonly counts: string;
  readonly board: readonly Line[];
  readonly files: readonly FileLine[];
  /** The heaviest first. */
  readonly findings: readonly Finding[];
  readonly lists: readonly (readonly string[])[];
  readonly conflicts: readonly Conflict[];
  readonly entries: readonly EntryLine[];
  readonly spellings: readonly SpellingLine[];
  readonly adjustments: readonly Adjustment[];
  readonly pictures: readonly Picture[];
  readonly cards: readonly CardLine[];
  /** The state of things for WhatsApp, and the numbers of those who are not complete. */
  readonly summary: string;
  readonly numbers: readonly { readonly name: string; readonly phone: string }[];
  readonly printed: string;
  readonly attention: boolean;
  readonly written: readonly string[];
}

/** One's own workbook, checked. */
export interface Own extends Collected {
  readonly name: string;
  readonly complete: boolean;
  readonly sentence: string;
  /** What is sent along with it. */
  readonly message: string;
}

/** What was dropped: a working folder, or returns alone. */
export type Found =
  | { readonly folder: null }
  | {
      readonly folder: string;
      readonly settings: string;
      readonly stage: number;
      /** Where the results of each bimtek stand. */
      readonly results: Readonly<Record<number, string>>;
      /** Where the journal of the mails of each bimtek stands, or is to stand. */
      readonly journals: readonly string[];
      readonly sentence: string;
      readonly act: "make" | "merge";
      /** The bimtek whose worksheets are due; null where all have a matrix. */
      readonly makes: number | null;
    };

export interface Made {
  readonly made: number;
  /** The sentence that names whose worksheets start from nothing; empty where none do. */
  readonly bare: string;
  readonly zip: string;
  /** The folders of the working folder that were written into. */
  readonly places: readonly string[];
  readonly written: readonly string[];
}

/** One message of a mailing. */
export interface MessageLine {
  readonly code: string;
  readonly name: string;
  readonly to: readonly string[];
  readonly numbers: readonly { readonly name: string; readonly number: string }[];
  /** The text for WhatsApp. */
  readonly chat: string;
  readonly draft: string;
  /** How far it is on its way, in words; and whether it went out. */
  readonly state: string;
  readonly out: boolean;
}

/** A mailing that was prepared; paths are those within the working folder. */
export interface Mailed {
  readonly sentence: string;
  readonly messages: readonly MessageLine[];
  readonly stage: number;
  /** By recipient, which revisions are known to have gone out, as the board says it. */
  readonly sent: Readonly<Record<string, string>>;
  readonly page: string;
  /** The folder of all that goes out. */
  readonly place: string;
  readonly written: readonly string[];
}

export function isFault(answer: unknown): answer is Fault {
  return typeof answer === "object" && answer !== null && "fault" in answer;
}
