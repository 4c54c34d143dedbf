// The page: the state of the whole screen, and what its buttons do. Files that are chosen before Python is up wait for it.

import { render } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";

import type { StoredFile } from "../messages";
import { type Collected, type Made, type Region, type Settings, isFault } from "./answers";
import { Engine, type Progress, StoppedError } from "./engine";
import { chosenFiles, downloadAddress, roots } from "./files";
import { unpackParts, workerSource } from "./parts";
import { Board, Downloads, Files, Findings, type Download } from "./results";

const NAME = "Meja Kerja Kota Cerdas";
/** Where the settings of a region and the earlier books stand in the worker. */
const SETTINGS = "pengaturan";
const BOOKS = "buku";
const RESULTS = "hasil";

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
] as const;

function Page({ engine, progress }: { readonly engine: Engine; readonly progress: { show: (now: Progress) => void } }) {
  const [state, setState] = useState<State>("starting");
  const [told, setTold] = useState("Halaman sedang disiapkan, biasanya beberapa detik. Berkas sudah boleh dipilih sekarang.");
  const [isFaulty, setFaulty] = useState(false);
  const [now, setNow] = useState<Progress | undefined>();
  const [regions, setRegions] = useState<readonly Region[]>([]);
  const [profile, setProfile] = useState("");
  const [settings, setSettings] = useState<Settings | undefined>();
  const [stage, setStage] = useState(0);
  const [isPerAgency, setPerAgency] = useState(false);
  const [returnsStage, setReturnsStage] = useState(0);
  const [password, setPassword] = useState("");
  const [wanted, setWanted] = useState<ReadonlySet<string>>(new Set(OUTPUTS.map(([name]) => name)));
  // What was chosen stands in references, since a job may wait for files that are still being stored; counts are shown.
  const returns = useRef<ReadonlySet<string>>(new Set());
  const books = useRef<Record<string, string>>({});
  const [count, setCount] = useState(0);
  const [collected, setCollected] = useState<Collected | undefined>();
  const [downloads, setDownloads] = useState<readonly Download[]>([]);
  const stored = useRef<Promise<void>>(Promise.resolve());
  progress.show = setNow;

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

  useEffect(() => {
    void (async () => {
      try {
        await engine.ready();
        const packaged = (await engine.act("regions", {})) as readonly Region[];
        setRegions(packaged);
        await choose(packaged[0]?.name ?? "");
        setState("idle");
        say("Siap. Pilih yang ingin dikerjakan.");
      } catch (problem) {
        setState("broken");
        say(`Halaman ini tidak dapat dijalankan di peramban ini (${reason(problem)}). Coba Firefox atau Chrome terbaru.`, true);
      }
    })();
  }, []);

  function say(sentence: string, faulty = false): void {
    setTold(sentence);
    setFaulty(faulty);
  }

  /** Run one job: the buttons wait, and whatever goes wrong becomes a sentence. */
  async function work(sentence: string, job: () => Promise<string>): Promise<void> {
    setState("busy");
    say(sentence);
    try {
      await stored.current;
      const end = await job();
      say(end);
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
    setNow(undefined);
    setState("idle");
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
  }

  /** Keep files for Python, after those that were chosen before. */
  function keep(files: Promise<StoredFile[]>, then: (paths: string[]) => void): void {
    stored.current = stored.current.then(async () => {
      const arrived = await files;
      await engine.store(arrived);
      then(arrived.map((file) => file.path));
    });
    stored.current.catch((problem: unknown) => {
      say(`Berkas tidak dapat dibuka (${reason(problem)}). Pilih lagi.`, true);
      stored.current = Promise.resolve();
    });
  }

  function addReturns(input: HTMLInputElement): void {
    keep(chosenFiles(input, returns.current), (paths) => {
      setReturns([...returns.current, ...paths]);
      input.value = "";
    });
  }

  function setReturns(paths: Iterable<string>): void {
    returns.current = new Set(paths);
    setCount(returns.current.size);
  }

  function addBook(use: string, input: HTMLInputElement): void {
    const chosen = input.files?.[0];
    if (chosen === undefined) {
      books.current = Object.fromEntries(Object.entries(books.current).filter(([name]) => name !== use));
      return;
    }
    const path = `${BOOKS}/${use}/${chosen.name}`;
    const file = chosen.arrayBuffer().then((data) => [
      { path, data: new Uint8Array(data), time: Math.floor(chosen.lastModified / 1000) },
    ]);
    keep(file, () => {
      books.current = { ...books.current, [use]: path };
    });
  }

  function chooseFolder(input: HTMLInputElement): void {
    const files = chosenFiles(input, new Set()).then(async (all) => {
      await engine.remove(SETTINGS);
      const top = all.find((file) => file.path.endsWith("/profile.toml"))?.path ?? "";
      const folder = top.slice(0, top.lastIndexOf("/") + 1);
      return all
        .filter((file) => folder !== "" && file.path.startsWith(folder))
        .map((file) => ({ ...file, path: `${SETTINGS}/${file.path.slice(folder.length)}` }));
    });
    keep(files, (paths) => {
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
      const made = await ask<Made & { zip: string }>("make", {
        profile,
        stage,
        per_agency: isPerAgency,
        seed: books.current.seed ?? null,
      });
      setCollected(undefined);
      await offer(made.written, "kirim", made.zip);
      return `${made.written.length} kertas kerja sudah jadi. Unduh di bawah.`;
    });

  const given = () => ({
    profile,
    paths: roots(returns.current),
    stage: returnsStage || null,
    passwords: password === "" ? [] : [password],
    previous: books.current.previous ?? null,
    decisions: books.current.decisions ?? null,
  });

  const check = () =>
    work("Memeriksa kiriman.", async () => {
      requireReturns();
      setCollected(await ask<Collected>("check", given()));
      setDownloads([]);
      return "Selesai diperiksa.";
    });

  const merge = () =>
    work("Menggabungkan kiriman.", async () => {
      requireReturns();
      await engine.remove(RESULTS);
      const merged = await ask<Collected & { zip: string }>("merge", { ...given(), outputs: [...wanted] });
      setCollected(merged);
      await offer(merged.written, RESULTS, merged.zip);
      return `Selesai. ${merged.written.length} berkas hasil dapat diunduh di bawah.`;
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
  }

  const isBusy = state === "busy";
  const isOff = state !== "idle";
  const stages = settings?.stages ?? [];
  return (
    <>
      {isOld() && (
        <p id="usang" class="masalah">
          Halaman ini dibuat lebih dari setahun yang lalu. Mintalah yang terbaru kepada pemberinya sebelum dipakai.
        </p>
      )}
      {isBusy && (
        <div class="jangan-cetak">
          <progress max={count || undefined} value={now === undefined ? undefined : Math.min(now.done, count)} aria-label="Kemajuan" />
          {now !== undefined && <p>{`${now.done} berkas selesai dibaca. ${now.file}`}</p>}
        </div>
      )}
      <button type="button" id="berhenti" class="lain" disabled={!isBusy} onClick={() => { engine.stop(); }}>
        Berhenti
      </button>
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
        <label>
          <span>atau folder pengaturan sendiri (berisi profile.toml)</span>
          <input
            type="file"
            id="pengaturan"
            ref={(input) => input?.setAttribute("webkitdirectory", "")}
            onChange={(event) => {
              chooseFolder(event.currentTarget);
            }}
          />
        </label>
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
        <label>
          <span>Matriks bimtek sebelumnya, bila kertas kerja dimulai dari sana (boleh kosong)</span>
          <input
            type="file"
            id="bekal"
            accept=".xlsx"
            onChange={(event) => {
              addBook("seed", event.currentTarget);
            }}
          />
        </label>
        <button type="button" id="buat" disabled={isOff} onClick={() => void make()}>
          Buat
        </button>
      </section>
      <section aria-labelledby="judul-kiriman">
        <h2 id="judul-kiriman">Periksa dan gabungkan kiriman</h2>
        <label>
          <span>Folder kiriman: pilih, atau seret ke sini</span>
          <input
            type="file"
            id="folder"
            ref={(input) => input?.setAttribute("webkitdirectory", "")}
            multiple
            onChange={(event) => {
              addReturns(event.currentTarget);
            }}
          />
        </label>
        <label>
          <span>atau berkas satu per satu</span>
          <input
            type="file"
            id="files"
            multiple
            onChange={(event) => {
              addReturns(event.currentTarget);
            }}
          />
        </label>
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
              }}
            >
              <option value={0}>yang paling banyak dikirim</option>
              {stages.map((one) => (
                <option key={one.number} value={one.number}>{`Bimtek ${one.number}`}</option>
              ))}
            </select>
          </label>
          <label>
            <span>Kata sandi, bila ada berkas yang dikunci</span>
            <input
              type="password"
              id="sandi"
              autocomplete="off"
              value={password}
              onInput={(event) => {
                setPassword(event.currentTarget.value);
              }}
            />
          </label>
        </div>
        <label>
          <span>Matriks bimtek ini yang lama, berisi keputusan dan catatan (boleh kosong)</span>
          <input
            type="file"
            id="keputusan"
            accept=".xlsx"
            onChange={(event) => {
              addBook("decisions", event.currentTarget);
            }}
          />
        </label>
        <label>
          <span>Matriks bimtek sebelumnya (boleh kosong)</span>
          <input
            type="file"
            id="sebelumnya"
            accept=".xlsx"
            onChange={(event) => {
              addBook("previous", event.currentTarget);
            }}
          />
        </label>
        <fieldset class="sebaris">
          <legend>Yang ikut ditulis saat menggabungkan</legend>
          {OUTPUTS.map(([name, label]) => (
            <label class="pilih" key={name}>
              <input
                type="checkbox"
                checked={wanted.has(name)}
                onChange={(event) => {
                  const { checked } = event.currentTarget;
                  setWanted(new Set(checked ? [...wanted, name] : [...wanted].filter((one) => one !== name)));
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
      {downloads.length > 0 && <Downloads downloads={downloads} />}
      {collected !== undefined && (
        <section aria-labelledby="judul-hasil">
          <h2 id="judul-hasil">{collected.heading}</h2>
          <Board lines={collected.board} />
          <Findings findings={collected.findings} />
          <Files files={collected.files} />
          <details>
            <summary>Sama seperti di baris perintah</summary>
            <pre id="cetakan">{collected.printed}</pre>
          </details>
        </section>
      )}
    </>
  );
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
