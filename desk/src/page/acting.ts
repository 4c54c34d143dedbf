// What the buttons do: worksheets are made, returns checked and merged, and what was written is offered or saved.

import { useRef, useState } from "preact/hooks";

import type { StoredFile } from "../messages";
import type { Card, Collected, Made, Picture } from "./answers";
import { DECISIONS_FILE } from "./decisions";
import type { Deciding } from "./deciding";
import type { Engine } from "./engine";
import { chosenFolder, download, downloadAddress, offered, removeFrom, saveInto, storedText } from "./files";
import type { Freshness } from "./freshness";
import type { Jobs } from "./jobs";
import { pageForParticipants } from "./parts";
import { drawn } from "./pictures";
import { Refused, reason } from "./problems";
import { type RegionChosen, WORKBOOK } from "./region";
import type { Download } from "./results";
import { RESULTS } from "./returns";
import type { Taking } from "./taking";

/** Where worksheets stand in the worker, settings to be downloaded, and what a check writes for programs. */
const WORKSHEETS = "/kirim";
const SETTINGS_OUT = "/unduh-pengaturan";
const CHECKED = "/periksa";

/** The outputs of a merge beside the matrix, with their names in the action and on the screen. */
export const OUTPUTS = [
  ["corrections", "Lembar Perbaikan"],
  ["drafts", "Draf Kelompok"],
  ["per_agency", "Rekap per OPD dan Berita Acara"],
  ["presentation", "Salinan untuk paparan"],
  ["summary", "Rekap untuk WhatsApp"],
  ["json", "Berkas JSON"],
  ["tables", "Tabel untuk diolah (.xlsx dan .csv)"],
] as const;

export type Acting = ReturnType<typeof useActing>;

interface Given {
  readonly engine: Engine;
  readonly jobs: Jobs;
  readonly freshness: Freshness;
  readonly region: RegionChosen;
  readonly taking: Taking;
  readonly deciding: Deciding;
  /** The matrices of earlier merges by their paths. */
  readonly standing: Map<string, StoredFile>;
}

export function useActing({ engine, jobs, freshness, region, taking, deciding, standing }: Given) {
  const [downloads, setDownloads] = useState<readonly Download[]>([]);
  const [results, setResults] = useState<readonly StoredFile[]>([]);
  const [wanted, setWanted] = useState<ReadonlySet<string>>(new Set(OUTPUTS.map(([name]) => name)));
  const [isRaw, setRaw] = useState(false);
  const [code, setCode] = useState("");
  const [explanation, setExplanation] = useState("");
  // A job may wait while another merge ends: it saves what there is when it begins.
  const newest = useRef(results);
  newest.current = results;

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

  function make(): void {
    jobs.work("Membuat kertas kerja.", async () => {
      await taking.look();
      await engine.store([], [WORKSHEETS]);
      if (region.groups.size === 0) {
        throw new Refused("Belum ada kelompok yang dipilih. Pilih sedikitnya satu kelompok.");
      }
      const { profile, folder } = taking.given();
      const made = await jobs.ask<Made>("make", {
        ...{ profile, folder },
        stage: region.stage || null,
        groups: [...region.groups],
        per_agency: region.isPerAgency,
        seed: taking.seed(),
        into: WORKSHEETS,
      });
      await offer(made.written, WORKSHEETS, made.zip);
      return `Selesai. ${made.made} kertas kerja dan teks pengantarnya dapat diunduh di bawah.`;
    });
  }

  function check(into: string | null = null, isQuiet = false): void {
    freshness.setDue("");
    jobs.work("Memeriksa kiriman.", async () => {
      taking.requireReturns();
      freshness.setDue("");
      const found = await taking.look();
      if (found.folder !== null && found.act === "make") {
        return `${found.sentence} Belum ada kiriman; kertas kerja dapat dibuat.`;
      }
      const checked = await collect(into, isQuiet);
      if (into !== null) {
        (await engine.fetch(into)).forEach(download);
      }
      return `Selesai diperiksa. ${checked.counts}.`;
    });
  }

  /** Collect, and show what was found. */
  async function collect(into: string | null, isQuiet: boolean): Promise<Collected> {
    const changesThen = freshness.changes();
    const checked = await jobs.ask<Collected>("check", { ...taking.given(), ...(await deciding.told()), into });
    freshness.renewed(changesThen);
    deciding.show(checked, isQuiet);
    return checked;
  }

  function merge(): void {
    jobs.work("Menggabungkan kiriman.", async () => {
      taking.requireReturns();
      freshness.setDue("");
      const found = await taking.look();
      const changesThen = freshness.changes();
      await engine.store([...standing.values()], [RESULTS]);
      const merged = await jobs.ask<Collected & { zip: string }>("merge", {
        ...taking.given(),
        ...(await deciding.told()),
        outputs: [...wanted],
        raw: isRaw,
        into: RESULTS,
      });
      if (found.folder === null) {
        const [matrix] = (await offer(merged.written, RESULTS, merged.zip)).filter((file) => file.path === merged.written[0]);
        if (matrix !== undefined) {
          standing.set(matrix.path, matrix);
        }
      } else {
        // What stands among the results of the working folder now is what the next merge finds there.
        const written = await engine.fetch(found.results);
        await engine.store(written, [found.results]);
        offerFiles([...written.filter(({ path }) => merged.written.includes(path)), ...(await engine.fetch(RESULTS))], merged.zip);
        const ours = written.filter(({ path }) => !path.endsWith(`/${DECISIONS_FILE}`)); // it is written by itself
        setResults(ours.map((file) => ({ ...file, path: file.path.slice(found.folder.length + 1) })));
      }
      freshness.renewed(changesThen, true);
      deciding.show(merged, false);
      return `Selesai. ${merged.counts}. ${merged.written.length} berkas hasil dapat diunduh di bawah.`;
    });
  }

  function explain(asked: string): void {
    if (jobs.isRunning()) {
      return; // Berhenti stands at the top of the page as long as something runs
    }
    jobs.work("Mencari penjelasan.", async () => {
      setCode(asked);
      setExplanation((await jobs.ask<{ text: string }>("explain", { code: asked })).text);
      document.getElementById("penjelasan")?.scrollIntoView({ block: "nearest" });
      return asked === "" ? "Semua kode ada di bagian Penjelasan kode." : `Penjelasan ${asked} ada di bagian Penjelasan kode.`;
    });
  }

  async function openCard(row: string): Promise<Card | undefined> {
    const card = row === "" ? undefined : await jobs.ask<Card | Record<string, never>>("card", { row });
    return card !== undefined && "title" in card ? (card as Card) : undefined;
  }

  /** Put a table on the clipboard as an image; where the browser does not allow that, offer it for download. */
  function copyPicture(picture: Picture): void {
    void drawn(picture)
      .then(async (image) => ((await offered(image, `${picture.name}.png`)) ? "Gambar disalin." : "Gambar diunduh."))
      .catch((problem: unknown) => `Gambar tidak dapat dibuat (${reason(problem)}).`)
      .then(jobs.say);
  }

  function saveSettings(): void {
    jobs.work("Menulis pengaturan.", async () => {
      await jobs.ask("settings", { profile: region.profile, into: SETTINGS_OUT });
      (await engine.fetch(SETTINGS_OUT)).forEach(download);
      return `${WORKBOOK} diunduh. Ubah di Excel, lalu pilih lagi di sini.`;
    });
  }

  function makePage(): void {
    jobs.work("Menyiapkan halaman untuk peserta.", async () => {
      const page = pageForParticipants(await jobs.ask<object>("participants", { profile: region.profile }));
      download({ ...storedText("Periksa Kertas Kerja.html", ""), data: new Uint8Array(await page.arrayBuffer()) });
      return "Halaman untuk peserta diunduh. Bagikan lewat diska lepas atau folder bersama, bukan surel.";
    });
  }

  /** Write what was made into the folder that was granted, which is asked for once. */
  function save(): void {
    jobs.work("Menyimpan ke folder.", async () => {
      deciding.folder.current ??= await chosenFolder();
      const target = deciding.folder.current;
      if (target === undefined) {
        return "Tidak jadi disimpan.";
      }
      const found = taking.workingNow.current;
      if (found.folder !== null && target.name !== found.folder) {
        deciding.folder.current = undefined;
        throw new Refused(`Yang dipilih bukan folder kerja ${found.folder}. Pilih folder itu.`);
      }
      const inside = (path: string) => `${found.folder ?? ""}/${path}`;
      const files = newest.current;
      const saved = await saveInto(target, files, jobs.goOn, (path) => taking.before.current.get(inside(path)));
      if (found.folder !== null) {
        const there = new Set(files.map(({ path }) => inside(path)));
        for (const [path, file] of taking.before.current) {
          if (!there.has(path) && !path.endsWith(`/${DECISIONS_FILE}`)) {
            await removeFrom(target, { ...file, path: path.slice(found.folder.length + 1) });
          }
        }
        taking.before.current = engine.stored(found.results);
      }
      let joined = "";
      if (await deciding.save()) {
        freshness.markStale();
        await collect(null, true);
        joined = " Keputusan dari komputer lain ikut dihitung: gabungkan lagi.";
      }
      const old = saved.kept.some((name) => name.startsWith("Matriks"))
        ? " Bila matriks lama itu berisi keputusan, pilih sebagai matriks yang lama, lalu gabungkan lagi."
        : "";
      const kept = saved.kept.length > 0 ? ` Yang lama tetap ada: ${saved.kept.join(", ")}.${old}` : "";
      return `${files.length} berkas disimpan di folder ${saved.folder}.${kept}${joined}`;
    });
  }

  return {
    ...{ downloads, wanted, setWanted, isRaw, setRaw, code, setCode, explanation },
    ...{ make, check, merge, explain, openCard, copyPicture, saveSettings, makePage, save },
    checkForPrograms: () => {
      check(CHECKED);
    },
  };
}
