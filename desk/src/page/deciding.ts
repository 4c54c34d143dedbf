// What was collected, and what people decide about it: each decision is noted where it survives, and what it changes is
// worked out anew.

import { useRef, useState } from "preact/hooks";

import type { Collected, ReadingLine, Conflict, Spot, SpellingLine } from "./answers";
import { DECISIONS_FILE, Decisions, type Entry } from "./decisions";
import type { Engine } from "./engine";
import { type Folder, download, readFrom, saveInto, storedText, writeInto } from "./files";
import { type Said, type Shown, shownNow } from "./findings";
import { useFocusWhenDrawn } from "./focus";
import type { Freshness } from "./freshness";
import { reason, whyNotSaved } from "./problems";

/** Where Python finds what was decided on the page. */
const NOTED = `/keputusan/${DECISIONS_FILE}`;
/** What is typed where an answer is to be empty. */
const EMPTY = "(kosong)";

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;
type Answered = Pick<Spot, "form" | "row" | "column">;

export type Deciding = ReturnType<typeof useDeciding>;

interface Given {
  readonly engine: Engine;
  readonly freshness: Freshness;
  readonly say: (sentence: string, faulty?: boolean) => void;
  /** Begin what the page is busy with until it has ended, beside jobs. */
  readonly keep: (take: () => Promise<void>) => void;
  /** The edition of the settings that hold now. */
  readonly edition: () => string;
  /** Where decisions stand in the folder that was granted, with a stroke at the end; empty for its top. */
  readonly place: () => string;
}

export function useDeciding({ engine, freshness, say, keep, edition, place }: Given) {
  const [collected, setCollected] = useState<Collected | undefined>();
  const [findings, setFindings] = useState<readonly Shown[]>([]);
  const [noted, setNoted] = useState({ count: 0, unsaved: 0 });
  const decisions = useRef(new Decisions());
  /** The folder that was granted. */
  const folder = useRef<Folder | undefined>();
  const lastSave = useRef<Promise<unknown>>(Promise.resolve());
  const focus = useFocusWhenDrawn("ringkasan", collected);

  /** Show what was collected. After answers what was answered stays where it stood, and the focus stays. */
  function show(now: Collected, isQuiet: boolean): void {
    setFindings((before) => shownNow(isQuiet ? before : [], now, (spot) => saidAt(spot, now) !== undefined));
    setCollected(now);
    if (!isQuiet) {
      focus();
    }
  }

  /** What had come is given up: what is decided next is about other returns, and stands in no folder of those. */
  function forget(): void {
    folder.current = undefined;
    setCollected(undefined);
    setFindings([]);
  }

  /** Tell on the board of this bimtek what is known now to have gone out. */
  function setSent(stage: number, sent: Readonly<Record<string, string>>): void {
    setCollected((now) =>
      now?.stage === stage ? { ...now, board: now.board.map((line) => ({ ...line, sent: sent[line.recipient] ?? "" })) } : now,
    );
  }

  const placeOf = ({ form, row, column }: Answered, now: Collected) => ({
    ...{ edition: now.edition, stage: now.stage },
    ...{ form, row, column },
  });

  /** What was typed in the place of an answer, here or on the matrix. */
  function saidAt(spot: Spot, now: Collected | undefined = collected): Said | undefined {
    const entry = now && decisions.current.get(placeOf(spot, now));
    if (entry?.kind === "answer") {
      return { value: entry.value ?? EMPTY, source: entry.source };
    }
    const isHere = (one: Answered) => one.form === spot.form && one.row === spot.row && one.column === spot.column;
    return entry === undefined ? now?.entries.find(isHere) : undefined;
  }

  /** Take a decision, note it where it survives, and work out anew what it changes. */
  function decide(at: Answered, said: DistributiveOmit<Entry, keyof ReturnType<typeof placeOf> | "at">): void {
    if (collected !== undefined) {
      decisions.current.take({ ...placeOf(at, collected), ...said, at: new Date().toISOString() } as Entry);
      showNoted();
      freshness.decided();
      if (folder.current !== undefined) {
        saveAndRenew();
      }
    }
  }

  function answer(spot: Spot, said: Said | undefined): void {
    const value = said?.value.toLowerCase() === EMPTY ? null : (said?.value ?? null);
    decide(spot, said === undefined ? { kind: "withdrawn" } : { kind: "answer", value, source: said.source, seen: spot.seen });
  }

  function choose(conflict: Conflict, reading: ReadingLine): void {
    decide(conflict, { kind: "conflict", value: reading.value, seen: conflict.readings.map(({ value }) => value) });
  }

  function spell({ list, text }: SpellingLine, value: string, alias: boolean): void {
    decide({ form: "", row: list, column: text }, value === "" ? { kind: "withdrawn" } : { kind: "spelling", value, alias });
  }

  function undo(one: Answered): void {
    decide(one, { kind: "withdrawn" });
  }

  function restore(text: string) {
    const restored = decisions.current.restore(text);
    showNoted();
    return restored;
  }

  function showNoted(): void {
    setNoted({ count: decisions.current.count, unsaved: decisions.current.unsaved });
  }

  /** Save after what is being saved: of two that write the same file, the last is to hold everything. */
  function save(): Promise<boolean> {
    const saved = lastSave.current.then(saveNow);
    lastSave.current = saved.catch(() => undefined);
    return saved;
  }

  /**
   * Write what was decided into the folder that was granted, with what others have decided there, else offer it for
   * download. Gives whether others have decided something that was not known here.
   */
  async function saveNow(): Promise<boolean> {
    let hasNew = false;
    const granted = folder.current;
    const text = decisions.current.file(edition());
    const file = storedText(granted === undefined ? DECISIONS_FILE : place() + DECISIONS_FILE, text);
    const written = decisions.current.writing(edition());
    if (text === "") {
      if (decisions.current.unsaved > 0) {
        say("Keputusan yang belum disimpan itu tentang wilayah lain. Pilih dulu wilayahnya, lalu tekan Simpan keputusan.");
      }
      return hasNew;
    }
    try {
      if (granted === undefined) {
        download(file);
      } else {
        const there = await readFrom(granted, file.path);
        const theirs = there === undefined ? undefined : decisions.current.restore(await there.text());
        if (there !== undefined && theirs === undefined) {
          await saveInto(granted, [file], () => undefined); // it is none of ours, and kept
        } else {
          await writeInto(granted, storedText(file.path, decisions.current.file(edition())));
        }
        hasNew = theirs?.hasNew === true;
      }
      written();
    } catch (problem) {
      const why = whyNotSaved(problem, granted?.name ?? "") ?? `Sebabnya: ${reason(problem)}.`;
      say(`Keputusan belum tersimpan; tekan Simpan keputusan untuk mengunduhnya. ${why}`, true);
      folder.current = undefined;
    }
    showNoted();
    return hasNew;
  }

  /** Save, and work out anew what others have decided in the meantime. */
  function saveAndRenew(): void {
    keep(async () => {
      if (await save()) {
        freshness.decided();
      }
    });
  }

  /** Put what was decided where Python reads it; how an action is told of it. */
  async function told(): Promise<{ decided: string | null }> {
    const text = decisions.current.file(edition());
    await engine.store(text === "" ? [] : [storedText(NOTED, text)], [NOTED]);
    return { decided: text === "" ? null : NOTED };
  }

  return {
    ...{ collected, findings, noted, folder, show, forget, setSent, saidAt, answer, choose, spell, undo, restore, save, saveAndRenew, told },
    unsaved: () => decisions.current.unsaved,
  };
}
