// What was made goes into a folder that is granted: a working folder is brought to where the page's own stands, other
// results are written under their paths. All of it is written, or nothing.

import { useRef, useState } from "preact/hooks";

import type { StoredFile } from "../messages";
import { DECISIONS_FILE } from "./decisions";
import type { Deciding } from "./deciding";
import type { Engine } from "./engine";
import { HalfSavedError, chosenFolder, isSameData, readFrom, removeFrom, saveInto, stored, writeInto } from "./files";
import type { Jobs } from "./jobs";
import { Refused, whyNotSaved } from "./problems";
import { isSure } from "./question";
import type { Taking } from "./taking";

export type Saving = ReturnType<typeof useSaving>;

interface Given {
  readonly engine: Engine;
  readonly jobs: Jobs;
  readonly taking: Taking;
  readonly deciding: Deciding;
  /** Work out anew what others have decided. */
  readonly renew: () => Promise<void>;
}

/** What is unsaved: worksheets or the results of a merge, or the mails; each is a zip of its own. */
type Part = "results" | "mails";

/** What is written, and what is taken away because it stands in *Arsip* now. */
interface Changes {
  readonly written: readonly StoredFile[];
  readonly removed: readonly StoredFile[];
}

export function useSaving({ engine, jobs, taking, deciding, renew }: Given) {
  const [unsaved, setUnsaved] = useState<ReadonlySet<Part>>(new Set());
  // How many recipients were marked as written to in a journal that stands in this page alone.
  const [marks, setMarks] = useState(0);
  // Outside a working folder: what the last merge or the last worksheets are, and the mails beside them.
  const results = useRef<readonly StoredFile[]>([]);
  const mails = useRef<readonly StoredFile[]>([]);

  function changed(part: Part): void {
    setUnsaved((before) => new Set([...before, part]));
  }

  /** Keep what Python has written in a working folder: the next job finds it there, and so does who saves. */
  async function keep(places: readonly string[], part: Part): Promise<readonly StoredFile[]> {
    const files = (await Promise.all(places.map((place) => engine.fetch(place)))).flat();
    await engine.store(files, places);
    changed(part);
    return files;
  }

  /** Where the journals of the mails stand in the working folder. */
  function journals(): readonly string[] {
    const found = taking.workingNow.current;
    return found.folder === null ? [] : found.journals.map((path) => path.slice(found.folder.length + 1));
  }

  /** Join what other computers have written into the journals of the mails, which only ever grow. */
  async function joinJournals(): Promise<void> {
    const [granted, found] = [deciding.folder.current, taking.workingNow.current];
    if (granted === undefined || found.folder === null) {
      return;
    }
    for (const inside of journals()) {
      const path = `${found.folder}/${inside}`;
      const there = await readFrom(granted, inside);
      const theirs = there && (await stored(path, new File([there], path)));
      const known = taking.before.current.get(path);
      if (theirs !== undefined && theirs.data !== null && !isSameData(theirs, known)) {
        const ours = engine.stored(found.folder).get(path);
        taking.before.current = new Map(taking.before.current).set(path, theirs);
        await engine.store([grown(theirs, ours, known)]);
      }
    }
  }

  /** Note that somebody was marked as written to: in the journal of the folder that was granted, at once. */
  async function marked(): Promise<void> {
    const [granted, { folder }] = [deciding.folder.current, taking.workingNow.current];
    try {
      if (granted !== undefined && folder !== null) {
        await joinJournals();
        for (const file of changes().written.filter(({ path }) => journals().includes(path))) {
          await writeInto(granted, file);
          taking.before.current = new Map(taking.before.current).set(`${folder}/${file.path}`, { ...file, path: `${folder}/${file.path}` });
        }
        return;
      }
    } catch {
      // it is told as unsaved, and written with the rest
    }
    setMarks((before) => before + 1);
  }

  /** Whether what stands in this page alone may go with the working folder: somebody is asked where there is any. */
  async function mayGo({ isReplaced }: { readonly isReplaced: boolean }): Promise<boolean> {
    const isInFolder = taking.workingNow.current.folder !== null;
    const results = unsaved.size > 0 && !isReplaced ? ["hasil yang belum disimpan"] : []; // those are made anew
    const lost = [...results, ...(marks > 0 ? [`${marks} tanda Sudah dikirim yang belum disimpan`] : [])].join(" dan ");
    return !isInFolder || lost === "" || isSure(`Di halaman ini ada ${lost}. Itu hilang bila diteruskan.`, "Tetap teruskan");
  }

  function changes(): Changes {
    const { folder } = taking.workingNow.current;
    if (folder === null) {
      return { written: [...results.current, ...mails.current], removed: [] };
    }
    const [before, now] = [taking.before.current, engine.stored(folder)];
    const inside = (file: StoredFile) => ({ ...file, path: file.path.slice(folder.length + 1) });
    const isOurs = ({ path }: StoredFile) => !path.endsWith(`/${DECISIONS_FILE}`); // it is written by itself
    const isNew = (file: StoredFile) => !isSameData(file, before.get(file.path));
    return {
      written: [...now.values()].filter((file) => isOurs(file) && isNew(file)).map(inside),
      removed: [...before.values()].filter((file) => isOurs(file) && !now.has(file.path)).map(inside),
    };
  }

  /** Everything was saved or downloaded, or let go. */
  function taken(): void {
    setUnsaved(new Set());
    setMarks(0);
  }

  function save(): void {
    jobs.work("Menyimpan ke folder.", async () => {
      const found = await taking.look();
      try {
        deciding.folder.current ??= await chosenFolder();
        const target = deciding.folder.current;
        if (target === undefined) {
          return "Tidak jadi disimpan.";
        }
        if (found.folder !== null && target.name !== found.folder) {
          deciding.folder.current = undefined;
          throw new Refused(`Yang dipilih bukan folder kerja ${found.folder}. Pilih folder itu.`);
        }
        await joinJournals();
        const { written, removed } = changes();
        const saved = await saveInto(target, written, jobs.goOn, (path) => taking.before.current.get(`${found.folder ?? ""}/${path}`));
        for (const file of removed) {
          await removeFrom(target, file);
        }
        if (found.folder !== null) {
          taking.before.current = engine.stored(found.folder);
        }
        taken();
        let joined = "";
        if (await deciding.save()) {
          await renew();
          joined = " Keputusan dari komputer lain ikut dihitung: gabungkan lagi.";
        }
        const old = saved.kept.some((name) => name.startsWith("Matriks"))
          ? " Bila matriks lama itu berisi keputusan, pilih sebagai matriks yang lama, lalu gabungkan lagi."
          : "";
        const kept = saved.kept.length > 0 ? ` Yang lama tetap ada: ${saved.kept.join(", ")}.${old}` : "";
        return `${written.length} berkas disimpan di folder ${saved.folder}.${kept}${joined}`;
      } catch (problem) {
        if (problem instanceof HalfSavedError) {
          throw new Refused(problem.message);
        }
        const why = whyNotSaved(problem, deciding.folder.current?.name ?? "");
        if (why === undefined) {
          throw problem;
        }
        deciding.folder.current = undefined; // it is asked for again
        throw new Refused(why);
      }
    });
  }

  return {
    ...{ unsaved, isUnsaved: unsaved.size > 0, marks, keep, save, joinJournals, marked, mayGo, taken },
    /** The mails were downloaded, and their journal with them. */
    marksTaken: () => {
      setMarks(0);
    },
    setResults: (files: readonly StoredFile[]) => {
      results.current = files;
      changed("results");
    },
    setMails: (files: readonly StoredFile[]) => {
      mails.current = files;
      changed("mails");
    },
  };
}

/** Their journal with the lines that were added here to what was known of it, and that it does not have yet. */
function grown(theirs: StoredFile, ours: StoredFile | undefined, known: StoredFile | undefined): StoredFile {
  const [other, now] = [theirs.data ?? new Uint8Array(), ours?.data ?? new Uint8Array()];
  const before = known?.data ?? now.subarray(0, now.indexOf(LINE_END) + 1); // the headings
  if (!before.every((byte, n) => byte === now[n])) {
    return theirs;
  }
  // A save that was broken off may have put some of ours there: both go on alike for so long.
  const apart = now.findIndex((byte, n) => byte !== other[n]);
  const alike = (apart === -1 ? now : now.subarray(0, apart)).lastIndexOf(LINE_END) + 1;
  const ended = other[other.length - 1] === LINE_END ? [] : [LINE_END];
  const data = Uint8Array.from([...other, ...ended, ...now.subarray(Math.max(before.length, alike))]);
  return { ...theirs, data, size: data.length };
}

const LINE_END = 10;
