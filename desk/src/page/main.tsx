// The page: the state of the whole screen, and what its buttons do. Files that are chosen before Python is up wait for it.

import { render } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";

import type { StoredFile } from "../messages";
import { type Collected, type Made, type Region, type Settings, isFault } from "./answers";
import { Engine, type Progress, StoppedError } from "./engine";
import { canSave, chosenFiles, downloadAddress, roots, saveInto, takenFrom } from "./files";
import { IncompleteError, unpackParts, workerSource } from "./parts";
import { BookZone, Zone } from "./zones";
import { Board, Downloads, Files, Findings, type Download } from "./results";

const NAME = "Meja Kerja Kota Cerdas";
/** Where the settings of a region and the earlier books stand in the worker. */
const SETTINGS = "pengaturan";
const BOOKS = "buku";
const RESULTS = "hasil";

/** What an earlier matrix is for. */
type Book = "seed" | "decisions" | "previous";

/** Findings that are put on the screen in one go. */
const AT_ONCE = 15;

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
  ["tables", "Tabel untuk diolah (.xlsx dan .csv)"],
  ["json", "Berkas JSON"],
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
  // Files that come after a check are checked at once, or when what runs has ended.
  const [isCheckDue, setCheckDue] = useState(false);
  const [wanted, setWanted] = useState<ReadonlySet<string>>(new Set(OUTPUTS.map(([name]) => name)));
  // What was chosen stands in references, since a job may wait for files that are still being stored; counts are shown.
  const returns = useRef<ReadonlySet<string>>(new Set());
  const books = useRef<Partial<Record<Book, string>>>({});
  const [bookNames, setBookNames] = useState<Partial<Record<Book, string>>>({});
  const [count, setCount] = useState(0);
  const [collected, setShown] = useState<Collected | undefined>();
  const isChecked = useRef(false);
  const [drawn, setDrawn] = useState(AT_ONCE);
  const [downloads, setDownloads] = useState<readonly Download[]>([]);
  const [results, setResults] = useState<readonly StoredFile[]>([]);
  const stored = useRef<Promise<void>>(Promise.resolve());
  const isBusy = useRef(true);
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

  useEffect(() => {
    document.title = TITLES[state];
  }, [state]);

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
      setCheckDue(false);
      engine.stop();
    };
    stop.disabled = state !== "busy";
    const { bar, file } = progressPlaces();
    bar.hidden = file.hidden = state !== "busy";
    showProgress(undefined, count);
  }, [state, count]);

  useEffect(() => {
    void (async () => {
      try {
        await engine.ready();
        const packaged = (await engine.act("regions", {})) as readonly Region[];
        setRegions(packaged);
        await choose(packaged[0]?.name ?? "");
        isBusy.current = false;
        setState("idle");
        say("Siap. Pilih yang ingin dikerjakan.");
      } catch (problem) {
        setState("broken");
        say(whyNot(problem), true);
      }
    })();
  }, []);

  useEffect(() => {
    if (state === "idle" && isCheckDue) {
      setCheckDue(false);
      void check();
    }
  }, [state, isCheckDue]);

  function say(sentence: string, faulty = false): void {
    setTold(sentence);
    setFaulty(faulty);
  }

  /** Run one job: the buttons wait, and whatever goes wrong becomes a sentence. */
  async function work(sentence: string, job: () => Promise<string>): Promise<void> {
    isBusy.current = true;
    setState("busy");
    say(sentence);
    try {
      await stored.current;
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
    isBusy.current = false;
    setState("idle");
  }

  function setCollected(now: Collected | undefined): void {
    isChecked.current = now !== undefined;
    setShown(now);
  }

  /** Show what was collected. The first time a few findings at once, so that the page can be scrolled meanwhile. */
  async function show(now: Collected): Promise<void> {
    const isFirst = !isChecked.current;
    setCollected(now);
    for (let most = AT_ONCE; isFirst && most < now.findings.length; most += AT_ONCE) {
      setDrawn(most);
      await new Promise((resolve) => setTimeout(resolve));
    }
    setDrawn(Infinity);
  }

  async function ask<T>(action: string, given: object): Promise<T> {
    const answer = await engine.act(action, given);
    if (isFault(answer)) {
      throw new Refused(answer.fault);
    }
    return answer as T;
  }

  async function choose(name: string): Promise<void> {
    const found = await ask<Settings>("profile", { profile: name });
    setProfile(name);
    setSettings(found);
    setStage(found.stages[0]?.number ?? 1);
    setGroups(new Set(found.groups.map((group) => group.code)));
    setReturnsStage(0);
    markStale();
  }

  /** What is shown was worked out from other files or choices than there are now. */
  function markStale(): void {
    setStale(true);
    setResultsStale(true);
  }

  /** Keep files for Python, after those that were chosen before. */
  function keep(read: () => Promise<StoredFile[]>, then: (paths: string[]) => void): void {
    stored.current = stored.current.then(async () => {
      const arrived = await read();
      await engine.store(arrived);
      then(arrived.map((file) => file.path));
    });
    stored.current.catch((problem: unknown) => {
      say(`Berkas tidak dapat dibuka (${reason(problem)}). Pilih lagi.`, true);
      stored.current = Promise.resolve();
    });
  }

  function addReturns(input: HTMLInputElement): void {
    const chosen = takenFrom(input);
    keep(
      () => chosenFiles(chosen, returns.current),
      (paths) => {
        setReturns([...returns.current, ...paths]);
        setCheckDue(paths.length > 0 && isChecked.current);
      },
    );
  }

  function setReturns(paths: Iterable<string>): void {
    markStale();
    returns.current = new Set(paths);
    setCount(returns.current.size);
  }

  function addBook(use: Book, input: HTMLInputElement): void {
    const [chosen] = takenFrom(input);
    if (chosen === undefined) {
      return;
    }
    const path = `${BOOKS}/${use}/${chosen.name}`;
    const read = async () => {
      const data = new Uint8Array(await chosen.arrayBuffer());
      return [{ path, data, time: Math.floor(chosen.lastModified / 1000) }];
    };
    keep(read, () => {
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
    const read = async () => {
      const all = await chosenFiles(chosen, new Set());
      await engine.remove(SETTINGS);
      const top = all.find((file) => file.path.endsWith("/profile.toml"))?.path ?? "";
      const folder = top.slice(0, top.lastIndexOf("/") + 1);
      return all
        .filter((file) => folder !== "" && file.path.startsWith(folder))
        .map((file) => ({ ...file, path: `${SETTINGS}/${file.path.slice(folder.length)}` }));
    };
    keep(read, (paths) => {
      void work("Membaca pengaturan.", async () => {
        if (paths.length === 0) {
          throw new Refused("Di folder itu tidak ada profile.toml. Pilih folder pengaturan yang berisi profile.toml.");
        }
        await choose(SETTINGS);
        return "Pengaturan dibaca.";
      });
    });
  }

  async function offer(written: readonly string[], folder: string, zip: string): Promise<void> {
    const files = await engine.fetch(folder);
    const wantedFiles = files.filter((file) => written.includes(file.path) || file.path === zip);
    setResults(wantedFiles.filter((file) => file.path !== zip).map((file) => ({ ...file, path: file.path.slice(folder.length + 1) })));
    setDownloads((before) => {
      before.forEach((one) => {
        URL.revokeObjectURL(one.address);
      });
      return wantedFiles.map((file) => ({ path: file.path, address: downloadAddress(file), isAll: file.path === zip }));
    });
  }

  const make = () =>
    work("Membuat kertas kerja.", async () => {
      await engine.remove("kirim");
      if (groups.size === 0) {
        throw new Refused("Belum ada kelompok yang dipilih. Pilih sedikitnya satu kelompok.");
      }
      const made = await ask<Made>("make", {
        profile,
        stage: stage || null,
        groups: [...groups],
        per_agency: isPerAgency,
        seed: books.current.seed ?? null,
      });
      setResultsStale(false);
      await offer(made.written, "kirim", made.zip);
      return `Selesai. ${made.made} kertas kerja dan teks pengantarnya dapat diunduh di bawah.`;
    });

  const given = () => ({
    profile,
    paths: roots(returns.current),
    stage: returnsStage || null,
    passwords: passwords.split("\n").filter((line) => line !== ""),
    previous: books.current.previous ?? null,
    decisions: books.current.decisions ?? null,
  });

  const check = () =>
    work("Memeriksa kiriman.", async () => {
      requireReturns();
      const checked = await ask<Collected>("check", given());
      await show(checked);
      setStale(false);
      return `Selesai diperiksa. ${checked.counts}.`;
    });

  const merge = () =>
    work("Menggabungkan kiriman.", async () => {
      requireReturns();
      await engine.remove(RESULTS);
      const merged = await ask<Collected & { zip: string }>("merge", { ...given(), outputs: [...wanted] });
      await show(merged);
      setStale(false);
      setResultsStale(false);
      await offer(merged.written, RESULTS, merged.zip);
      return `Selesai. ${merged.counts}. ${merged.written.length} berkas hasil dapat diunduh di bawah.`;
    });

  const explain = async (asked: string) => {
    if (isBusy.current) {
      return; // Berhenti stands at the top of the page as long as something runs
    }
    await work("Mencari penjelasan.", async () => {
      setCode(asked);
      setExplanation((await ask<{ text: string }>("explain", { code: asked })).text);
      document.getElementById("penjelasan")?.scrollIntoView({ block: "nearest" });
      return asked === "" ? "Semua kode ada di bagian Penjelasan kode." : `Penjelasan ${asked} ada di bagian Penjelasan kode.`;
    });
  };

  const save = () =>
    work("Menyimpan ke folder.", async () => {
      const name = await saveInto(results);
      return name === "" ? "Tidak jadi disimpan." : `${results.length} berkas disimpan di folder ${name}.`;
    });

  function requireReturns(): void {
    if (returns.current.size === 0) {
      throw new Refused("Belum ada kiriman. Pilih folder kiriman atau berkasnya dulu.");
    }
  }

  async function empty(): Promise<void> {
    for (const root of roots(returns.current)) {
      await engine.remove(root);
    }
    setReturns([]);
    setCollected(undefined);
    setDrawn(AT_ONCE);
  }

  const isOff = state !== "idle";
  const stages = settings?.stages ?? [];
  // Hundreds of lines: drawn when they change, not whenever something else on the page does.
  const board = useMemo(() => collected && <Board lines={collected.board} />, [collected]);
  const findings = useMemo(
    () => collected && <Findings findings={collected.findings} most={drawn} onexplain={(asked) => void explain(asked)} />,
    [collected, drawn],
  );
  const areAllDrawn = drawn === Infinity;
  const files = useMemo(() => collected && areAllDrawn && <Files files={collected.files} />, [collected, areAllDrawn]);
  return (
    <>
      {isOld() && (
        <p id="usang" class="masalah">
          Halaman ini dibuat lebih dari setahun yang lalu. Mintalah yang terbaru kepada pemberinya sebelum dipakai.
        </p>
      )}
      <section aria-labelledby="judul-wilayah">
        <h2 id="judul-wilayah">Wilayah</h2>
        <label>
          <span>Wilayah yang sudah tersedia</span>
          <select
            id="wilayah"
            value={profile}
            disabled={isOff}
            onChange={(event) => {
              const { value } = event.currentTarget;
              void work("Membaca pengaturan.", async () => {
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
            {profile === SETTINGS && <option value={SETTINGS}>{settings?.region} (dari folder)</option>}
          </select>
        </label>
        <Zone
          id="pengaturan"
          label="atau folder pengaturan sendiri (berisi profile.toml)"
          invitation="Pilih folder, atau seret ke sini"
          isFolder
          onchange={chooseFolder}
        />
      </section>
      <section aria-labelledby="judul-buat">
        <h2 id="judul-buat">Buat kertas kerja</h2>
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
        <button type="button" id="buat" disabled={isOff} onClick={() => void make()}>
          Buat
        </button>
      </section>
      <section aria-labelledby="judul-kiriman">
        <h2 id="judul-kiriman">Periksa dan gabungkan kiriman</h2>
        <div class="berdampingan">
          <Zone
            id="folder"
            label="Folder kiriman"
            invitation="Pilih folder, atau seret satu folder ke sini"
            isFolder
            isLarge
            onchange={addReturns}
          />
          <Zone
            id="files"
            label="atau berkas satu per satu"
            invitation="Pilih berkas, atau seret ke sini"
            isMultiple
            isLarge
            onchange={addReturns}
          />
        </div>
        <p id="jumlah-kiriman">
          {count === 0 ? "Belum ada kiriman." : `${count} berkas dari ${roots(returns.current).join(", ")}.`}
          {count > 0 && (
            <button type="button" class="lain" id="kosongkan" disabled={isOff} onClick={() => void empty()}>
              Kosongkan
            </button>
          )}
        </p>
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
        </fieldset>
        <button type="button" id="periksa" disabled={isOff} onClick={() => void check()}>
          Periksa
        </button>
        <button type="button" id="gabung" disabled={isOff} onClick={() => void merge()}>
          Gabung
        </button>
      </section>
      {downloads.length > 0 && <Downloads downloads={downloads} isStale={areResultsStale && downloads[0]?.path.startsWith(RESULTS) === true} onsave={canSave() && !isOff ? () => void save() : undefined} />}
      {collected !== undefined && (
        <section aria-labelledby="judul-hasil">
          <h2 id="judul-hasil">{collected.heading}</h2>
          <p>{collected.counts}.</p>
          {isStale && <p id="basi" class="masalah">Kiriman atau pilihan sudah berubah sejak ini dihitung. Tekan Periksa lagi.</p>}
          {collected.note !== "" && <p>{collected.note}</p>}
          {board}
          {findings}
          {files}
          <details>
            <summary>Sama seperti di baris perintah</summary>
            <pre id="cetakan">{collected.printed}</pre>
          </details>
        </section>
      )}
      <section aria-labelledby="judul-penjelasan">
        <h2 id="judul-penjelasan">Penjelasan kode</h2>
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
        <button type="button" id="jelaskan" class="lain" disabled={isOff} onClick={() => void explain(code.trim())}>
          Jelaskan
        </button>
        {explanation !== "" && <pre id="penjelasan">{explanation}</pre>}
      </section>
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
  render(<Page engine={engine} progress={progress} />, place);
}

start();
