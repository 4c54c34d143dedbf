// What a person decided or typed on the page: `keputusan.json`, which survives the tab and is read by the command line.

import type { Spot } from "./answers";

export const DECISIONS_FILE = "keputusan.json";
/** The version of the file that this page writes, and the newest that it reads. */
const VERSION = 1;

/**
 * One decision: an answer in the place of a faulty one, a choice among values that differ, what a spelling means (its list
 * stands as the row, what was typed as the column), or one taken back.
 */
export type Entry = {
  /** Of the settings under which it was taken: its letters are the region. */
  readonly edition: string;
  readonly stage: number;
  readonly form: string;
  readonly row: string;
  readonly column: string;
  /** When it was taken, in UTC. */
  readonly at: string;
} & (
  | { readonly kind: "answer"; readonly value: string | null; readonly source: string; readonly seen: string }
  | { readonly kind: "conflict"; readonly value: string | null; readonly seen: readonly (string | null)[] }
  | { readonly kind: "spelling"; readonly value: string; readonly alias: boolean }
  | { readonly kind: "withdrawn" }
);

type Place = Pick<Entry, "edition" | "stage"> & Pick<Spot, "form" | "row" | "column">;

/** How many decisions a file held, and whether any was not known here. */
export interface Restored {
  readonly count: number;
  readonly hasNew: boolean;
}

/** Every decision by its place; the same place is decided once. */
export class Decisions {
  private readonly entries = new Map<string, Entry>();
  /** Those taken since they were last written; a place that is decided again still counts once. */
  private readonly fresh = new Map<string, Entry>();

  get(place: Place): Entry | undefined {
    return this.entries.get(keyOf(place));
  }

  /** How many hold: those that were taken back do not count. */
  get count(): number {
    return [...this.entries.values()].filter(({ kind }) => kind !== "withdrawn").length;
  }

  take(entry: Entry): void {
    this.entries.set(keyOf(entry), entry);
    this.fresh.set(keyOf(entry), entry);
  }

  get unsaved(): number {
    return this.fresh.size;
  }

  /** What is to be called once the file of now is written: what was taken in the meantime, or of another region, stays unsaved. */
  writing(edition: string): () => void {
    const written = [...this.fresh].filter(([, entry]) => regionOf(entry.edition) === regionOf(edition));
    return () => {
      written.filter(([key, entry]) => this.fresh.get(key) === entry).forEach(([key]) => this.fresh.delete(key));
    };
  }

  /** Take over those of a file, as far as they are later than ours; nothing where it is none. */
  restore(text: string): Restored | undefined {
    const read = entriesOf(text);
    const later = (read ?? []).filter((entry) => {
      const ours = this.entries.get(keyOf(entry));
      return ours === undefined || Date.parse(ours.at) < Date.parse(entry.at);
    });
    later.forEach((entry) => this.entries.set(keyOf(entry), entry));
    return read && { count: read.length, hasNew: later.length > 0 };
  }

  /** The file, with what was decided about the region of these settings; empty where that is nothing. */
  file(edition: string): string {
    const ours = [...this.entries.values()].filter((entry) => regionOf(entry.edition) === regionOf(edition));
    const entries = ours.map((entry) => ({ ...entry, edition: undefined })) ; // it stands once, above them
    return entries.length === 0 ? "" : `${JSON.stringify({ keputusan: VERSION, edition, entries }, undefined, 2)}\n`;
  }
}

function keyOf({ edition, stage, form, row, column }: Place): string {
  return JSON.stringify([regionOf(edition), stage, form, row, column]);
}

function regionOf(edition: string): string {
  return /^[A-Za-z]*/.exec(edition)?.[0].toUpperCase() ?? "";
}

/** The entries of a file of decisions that can be used; nothing where it is something else. */
function entriesOf(text: string): readonly Entry[] | undefined {
  let document: unknown;
  try {
    document = JSON.parse(text.replace(/^\ufeff/, ""));
  } catch {
    return undefined;
  }
  if (!isRecord(document) || typeof document["keputusan"] !== "number" || !Array.isArray(document["entries"])) {
    return undefined;
  }
  const { edition, keputusan, entries } = document;
  return keputusan > VERSION || typeof edition !== "string"
    ? undefined
    : (entries as unknown[]).filter(isRecord).map((entry) => ({ ...entry, edition })).filter(isEntry);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isEntry(value: Record<string, unknown>): value is Record<string, unknown> & Entry {
  const isText = (part: unknown) => typeof part === "string";
  const isValue = (part: unknown) => isText(part) || part === null || typeof part === "number";
  const { kind, stage, form, row, column, at, seen } = value;
  const isPlaced = [form, row, column, at].every(isText) && typeof stage === "number" && !Number.isNaN(Date.parse(at as string));
  const isAnswer = kind === "answer" && isText(seen) && isText(value["source"]);
  const isChoice = kind === "conflict" && Array.isArray(seen) && seen.every(isValue);
  const isSpelling = kind === "spelling" && isText(value["value"]) && typeof value["alias"] === "boolean";
  return isPlaced && (kind === "withdrawn" || isSpelling || ((isAnswer || isChoice) && isValue(value["value"])));
}
