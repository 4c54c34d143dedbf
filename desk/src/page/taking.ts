// What comes in: returns and earlier books, as files or as a working folder, which brings its settings, the bimtek that is
// on, and the results of earlier merges.

import { useRef, useState } from "preact/hooks";

import type { StoredFile } from "../messages";
import type { Found } from "./answers";
import type { Restored } from "./decisions";
import type { Engine } from "./engine";
import { stored, takenFrom } from "./files";
import type { Freshness } from "./freshness";
import type { Jobs } from "./jobs";
import { Refused } from "./problems";
import type { RegionChosen } from "./region";
import { type Choice, RESULTS, Returns, safe } from "./returns";

/** Where the earlier books stand in the worker. */
const BOOKS = "/buku";
/** Bytes up to which a JSON file is looked into for decisions. */
const LARGEST_NOTES = 8 * 2 ** 20;
/** Files that are named in one sentence. */
const MOST_NAMED = 10;

/** What an earlier matrix is for. */
export type Book = "seed" | "decisions" | "previous";

export type Taking = ReturnType<typeof useTaking>;

interface Given {
  readonly engine: Engine;
  readonly jobs: Jobs;
  readonly freshness: Freshness;
  readonly region: RegionChosen;
  /** Told how many returns there are. */
  readonly setCount: (count: number) => void;
  /** Offered the text of a file, which may be one of decisions. */
  readonly restore: (text: string) => Restored | undefined;
  /** Called when everything that had come is given up, with the working folder that it was. */
  readonly onempty: (folder: string | null) => void;
  /** Whether what stands in this page alone may go with the working folder, or with the one that is replaced. */
  readonly mayGo: (given: { readonly isReplaced: boolean }) => Promise<boolean>;
  /** The matrices of earlier merges by their paths: the next merge replaces them, and reads the decisions in them. */
  readonly standing: Map<string, StoredFile>;
}

export function useTaking({ engine, jobs, freshness, region, setCount, restore, onempty, mayGo, standing }: Given) {
  // What was chosen stands in references, since a job may wait for files that are still being stored.
  const returns = useRef(new Returns());
  const books = useRef<Partial<Record<Book, string>>>({});
  const [bookNames, setBookNames] = useState<Partial<Record<Book, string>>>({});
  const [passwords, setPasswords] = useState("");
  const [goneSentence, setGoneSentence] = useState("");
  // The working folder that was dropped, what stood in it, and whether what was dropped is to be looked at.
  const [working, setWorking] = useState<Found>({ folder: null });
  const workingNow = useRef<Found>(working);
  const before = useRef<ReadonlyMap<string, StoredFile>>(new Map());
  const isLookDue = useRef(false);
  const isFolderNew = useRef(false);

  function addReturns(input: HTMLInputElement): void {
    const chosen = takenFrom(input);
    if (chosen.length === 0) {
      jobs.say("Di folder itu tidak ada berkas.", true);
      return;
    }
    jobs.keep(async () => {
      const notes = new Set<File>();
      for (const file of chosen.filter(({ name, size }) => name.toLowerCase().endsWith(".json") && size < LARGEST_NOTES)) {
        const restored = restore(await file.text().catch(() => ""));
        if (restored !== undefined) {
          jobs.say(`${restored.count} keputusan dibaca dari ${file.name}.`);
          notes.add(file);
        }
      }
      // Dropped singly it is no return; in a folder it lies among them, as on the command line.
      const then = returns.current.copy();
      const choice = then.add(chosen.filter((file) => !notes.has(file) || file.webkitRelativePath !== ""));
      if (choice.again.some((root) => root === workingNow.current.folder) && !(await mayGo({ isReplaced: true }))) {
        jobs.say("Folder itu belum diganti. Simpan dulu yang belum disimpan.");
        return;
      }
      const files: StoredFile[] = [];
      for (const { path, file } of choice.placed) {
        files.push(await stored(path, file));
      }
      // A matrix that is dropped counts, not the one that was made here: it may have been edited.
      const replaced = files.map(({ path }) => `${RESULTS}/${path.split("/").pop() ?? path}`).filter((path) => standing.has(path));
      await engine.store(files, [...choice.again, ...replaced]);
      returns.current = then;
      replaced.forEach((path) => standing.delete(path));
      isLookDue.current = true;
      isFolderNew.current ||= chosen.some(({ webkitRelativePath }) => webkitRelativePath !== "");
      setGoneSentence(sentenceOfGone(choice));
      setCount(returns.current.count);
      freshness.markStale();
      freshness.setDue(returns.current.count > 0 ? "files" : "");
    });
  }

  function addBook(use: Book, input: HTMLInputElement): void {
    const [chosen] = takenFrom(input);
    if (chosen === undefined) {
      return;
    }
    const folder = `${BOOKS}/${use}`;
    const path = `${folder}/${safe(chosen.name)}`;
    jobs.keep(async () => {
      await engine.store([await stored(path, chosen)], [folder]);
      setBook(use, path);
    });
  }

  function setBook(use: Book, path: string | undefined): void {
    books.current = { ...books.current, [use]: path };
    setBookNames((names) => ({ ...names, [use]: path?.split("/").pop() }));
    if (use !== "seed") {
      freshness.markStale();
    }
  }

  const bookZone = (use: Book) => ({
    chosen: bookNames[use],
    onchange: (input: HTMLInputElement) => {
      addBook(use, input);
    },
    ondrop: () => {
      setBook(use, undefined);
    },
  });

  async function empty(): Promise<void> {
    if (!(await mayGo({ isReplaced: false }))) {
      return;
    }
    jobs.keep(async () => {
      const { folder } = workingNow.current;
      await engine.store([], [...returns.current.folders, RESULTS]);
      returns.current = new Returns();
      isLookDue.current = false;
      workingNow.current = { folder: null };
      setWorking(workingNow.current);
      standing.clear();
      setCount(0);
      setGoneSentence("");
      freshness.markStale();
      freshness.setDue("");
      onempty(folder);
      jobs.say("Semua kiriman dilepas dari halaman ini. Berkas aslinya tetap ada.");
    });
  }

  /** Look at what was dropped: a working folder brings its settings and the bimtek that is on. */
  async function look(): Promise<Found> {
    if (isLookDue.current) {
      isLookDue.current = false;
      await lookAnew().catch((problem: unknown) => {
        isLookDue.current = true; // what was refused is not passed over by the next act
        throw problem;
      });
    }
    return workingNow.current;
  }

  async function lookAnew(): Promise<void> {
    const found = await jobs.ask<Found>("look", { paths: returns.current.folders });
    workingNow.current = found;
    setWorking(found);
    if (found.folder !== null) {
      await region.choose(found.settings);
      newest.current = () => ({ ...given(), profile: found.settings, stage: found.stage });
      if (isFolderNew.current) {
        isFolderNew.current = false;
        before.current = engine.stored(found.folder);
      }
      if (found.makes !== null) {
        region.setStage(found.makes);
      }
      if (found.act === "merge") {
        region.setReturnsStage(found.stage);
      }
    }
  }

  const given = () => ({
    profile: region.profile,
    paths: returns.current.folders,
    stage: region.returnsStage || null,
    passwords: passwords.split("\n").filter((line) => line !== ""),
    previous: books.current.previous ?? null,
    decisions: books.current.decisions ?? null,
    results: RESULTS,
    folder: workingNow.current.folder,
  });

  // A job may wait for files while choices change: it asks for those that stand when it begins.
  const newest = useRef(given);
  newest.current = given;

  /** Raise Refused where nothing has come. */
  function requireReturns(): void {
    if (returns.current.count === 0) {
      throw new Refused("Belum ada kiriman. Pilih folder kiriman atau berkasnya dulu.");
    }
  }

  return {
    ...{ working, workingNow, before, goneSentence, passwords, bookZone, addReturns, empty, look, requireReturns },
    setPasswords: (text: string) => {
      setPasswords(text);
      freshness.markStale();
    },
    folders: () => returns.current.folders,
    seed: () => books.current.seed ?? null,
    /** What an action is told of what has come and was chosen. */
    given: () => newest.current(),
  };
}

/** What a folder that was chosen again holds no more, in a sentence; empty when nothing went. */
function sentenceOfGone({ again, gone }: Choice): string {
  if (gone.length === 0) {
    return "";
  }
  const more = gone.length > MOST_NAMED ? `, dan ${gone.length - MOST_NAMED} lainnya` : "";
  return (
    `${gone.length} berkas tidak ada lagi di folder ${again.join(", ")}: ${gone.slice(0, MOST_NAMED).join(", ")}${more}. ` +
    "Bila yang dipilih folder lain yang bernama sama, ganti dulu namanya, lalu pilih keduanya."
  );
}
