// What the actions of `worksheet_kit.desk` answer, as far as the page shows it. A fault is one sentence for people.

export interface Fault {
  readonly fault: string;
}

export interface Region {
  readonly name: string;
  readonly region: string;
}

export interface Settings {
  readonly region: string;
  readonly stages: readonly { readonly number: number; readonly title: string; readonly dates: string }[];
  readonly groups: readonly { readonly code: string; readonly name: string }[];
}

export interface Line {
  readonly recipient: string;
  readonly name: string;
  readonly form: string;
  readonly state: string;
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
}

export interface Collected {
  readonly heading: string;
  readonly note: string;
  /** Which matrix the decisions of a merge come from, in a sentence; empty without one. */
  readonly decided: string;
  readonly counts: string;
  readonly board: readonly Line[];
  readonly files: readonly FileLine[];
  readonly findings: readonly Finding[];
  readonly printed: string;
  readonly attention: boolean;
  readonly written: readonly string[];
}

export interface Made {
  readonly made: number;
  readonly zip: string;
  readonly written: readonly string[];
}

export function isFault(answer: unknown): answer is Fault {
  return typeof answer === "object" && answer !== null && "fault" in answer;
}
