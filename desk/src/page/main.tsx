// The page: the state of the whole screen, and what its buttons do. Files that are chosen before Python is up wait for it.

import { render } from "preact";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";

import type { StoredFile } from "../messages";
import { type Card, type Collected, type Found, type Made, type Region, type Settings, type Spot, isFault } from "./answers";
import { Adjustments, Conflicts, Entries, SpellingLines } from "./conflicts";
import { DECISIONS_FILE, Decisions, type Entry } from "./decisions";
import { Engine, type Progress, StoppedError } from "./engine";
import { type Folder, canSave, chosenFolder, download, downloadAddress, offered, readFrom, removeFrom, saveInto, stored, storedText, takenFrom, writeInto } from "./files";
import { Findings, type Said, type Shown, shownNow } from "./findings";
import { IncompleteError, carriedSettings, pageForParticipants, unpackParts, workerSource } from "./parts";
import { CopyText, Participant } from "./participant";
import { Cards, Pictures, boardPicture, drawn } from "./pictures";
import { type Choice, RESULTS, Returns, safe } from "./returns";
import { BookZone, Zone } from "./zones";
import { Board, Downloads, Files, type Download } from "./results";
import { Screen } from "./screen";

const NAME = "Meja Kerja Kota Cerdas";
/** Where the settings of a region, the earlier books and the worksheets stand in the worker. */
const SETTINGS = "/pengaturan";
const BOOKS = "/buku";
const WORKSHEETS = "/kirim";
/** What the settings of a region are called, in their folder. */
const [WORKBOOK, MAIN] = ["Pengaturan.xlsx", "profile.toml"];
/** Where they are written to be downloaded. */
const SETTINGS_OUT = "/unduh-pengaturan";
/** What a check writes for programs. */
const CHECKED = "/periksa";
/** Where Python finds what was decided on the page. */
const NOTED = `/keputusan/${DECISIONS_FILE}`;

/** What an earlier matrix is for. */
type Book = "seed" | "decisions" | "previous";

/** Files that are named in one sentence. */
const MOST_NAMED = 10;

type State = "starting" | "idle" | "busy" | "broken";

const TITLES: Record<State, string> = {
  starting: `Menyiapkan - ${NAME}`,
  idle: `Siap - ${NAME}`,
  busy: `Bekerja - ${NAME}`,
  broken: `Tidak dapat dijalankan - ${NAME}`,
};

/** The outputs of a merge beside the matrix, with their names in the action and on the screen. */
const OUTPUTS = [
  ["corrections", "Lembar Perbaikan"],
  ["drafts", "Draf Kelompok"],
  ["per_agency", "Rekap per OPD dan Berita Acara"],
  ["presentation", "Salinan untuk paparan"],
  ["summary", "Rekap untuk WhatsApp"],
  ["json", "Berkas JSON"],
  ["tables", "Tabel untuk diolah (.xlsx dan .csv)"],
] as const;

function Page({ engine, progress }: { readonly engine: Engine; readonly progress: { show: (now: Progress) => void } }) {
  const [state, setState] = useState<State>("starting");
  const [told, setTold] = useState("Halaman sedang disiapkan, biasanya beberapa detik. Berkas sudah boleh dipilih sekarang.");
  const [isFaulty, setFaulty] = useState(false);
  const [regions, setRegions] = useState<readonly Region[]>([]);
  const [profile, setProfile] = useState("");
  const [settings, setSettings] = useState<Settings | undefined>();
  const [stage, setStage] = useState(0);
  const [isPerAgency, setPerAgency] = useState(false);
  const [returnsStage, setReturnsStage] = useState(0);
  const [passwords, setPasswords] = useState("");
  const [groups, setGroups] = useState<ReadonlySet<string>>(new Set());
  const [code, setCode] = useState("");
  const [explanation, setExplanation] = useState("");
  const [isStale, setStale] = useState(false);
  const [areResultsStale, setResultsStale] = useState(false);
  // What comes is checked at once, or when what runs has ended: files, or what was decided on the page.
  const [due, setDue] = useState<"" | "answers" | "files">("");
  const [taking, setTaking] = useState(0);
  const [isRaw, setRaw] = useState(false);
  const [wanted, setWanted] = useState<ReadonlySet<string>>(new Set(OUTPUTS.map(([name]) => name)));
  // What was chosen stands in references, since a job may wait for files that are still being stored; counts are shown.
  const returns = useRef(new Returns());
  const books = useRef<Partial<Record<Book, string>>>({});
  const [bookNames, setBookNames] = useState<Partial<Record<Book, string>>>({});
  const [count, setCount] = useState(0);
  const [goneSentence, setGoneSentence] = useState("");
  // How often files or choices have changed, so that a job knows whether they did while it ran.
  const changes = useRef(0);
  const [collected, setCollected] = useState<Collected | undefined>();
  const [findings, setFindings] = useState<readonly Shown[]>([]);
  const [isOnScreen, setOnScreen] = useState(false);
  const decisions = useRef(new Decisions());
  const [noted, setNoted] = useState({ count: 0, unsaved: 0 });
  const folder = useRef<Folder | undefined>();
  const ownUnsaved = useRef(0);
  // The working folder that was dropped, what stood among its results, and whether what was dropped is to be looked at.
  const [working, setWorking] = useState<Found>({ folder: null });
  const workingNow = useRef<Found>(working);
  const before = useRef<ReadonlyMap<string, StoredFile>>(new Map());
  const isLookDue = useRef(false);
  const isFolderNew = useRef(false);
  const [isParticipants, setParticipants] = useState(isForParticipants());
  const [downloads, setDownloads] = useState<readonly Download[]>([]);
  const [results, setResults] = useState<readonly StoredFile[]>([]);
  // The matrices of earlier merges by their paths: the next merge replaces them, and reads the decisions in them.
  const standing = useRef(new Map<string, StoredFile>());
  const region = useRef("");
  const settingsNow = useRef<Settings | undefined>();
  // What was begun ends one after the other: files are taken in, and jobs run.
  const lastKept = useRef<Promise<void>>(Promise.resolve());
  const lastJob = useRef<Promise<void>>(Promise.resolve());
  const jobs = useRef(0);
  const isBroken = useRef(false);
  const isStopped = useRef(false);
  // How often Berhenti was pressed: what waits behind what is stopped does not begin.
  const stops = useRef(0);
  // Words come by the hundred where files are known already: the bar is filled in once a frame, and nothing else is drawn.
  const last = useRef<Progress | undefined>();
  progress.show = (now) => {
    if (last.current === undefined) {
      requestAnimationFrame(() => {
        showProgress(last.current, count);
        last.current = undefined;
      });
    }
    last.current = now;
  };

  // Files that are still taken in, and the check that follows, are work too: only what is done in full is "Siap".
  const isBetween = state === "idle" && (taking > 0 || due !== "");
  useLayoutEffect(() => {
    document.title = TITLES[isBetween ? "busy" : state];
  }, [state, isBetween]);

  useEffect(() => {
    const place = document.getElementById("keadaan");
    if (place !== null) {
      place.textContent = told;
      place.className = isFaulty ? "masalah" : "";
    }
  }, [told, isFaulty]);

  // The bar at the top is there before this script is: it is filled in, not made.
  useEffect(() => {
    const stop = document.getElementById("berhenti") as HTMLButtonElement;
    stop.onclick = () => {
      setDue("");
      isStopped.current = true;
      stops.current += 1;
      engine.stop();
    };
    stop.disabled = state !== "busy";
    const { bar, file } = progressPlaces();
    bar.hidden = file.hidden = state !== "busy";
    showProgress(undefined, count);
  }, [state, count]);

  useEffect(() => {
    inTurn(async () => {
      try {
        await engine.ready();
        const packaged = (await engine.act("regions", {})) as readonly Region[];
        setRegions(packaged);
        const carried = Object.entries(carriedSettings() ?? {});
        await engine.store(carried.map(([name, text]) => storedText(`${SETTINGS}/${name}`, text)), []);
        await choose(carried.length > 0 ? SETTINGS : (packaged[0]?.name ?? ""));
        say("Siap. Pilih yang ingin dikerjakan.");
      } catch (problem) {
        isBroken.current = true;
        setState("broken");
        say(whyNot(problem), true);
      }
    });
  }, []);

  useEffect(() => {
    if (state === "idle" && due !== "") {
      check(null, due === "answers");
    }
  }, [state, due]);

  useEffect(() => {
    const ask = (event: BeforeUnloadEvent) => {
      if (decisions.current.unsaved + ownUnsaved.current > 0) {
        event.preventDefault();
      }
    };
    const turn = () => {
      setParticipants(isForParticipants());
    };
    window.addEventListener("beforeunload", ask);
    window.addEventListener("hashchange", turn);
    return () => {
      window.removeEventListener("beforeunload", ask);
      window.removeEventListener("hashchange", turn);
    };
  }, []);

  function say(sentence: string, faulty = false): void {
    setTold(sentence);
    setFaulty(faulty);
  }

  /** Begin when what was begun before has ended; the page is idle when nothing is left. */
  function inTurn(job: () => Promise<void>): void {
    jobs.current += 1;
    lastJob.current = lastJob.current.then(async () => {
      if (!isBroken.current) {
        await job();
      }
      jobs.current -= 1;
      if (jobs.current === 0 && !isBroken.current) {
        setState("idle");
      }
    });
  }

  /** Run one job: the buttons wait, and whatever goes wrong becomes a sentence. */
  function work(sentence: string, job: () => Promise<string>): void {
    const turn = stops.current;
    setState((now) => (now === "idle" ? "busy" : now));
    inTurn(async () => {
      if (stops.current !== turn) {
        return;
      }
      setState("busy");
      say(sentence);
      isStopped.current = false;
      try {
        await lastKept.current;
        const end = await job();
        say(end);
        document.getElementById("keadaan")?.setAttribute("data-memory", String(engine.memory));
        engine.renewWhenLarge();
      } catch (problem) {
        if (problem instanceof StoppedError) {
          say("Dihentikan. Berkas yang sudah dipilih masih ada.");
        } else if (problem instanceof Refused) {
          say(problem.message, true);
        } else {
          say(`Ada yang tidak beres di dalam halaman ini (${reason(problem)}). Muat ulang halaman, lalu coba lagi.`, true);
        }
      }
    });
  }

  /** Raise StoppedError where Berhenti was pressed while the engine had nothing to stop. */
  function goOn(): void {
    if (isStopped.current) {
      throw new StoppedError();
    }
  }

  /** Show what was collected. After answers what was answered stays where it stood, and the focus stays. */
  function show(now: Collected, isQuiet: boolean): void {
    setFindings((before) => shownNow(isQuiet ? before : [], now, (spot) => saidAt(spot, now) !== undefined));
    setCollected(now);
    if (!isQuiet) {
      setTimeout(() => document.getElementById("ringkasan")?.focus());
    }
  }

  const placeOf = ({ form, row, column }: Pick<Spot, "form" | "row" | "column">, now: Collected) => ({
    ...{ edition: now.edition, stage: now.stage },
    ...{ form, row, column },
  });

  /** What was typed in the place of an answer, here or on the matrix. */
  function saidAt(spot: Spot, now: Collected | undefined = collected): Said | undefined {
    const entry = now && decisions.current.get(placeOf(spot, now));
    if (entry?.kind === "answer") {
      return { value: entry.value ?? EMPTY, source: entry.source };
    }
    const isHere = (one: Pick<Spot, "form" | "row" | "column">) => one.form === spot.form && one.row === spot.row && one.column === spot.column;
    return entry === undefined ? now?.entries.find(isHere) : undefined;
  }

  /** Take a decision, note it where it survives, and work out anew what it changes. */
  function decide(at: Pick<Spot, "form" | "row" | "column">, said: DistributiveOmit<Entry, keyof ReturnType<typeof placeOf> | "at">): void {
    if (collected !== undefined) {
      decisions.current.take({ ...placeOf(at, collected), ...said, at: new Date().toISOString() } as Entry);
      showNoted();
      markStale();
      setDue((before) => before || "answers");
      if (folder.current !== undefined) {
        void saveDecisions();
      }
    }
  }

  function showNoted(): void {
    setNoted({ count: decisions.current.count, unsaved: decisions.current.unsaved });
  }

  function answer(spot: Spot, said: Said | undefined): void {
    const value = said?.value.toLowerCase() === EMPTY ? null : (said?.value ?? null);
    decide(spot, said === undefined ? { kind: "withdrawn" } : { kind: "answer", value, source: said.source, seen: spot.seen });
  }

  function undo(one: Pick<Spot, "form" | "row" | "column">): void {
    decide(one, { kind: "withdrawn" });
  }

  /** Write what was decided into the folder that was granted, with what others have decided there, else offer it for download. */
  async function saveDecisions(): Promise<void> {
    const text = decisions.current.file(settings?.edition ?? "");
    const found = workingNow.current;
    const place = found.folder === null ? "" : `${found.results.slice(found.folder.length + 1)}/`;
    const file = storedText(folder.current === undefined ? DECISIONS_FILE : place + DECISIONS_FILE, text);
    const written = decisions.current.writing();
    if (text === "") {
      return;
    }
    try {
      if (folder.current === undefined) {
        download(file);
      } else {
        const there = await readFrom(folder.current, file.path);
        if (there !== undefined && decisions.current.restore(await there.text()) === undefined) {
          await saveInto(folder.current, [file], () => undefined); // it is none of ours, and kept
        } else {
          await writeInto(folder.current, storedText(file.path, decisions.current.file(settings?.edition ?? "")));
        }
      }
      written();
    } catch (problem) {
      say(`Keputusan belum dapat ditulis ke folder (${reason(problem)}). Tekan Simpan keputusan.`, true);
      folder.current = undefined;
    }
    showNoted();
  }

  async function ask<T>(action: string, given: object): Promise<T> {
    goOn();
    const answer = await engine.act(action, given);
    if (isFault(answer)) {
      throw new Refused(answer.fault.replaceAll(`${SETTINGS}/`, ""));
    }
    return answer as T;
  }

  async function choose(name: string): Promise<void> {
    const found = await ask<Settings>("profile", { profile: name });
    if (found.region !== region.current) {
      standing.current.clear(); // settings that are read again have the same matrices
    }
    region.current = found.region;
    setProfile(name);
    settingsNow.current = found;
    setSettings(found);
    setStage(found.stages[0]?.number ?? 1);
    setGroups(new Set(found.groups.map((group) => group.code)));
    setReturnsStage(0);
    markStale();
  }

  /** What is shown was worked out from other files or choices than there are now. */
  function markStale(): void {
    changes.current += 1;
    setStale(true);
    setResultsStale(true);
  }

  /** Take files in, after those that were chosen before. */
  function keep(take: () => Promise<void>): void {
    setTaking((before) => before + 1);
    const kept = lastKept.current.catch(() => undefined).then(take); // one that failed stops no other
    lastKept.current = kept;
    kept.catch((problem: unknown) => {
      if (!isBroken.current) {
        say(`Berkas tidak dapat dibuka (${reason(problem)}). Pilih lagi.`, true);
      }
      if (lastKept.current === kept) {
        lastKept.current = Promise.resolve();
      }
    }).finally(() => {
      setTaking((before) => before - 1);
    });
  }

  function addReturns(input: HTMLInputElement): void {
    const chosen = takenFrom(input);
    if (chosen.length === 0) {
      say("Di folder itu tidak ada berkas.", true);
      return;
    }
    keep(async () => {
      const notes = new Set<File>();
      for (const file of chosen.filter(({ name, size }) => name.toLowerCase().endsWith(".json") && size < LARGEST_NOTES)) {
        const count = decisions.current.restore(await file.text().catch(() => ""));
        if (count !== undefined) {
          say(`${count} keputusan dibaca dari ${file.name}.`);
          showNoted();
          notes.add(file);
        }
      }
      // Dropped singly it is no return; in a folder it lies among them, as on the command line.
      const then = returns.current.copy();
      const choice = then.add(chosen.filter((file) => !notes.has(file) || file.webkitRelativePath !== ""));
      const files: StoredFile[] = [];
      for (const { path, file } of choice.placed) {
        files.push(await stored(path, file));
      }
      await engine.store(files, choice.again);
      returns.current = then;
      for (const { path } of files) {
        standing.current.delete(`${RESULTS}/${path.split("/").pop() ?? path}`); // this one counts, as it may have been edited
      }
      isLookDue.current = true;
      isFolderNew.current ||= chosen.some(({ webkitRelativePath }) => webkitRelativePath !== "");
      setGoneSentence(sentenceOfGone(choice));
      setCount(returns.current.count);
      markStale();
      setDue(returns.current.count > 0 ? "files" : "");
    });
  }

  function addBook(use: Book, input: HTMLInputElement): void {
    const [chosen] = takenFrom(input);
    if (chosen === undefined) {
      return;
    }
    const folder = `${BOOKS}/${use}`;
    const path = `${folder}/${safe(chosen.name)}`;
    keep(async () => {
      await engine.store([await stored(path, chosen)], [folder]);
      setBook(use, path);
    });
  }

  function setBook(use: Book, path: string | undefined): void {
    books.current = { ...books.current, [use]: path };
    setBookNames((before) => ({ ...before, [use]: path?.split("/").pop() }));
    if (use !== "seed") {
      markStale();
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

  function chooseFolder(input: HTMLInputElement): void {
    const chosen = takenFrom(input);
    const paths = chosen.map((file) => file.webkitRelativePath);
    // As Windows has it; a settings workbook goes before the TOML file beside it.
    const main = (path: string) => [WORKBOOK, MAIN].find((name) => path.toLowerCase().endsWith(`/${name.toLowerCase()}`));
    const all = [...new Set(paths.flatMap((path) => path.slice(0, -(main(path)?.length ?? path.length))))].filter((path) => path !== "");
    const own = all.filter((folder) => folder.indexOf("/") === folder.length - 1);
    const tops = own.length > 0 ? own : all;
    const [top = ""] = tops;
    const inTop = chosen.filter((file) => file.webkitRelativePath.startsWith(top));
    const refusal =
      tops.length === 0
        ? `Di folder itu tidak ada ${WORKBOOK} atau ${MAIN}. Pilih folder yang berisi salah satunya.`
        : `Di folder itu ada ${tops.length} pengaturan (di ${tops.join(", ")}). Pilih salah satu foldernya.`;
    const nameOf = ({ webkitRelativePath: path }: File) => path.slice(top.length, -(main(path)?.length ?? 0) || undefined) + (main(path) ?? "");
    chooseSettings(inTop, nameOf, tops.length === 1 ? SETTINGS : new Refused(refusal));
  }

  function chooseSettingsFiles(input: HTMLInputElement): void {
    const chosen = takenFrom(input);
    const main = chosen.filter((file) => /\.(toml|xlsx)$/i.test(file.name));
    const refusal = new Refused(
      `Pilih satu berkas .xlsx atau .toml, boleh bersama daftar .csv di sebelahnya. Yang dipilih: ${main.length} berkas pengaturan.`,
    );
    chooseSettings(chosen, (file) => safe(file.name), main.length === 1 && main[0] ? `${SETTINGS}/${safe(main[0].name)}` : refusal);
  }

  /** Read the settings that stand at ``path`` once the files are stored, or refuse them. */
  function chooseSettings(files: readonly File[], nameOf: (file: File) => string, path: string | Refused): void {
    if (files.length === 0 && typeof path === "string") {
      return;
    }
    keep(async () => {
      if (typeof path === "string") {
        const settingsFiles = await Promise.all(files.map((file) => stored(`${SETTINGS}/${nameOf(file)}`, file)));
        await engine.store(settingsFiles, [SETTINGS]);
      }
      work("Membaca pengaturan.", async () => {
        if (typeof path !== "string") {
          throw path;
        }
        await choose(path);
        return "Pengaturan dibaca.";
      });
    });
  }

  /** Show what was written as links; what there is now. */
  async function offer(written: readonly string[], folder: string, zip: string): Promise<readonly StoredFile[]> {
    const files = await engine.fetch(folder);
    const wantedFiles = files.filter((file) => written.includes(file.path) || file.path === zip);
    setResults(wantedFiles.filter((file) => file.path !== zip).map((file) => ({ ...file, path: file.path.slice(folder.length + 1) })));
    offerFiles(wantedFiles, zip);
    return wantedFiles;
  }

  function offerFiles(files: readonly StoredFile[], zip: string): void {
    setDownloads((old) => {
      old.forEach((one) => {
        URL.revokeObjectURL(one.address);
      });
      return files.map((file) => ({ path: file.path, address: downloadAddress(file), isAll: file.path === zip }));
    });
  }

  /** Look at what was dropped: a working folder brings its settings and the bimtek that is on. */
  async function look(): Promise<Found> {
    if (isLookDue.current) {
      isLookDue.current = false;
      const found = await ask<Found>("look", { paths: returns.current.folders });
      workingNow.current = found;
      setWorking(found);
      if (found.folder !== null) {
        await choose(found.settings);
        newest.current = () => ({ ...given(), profile: found.settings, stage: found.stage });
        if (isFolderNew.current) {
          isFolderNew.current = false;
          before.current = engine.stored(found.results);
        }
        (found.act === "make" ? setStage : setReturnsStage)(found.stage);
      }
    }
    return workingNow.current;
  }

  const make = () => {
    work("Membuat kertas kerja.", async () => {
      await look();
      await engine.store([], [WORKSHEETS]);
      if (groups.size === 0) {
        throw new Refused("Belum ada kelompok yang dipilih. Pilih sedikitnya satu kelompok.");
      }
      const made = await ask<Made>("make", {
        profile: newest.current().profile,
        folder: workingNow.current.folder,
        stage: stage || null,
        groups: [...groups],
        per_agency: isPerAgency,
        seed: books.current.seed ?? null,
        into: WORKSHEETS,
      });
      await offer(made.written, WORKSHEETS, made.zip);
      return `Selesai. ${made.made} kertas kerja dan teks pengantarnya dapat diunduh di bawah.`;
    });
  };

  const given = () => ({
    profile,
    paths: returns.current.folders,
    stage: returnsStage || null,
    passwords: passwords.split("\n").filter((line) => line !== ""),
    previous: books.current.previous ?? null,
    decisions: books.current.decisions ?? null,
    results: RESULTS,
    folder: workingNow.current.folder,
  });

  /** Put what was decided where Python reads it; how an action is told of it. */
  async function notedFor(): Promise<{ decided: string | null }> {
    const text = decisions.current.file(settingsNow.current?.edition ?? "");
    await engine.store(text === "" ? [] : [storedText(NOTED, text)], [NOTED]);
    return { decided: text === "" ? null : NOTED };
  }

  // A job may wait for files while choices change: it asks for those that stand when it begins.
  const newest = useRef(given);
  newest.current = given;

  const check = (into: string | null = null, isQuiet = false) => {
    setDue("");
    work("Memeriksa kiriman.", async () => {
      requireReturns();
      setDue("");
      const found = await look();
      if (found.folder !== null && found.act === "make") {
        return `${found.sentence} Belum ada kiriman; kertas kerja dapat dibuat.`;
      }
      const before = changes.current;
      const checked = await ask<Collected>("check", { ...newest.current(), ...(await notedFor()), into });
      setStale(changes.current !== before);
      if (into !== null) {
        (await engine.fetch(into)).forEach(download);
      }
      show(checked, isQuiet);
      return `Selesai diperiksa. ${checked.counts}.`;
    });
  };

  const merge = () => {
    work("Menggabungkan kiriman.", async () => {
      requireReturns();
      setDue("");
      await look();
      const changesBefore = changes.current;
      await engine.store([...standing.current.values()], [RESULTS]);
      const merged = await ask<Collected & { zip: string }>("merge", {
        ...newest.current(),
        ...(await notedFor()),
        outputs: [...wanted],
        raw: isRaw,
        into: RESULTS,
      });
      const found = workingNow.current;
      if (found.folder === null) {
        const [matrix] = (await offer(merged.written, RESULTS, merged.zip)).filter((file) => file.path === merged.written[0]);
        if (matrix !== undefined) {
          standing.current.set(matrix.path, matrix);
        }
      } else {
        // What stands among the results of the working folder now is what the next merge finds there.
        const written = await engine.fetch(found.results);
        await engine.store(written, [found.results]);
        offerFiles([...written.filter(({ path }) => merged.written.includes(path)), ...(await engine.fetch(RESULTS))], merged.zip);
        const ours = written.filter(({ path }) => !path.endsWith(`/${DECISIONS_FILE}`)); // it is written by itself
        setResults(ours.map((file) => ({ ...file, path: file.path.slice(found.folder.length + 1) })));
      }
      setStale(changes.current !== changesBefore);
      setResultsStale(changes.current !== changesBefore);
      show(merged, false);
      return `Selesai. ${merged.counts}. ${merged.written.length} berkas hasil dapat diunduh di bawah.`;
    });
  };

  const explain = (asked: string) => {
    if (jobs.current > 0) {
      return; // Berhenti stands at the top of the page as long as something runs
    }
    work("Mencari penjelasan.", async () => {
      setCode(asked);
      setExplanation((await ask<{ text: string }>("explain", { code: asked })).text);
      document.getElementById("penjelasan")?.scrollIntoView({ block: "nearest" });
      return asked === "" ? "Semua kode ada di bagian Penjelasan kode." : `Penjelasan ${asked} ada di bagian Penjelasan kode.`;
    });
  };

  async function openCard(row: string): Promise<Card | undefined> {
    const card = row === "" ? undefined : await ask<Card | Record<string, never>>("card", { row });
    return card !== undefined && "title" in card ? (card as Card) : undefined;
  }

  /** Put a table on the clipboard as an image; where the browser does not allow that, offer it for download. */
  function copyPicture(picture: Parameters<typeof drawn>[0]): void {
    void drawn(picture)
      .then(async (image) => ((await offered(image, `${picture.name}.png`)) ? "Gambar disalin." : "Gambar diunduh."))
      .catch((problem: unknown) => `Gambar tidak dapat dibuat (${reason(problem)}).`)
      .then(say);
  }

  const saveSettings = () => {
    work("Menulis pengaturan.", async () => {
      await ask("settings", { profile, into: SETTINGS_OUT });
      (await engine.fetch(SETTINGS_OUT)).forEach(download);
      return `${WORKBOOK} diunduh. Ubah di Excel, lalu pilih lagi di sini.`;
    });
  };

  const makePage = () => {
    work("Menyiapkan halaman untuk peserta.", async () => {
      const page = pageForParticipants(await ask<object>("participants", { profile }));
      download({ ...storedText("Periksa Kertas Kerja.html", ""), data: new Uint8Array(await page.arrayBuffer()) });
      return "Halaman untuk peserta diunduh. Bagikan lewat diska lepas atau folder bersama, bukan surel.";
    });
  };

  const save = () => {
    work("Menyimpan ke folder.", async () => {
      folder.current ??= await chosenFolder();
      if (folder.current === undefined) {
        return "Tidak jadi disimpan.";
      }
      const found = workingNow.current;
      if (found.folder !== null && folder.current.name !== found.folder) {
        folder.current = undefined;
        throw new Refused(`Yang dipilih bukan folder kerja ${found.folder}. Pilih folder itu.`);
      }
      const inside = (path: string) => `${found.folder ?? ""}/${path}`;
      const saved = await saveInto(folder.current, results, goOn, (path) => before.current.get(inside(path)));
      if (found.folder !== null) {
        const there = new Set(results.map(({ path }) => inside(path)));
        for (const [path, file] of before.current) {
          if (!there.has(path) && !path.endsWith(`/${DECISIONS_FILE}`)) {
            await removeFrom(folder.current, { ...file, path: path.slice(found.folder.length + 1) });
          }
        }
        before.current = engine.stored(found.results);
      }
      await saveDecisions();
      const old = saved.kept.some((name) => name.startsWith("Matriks"))
        ? " Bila matriks lama itu berisi keputusan, pilih sebagai matriks yang lama, lalu gabungkan lagi."
        : "";
      const kept = saved.kept.length > 0 ? ` Yang lama tetap ada: ${saved.kept.join(", ")}.${old}` : "";
      return `${results.length} berkas disimpan di folder ${saved.folder}.${kept}`;
    });
  };

  function requireReturns(): void {
    if (returns.current.count === 0) {
      throw new Refused("Belum ada kiriman. Pilih folder kiriman atau berkasnya dulu.");
    }
  }

  function empty(): void {
    keep(async () => {
      await engine.store([], returns.current.folders);
      returns.current = new Returns();
      isLookDue.current = false;
      workingNow.current = { folder: null };
      setWorking(workingNow.current);
      standing.current.clear();
      setCount(0);
      setGoneSentence("");
      markStale();
      setDue("");
      setCollected(undefined);
      setFindings([]);
    });
  }

  const stages = settings?.stages ?? [];
  const isReady = state !== "starting" && state !== "broken";
  const next = nextAct();

  /** What is to be done next, as the one primary button. */
  function nextAct(): { readonly label: string; readonly act: () => void } | undefined {
    if (count === 0) {
      return settings === undefined || downloads.length > 0 ? undefined : { label: "Buat kertas kerja", act: make };
    }
    if (working.folder !== null && working.act === "make" && downloads.length === 0) {
      return { label: "Buat kertas kerja", act: make };
    }
    if (collected === undefined) {
      return { label: "Periksa kiriman", act: () => { check(); } };
    }
    if (downloads.length === 0 || areResultsStale) {
      return { label: "Gabung dan buat Lembar Perbaikan", act: merge };
    }
    return canSave() ? { label: "Simpan semua ke folder", act: save } : undefined;
  }

  // Hundreds of lines: drawn when they change, not whenever something else on the page does.
  const board = useMemo(() => collected && <Board lines={collected.board} />, [collected]);
  const files = useMemo(() => collected && <Files files={collected.files} />, [collected]);
  const below = useMemo(
    () =>
      collected && (
        <>
          <Adjustments adjustments={collected.adjustments} />
          <Pictures pictures={collected.pictures} oncopy={copyPicture} />
          <Cards cards={collected.cards} onopen={openCard} />
        </>
      ),
    [collected],
  );
  const explaining = (
    <section aria-labelledby="judul-penjelasan">
      <h3 id="judul-penjelasan">Penjelasan kode</h3>
      <label>
        <span>Kode catatan, misalnya S201 (kosong: semua kode)</span>
        <input
          type="text"
          id="kode"
          value={code}
          onInput={(event) => {
            setCode(event.currentTarget.value);
          }}
        />
      </label>
      <button type="button" id="jelaskan" class="lain" disabled={!isReady} onClick={() => { explain(code.trim()); }}>
        Jelaskan
      </button>
      {explanation !== "" && <pre id="penjelasan">{explanation}</pre>}
    </section>
  );
  if (isParticipants) {
    return (
      <>
        {!document.documentElement.hasAttribute("data-peserta") && (
          <nav class="tempat-kerja" aria-label="Bagian halaman">
            <a href="#siapkan">Untuk sekretariat</a>
          </nav>
        )}
        <Participant
          region={settings?.region ?? ""}
          profile={profile}
          ask={ask}
          store={(files, remove) => engine.store(files, remove)}
          fetch={(path) => engine.fetch(path)}
          work={work}
          onexplain={explain}
          onunsaved={(unsaved) => {
            ownUnsaved.current = unsaved;
          }}
        />
        {explaining}
      </>
    );
  }
  const isLocked = collected?.findings.some(({ code: one }) => one === LOCKED) === true;
  return (
    <>
      {isOld() && (
        <p id="usang" class="masalah">
          Halaman ini dibuat lebih dari setahun yang lalu. Mintalah yang terbaru kepada pemberinya sebelum dipakai.
        </p>
      )}
      <nav class="tempat-kerja" aria-label="Bagian halaman">
        <a href="#siapkan">Siapkan</a>
        <a href="#kumpulkan">Kumpulkan</a>
        <a href="#kembalikan">Kembalikan</a>
        <a href="#peserta">Peserta: periksa berkas saya</a>
      </nav>
      {(noted.count > 0 || noted.unsaved > 0) && (
        <p id="belum-disimpan" class="catatan" role="status">
          {noted.unsaved > 0 ? `${noted.unsaved} keputusan belum disimpan.` : `${noted.count} keputusan sudah disimpan.`}{" "}
          <button type="button" id="simpan-keputusan" class="lain kecil" onClick={() => { void saveDecisions(); }}>
            Simpan keputusan
          </button>
        </p>
      )}
      <section aria-labelledby="judul-mulai">
        <h2 id="judul-mulai">Mulai dari sini</h2>
        <div class="berdampingan">
          <Zone
            id="folder"
            label="Folder kerja atau folder kiriman"
            invitation="Seret satu folder ke sini, atau tekan untuk memilihnya"
            isFolder
            isLarge
            onchange={addReturns}
          />
          <Zone
            id="files"
            label="atau berkas satu per satu"
            invitation="Seret berkas ke sini, atau tekan untuk memilihnya"
            isMultiple
            isLarge
            onchange={addReturns}
          />
        </div>
        <p id="jumlah-kiriman">
          {count === 0 ? "Belum ada kiriman." : `${count} berkas dari ${returns.current.folders.join(", ")}.`}
          {" "}
          {count > 0 && (
            <button type="button" class="lain kecil" id="kosongkan" disabled={!isReady} onClick={empty}>
              Kosongkan
            </button>
          )}
        </p>
        {working.folder !== null && <p id="ditemukan">{working.sentence}</p>}
        {goneSentence !== "" && <p id="hilang" role="status" class="kurang">{goneSentence}</p>}
      </section>
      {next !== undefined && isReady && (
        <p>
          <button type="button" id="berikut" class="pokok" onClick={next.act}>
            {next.label}
          </button>
        </p>
      )}
      <h2 id="siapkan" class="tempat-judul">Siapkan</h2>
      <section aria-labelledby="judul-wilayah">
        <h3 id="judul-wilayah">Wilayah</h3>
        <label>
          <span>Wilayah yang sudah tersedia</span>
          <select
            id="wilayah"
            value={profile}
            disabled={!isReady}
            onChange={(event) => {
              const { value } = event.currentTarget;
              work("Membaca pengaturan.", async () => {
                await choose(value);
                return "Pengaturan dibaca.";
              });
            }}
          >
            {regions.map((one) => (
              <option key={one.name} value={one.name}>
                {one.region}
              </option>
            ))}
            {!regions.some(({ name }) => name === profile) && <option value={profile}>{settings?.region} (pilihan sendiri)</option>}
          </select>
        </label>
        <div class="berdampingan">
          <Zone
            id="pengaturan"
            label="atau folder pengaturan sendiri (berisi Pengaturan.xlsx atau profile.toml)"
            invitation="Pilih folder, atau seret ke sini"
            isFolder
            onchange={chooseFolder}
          />
          <Zone
            id="pengaturan-berkas"
            label="atau berkasnya saja (Pengaturan.xlsx, atau profile.toml dengan daftar .csv)"
            invitation="Pilih berkas, atau seret ke sini"
            isMultiple
            accept=".xlsx,.toml,.csv"
            onchange={chooseSettingsFiles}
          />
        </div>
        <button type="button" id="unduh-pengaturan" class="lain" disabled={!isReady} onClick={saveSettings}>
          Unduh Pengaturan.xlsx
        </button>
      </section>
      <section aria-labelledby="judul-buat">
        <h3 id="judul-buat">Buat kertas kerja</h3>
        <div class="sebaris">
          <label>
            <span>Bimtek</span>
            <select
              id="bimtek"
              value={stage}
              onChange={(event) => {
                setStage(Number(event.currentTarget.value));
              }}
            >
              {stages.map((one) => (
                <option key={one.number} value={one.number}>{`${one.number} - ${one.title}`}</option>
              ))}
              <option value={0}>semua bimtek</option>
            </select>
          </label>
          <label class="pilih">
            <input
              type="checkbox"
              id="per-opd"
              checked={isPerAgency}
              onChange={(event) => {
                setPerAgency(event.currentTarget.checked);
              }}
            />{" "}
            <span>juga satu kertas kerja untuk setiap OPD</span>
          </label>
        </div>
        <fieldset class="sebaris">
          <legend>Kelompok</legend>
          {(settings?.groups ?? []).map((group) => (
            <label class="pilih" key={group.code}>
              <input
                type="checkbox"
                data-kelompok={group.code}
                checked={groups.has(group.code)}
                onChange={(event) => {
                  setGroups(toggled(groups, group.code, event.currentTarget.checked));
                }}
              />{" "}
              <span>{group.name}</span>
            </label>
          ))}
        </fieldset>
        <BookZone id="bekal" label="Matriks bimtek sebelumnya, bila kertas kerja dimulai dari sana (boleh kosong)" {...bookZone("seed")} />
        <button type="button" id="buat" class="lain" disabled={!isReady} onClick={make}>
          Buat
        </button>
        <button type="button" id="halaman-peserta" class="lain" disabled={!isReady} onClick={makePage}>
          Unduh halaman untuk peserta
        </button>
      </section>
      <h2 id="kumpulkan" class="tempat-judul">Kumpulkan</h2>
      <section aria-labelledby="judul-kiriman">
        <h3 id="judul-kiriman">Periksa kiriman</h3>
        <details id="pilihan" open={isLocked}>
          <summary>Pilihan lain: bimtek, kata sandi, matriks lama</summary>
        <div class="sebaris">
          <label>
            <span>Bimtek</span>
            <select
              id="bimtek-kiriman"
              value={returnsStage}
              onChange={(event) => {
                setReturnsStage(Number(event.currentTarget.value));
                markStale();
              }}
            >
              <option value={0}>yang paling banyak dikirim</option>
              {stages.map((one) => (
                <option key={one.number} value={one.number}>{`Bimtek ${one.number}`}</option>
              ))}
            </select>
          </label>
          <label>
            <span>Kata sandi kiriman yang terkunci, satu per baris (boleh kosong)</span>
            <textarea
              id="sandi"
              rows={2}
              autocomplete="off"
              spellcheck={false}
              value={passwords}
              onInput={(event) => {
                setPasswords(event.currentTarget.value);
                markStale();
              }}
            />
          </label>
        </div>
        <div class="berdampingan">
          <BookZone id="keputusan" label="Matriks bimtek ini yang lama, berisi keputusan dan catatan (boleh kosong)" {...bookZone("decisions")} />
          <BookZone id="sebelumnya" label="Matriks bimtek sebelumnya (boleh kosong)" {...bookZone("previous")} />
        </div>
        <p class="lirih">
          Tanpa pilihan, keputusan dibaca dari hasil penggabungan terakhir di halaman ini, atau dari matriks bernama sama di antara kiriman (bukan yang di dalam zip).
        </p>
        </details>
        <button type="button" id="periksa" class="lain" disabled={!isReady} onClick={() => { check(); }}>
          Periksa
        </button>
      </section>
      {collected !== undefined && (
        <section aria-labelledby="judul-hasil">
          <h3 id="judul-hasil">{collected.heading}</h3>
          <p>
            {collected.counts}.{collected.until !== "" && <span class="tempat">Keadaan ini: {collected.until}.</span>}
          </p>
          {isStale && <p id="basi" class="masalah">Kiriman atau pilihan sudah berubah sejak ini dihitung. Tekan Periksa lagi.</p>}
          {collected.note !== "" && <p>{collected.note}</p>}
          {collected.decided !== "" && (
            <p id="diputuskan">{collected.decided} Bila bukan itu yang berlaku, pilih matriks yang lama, lalu gabungkan lagi.</p>
          )}
          {board}
          <p class="jangan-cetak">
            <button type="button" id="layar" class="lain kecil" onClick={() => { setOnScreen(true); }}>
              Tampilkan di layar
            </button>
            <button type="button" class="lain kecil" data-salin="papan" onClick={() => { copyPicture(boardPicture(collected.board, collected.heading)); }}>
              Salin sebagai gambar
            </button>
          </p>
          <Conflicts
            conflicts={collected.conflicts}
            ondecide={(conflict, reading) => {
              const seen = conflict.readings.map(({ value }) => value);
              decide(conflict, { kind: "conflict", value: reading.value, seen });
            }}
            onundo={undo}
          />
          <SpellingLines
            spellings={collected.spellings}
            ondecide={({ list, text }, value, alias) => {
              decide({ form: "", row: list, column: text }, value === "" ? { kind: "withdrawn" } : { kind: "spelling", value, alias });
            }}
          />
          <Findings findings={findings} entries={collected.entries} saidAt={saidAt} onanswer={answer} onexplain={explain} />
          <Entries entries={collected.entries} onundo={undo} />
          {files}
          {below}
          {!("zip" in collected) && (
            <p>
              <a
                id="json"
                href="#json"
                download="hasil.json"
                onClick={(event) => {
                  event.preventDefault();
                  check(CHECKED);
                }}
              >
                Unduh hasil pemeriksaan sebagai JSON, untuk program lain
              </a>
            </p>
          )}
          <details>
            <summary>Sama seperti di baris perintah</summary>
            <pre id="cetakan">{collected.printed}</pre>
          </details>
        </section>
      )}
      {collected !== undefined && isOnScreen && (
        <Screen picture={boardPicture(collected.board, collected.heading)} until={collected.until} onclose={() => { setOnScreen(false); }} />
      )}
      <h2 id="kembalikan" class="tempat-judul">Kembalikan</h2>
      <section aria-labelledby="judul-gabung">
        <h3 id="judul-gabung">Gabung, dan tulis yang dikirim kembali</h3>
        <details>
          <summary>Yang ikut ditulis ({wanted.size} dari {OUTPUTS.length})</summary>
        <fieldset class="sebaris">
          <legend>Yang ikut ditulis saat menggabungkan</legend>
          {OUTPUTS.map(([name, label]) => (
            <label class="pilih" key={name}>
              <input
                type="checkbox"
                data-keluaran={name}
                checked={wanted.has(name)}
                onChange={(event) => {
                  setWanted(toggled(wanted, name, event.currentTarget.checked));
                }}
              />{" "}
              <span>{label}</span>
            </label>
          ))}
          <label class="pilih">
            <input
              type="checkbox"
              id="mentah"
              checked={isRaw}
              disabled={!wanted.has("tables")}
              onChange={(event) => {
                setRaw(event.currentTarget.checked);
              }}
            />{" "}
            <span>CSV tanpa tanda ' di depan teks yang mirip rumus, bila dibaca program lain, bukan Excel</span>
          </label>
        </fieldset>
        </details>
        <button type="button" id="gabung" class="lain" disabled={!isReady} onClick={merge}>
          Gabung
        </button>
      </section>
      {collected !== undefined && (
        <section aria-labelledby="judul-rekap">
          <h3 id="judul-rekap">Rekap untuk WhatsApp</h3>
          <pre id="rekap">{collected.summary}</pre>
          <CopyText text={collected.summary} />
          {collected.numbers.length > 0 && (
            <ul>
              {collected.numbers.map(({ name, phone }) => (
                <li key={name}>
                  {name}: {phone} <CopyText text={phone} label="Salin nomor" />
                </li>
              ))}
            </ul>
          )}
        </section>
      )}
      {downloads.length > 0 && <Downloads downloads={downloads} isStale={areResultsStale && downloads[0]?.path.startsWith(RESULTS) === true} onsave={canSave() ? save : undefined} />}
      {explaining}
    </>
  );
}

/** Where the page says how far reading has come. */
function progressPlaces(): { readonly bar: HTMLProgressElement; readonly file: HTMLElement } {
  return {
    bar: document.getElementById("kemajuan") as HTMLProgressElement,
    file: document.getElementById("berkas-kini") as HTMLParagraphElement,
  };
}

function showProgress(now: Progress | undefined, count: number): void {
  const { bar, file } = progressPlaces();
  if (now === undefined || count === 0) {
    bar.removeAttribute("value");
  } else {
    bar.max = count;
    bar.value = Math.min(now.done, count);
  }
  file.textContent = now === undefined ? "" : `${now.done} berkas selesai dibaca. ${now.file}`;
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

/** Whether this page, or its address, is for participants. */
function isForParticipants(): boolean {
  return document.documentElement.hasAttribute("data-peserta") || location.hash === "#peserta";
}

/** The finding of a return that is locked with a password. */
const LOCKED = "B003";
/** Bytes up to which a JSON file is looked into for decisions. */
const LARGEST_NOTES = 8 * 2 ** 20;
/** What is typed where an answer is to be empty. */
const EMPTY = "(kosong)";

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

/** The set with or without one of its members. */
function toggled(set: ReadonlySet<string>, member: string, isIn: boolean): ReadonlySet<string> {
  return new Set(isIn ? [...set, member] : [...set].filter((one) => one !== member));
}

/** Why the page cannot start, in one sentence that says what to do. */
function whyNot(problem: unknown): string {
  if (problem instanceof IncompleteError) {
    return "Berkas halaman ini tidak utuh, mungkin terpotong saat disalin atau diunduh. Salin atau unduh lagi.";
  }
  const why = reason(problem);
  if (problem instanceof RangeError || /memory|allocat/i.test(why)) {
    return `Memori komputer ini tidak cukup (${why}). Tutup program atau tab lain, lalu muat ulang halaman ini.`;
  }
  return `Halaman ini tidak dapat dijalankan di peramban ini (${why}). Coba Firefox atau Chrome terbaru.`;
}

/** Whether this page is older than a year, by the clock of whoever reads it; nothing that is written knows a clock. */
function isOld(): boolean {
  const released = Date.parse((window as unknown as { deskReleased: string }).deskReleased);
  return Date.now() - released > 366 * 24 * 3_600_000;
}

/** The package refused what was asked, with a sentence for people. */
class Refused extends Error {}

/** What went wrong, in one line: of a Python traceback the last one. */
function reason(problem: unknown): string {
  if (!(problem instanceof Error)) {
    return String(problem);
  }
  const lines = problem.message.split("\n").filter((line) => line.trim() !== "" && !line.startsWith(" ") && !line.startsWith("See ") && !line.startsWith("The module"));
  return lines[lines.length - 1] ?? problem.name;
}

function start(): void {
  const blocked = (window as unknown as { deskBlocked?: string }).deskBlocked ?? "";
  const place = document.getElementById("app");
  if (blocked !== "" || place === null) {
    return;
  }
  const progress: { show: (now: Progress) => void } = { show: () => undefined };
  const engine = new Engine(unpackParts, workerSource, (now) => {
    progress.show(now);
  });
  // What is dropped beside the inputs would take the place of the page, and of all that was chosen in it.
  for (const event of ["dragover", "drop"] as const) {
    document.addEventListener(event, (dragged) => {
      if (!(dragged.target instanceof HTMLInputElement)) {
        dragged.preventDefault();
      }
    });
  }
  render(<Page engine={engine} progress={progress} />, place);
}

start();
