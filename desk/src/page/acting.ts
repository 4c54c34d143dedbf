// What the buttons do: worksheets are made, returns checked and merged, and what was written is offered or saved.

import { useRef, useState } from "preact/hooks";

import type { StoredFile } from "../messages";
import type { Card, Collected, Made, Picture } from "./answers";
import type { Deciding } from "./deciding";
import type { Engine } from "./engine";
import { download, offered, offeredAs, storedText, withdrawn } from "./files";
import type { Freshness } from "./freshness";
import type { Jobs } from "./jobs";
import type { MailingHook } from "./mailing";
import { pageForParticipants } from "./parts";
import { drawn } from "./pictures";
import { Refused, reason } from "./problems";
import { type RegionChosen, WORKBOOK } from "./region";
import type { Download } from "./results";
import { RESULTS } from "./returns";
import type { Saving } from "./saving";
import type { Taking } from "./taking";

/** Where worksheets stand in the worker, mails, settings to be downloaded, and what a check writes for programs. */
export const WORKSHEETS = "/kirim";
export const POST = "/surat";
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
  readonly saving: Saving;
  readonly mailing: MailingHook;
  /** The matrices of earlier merges by their paths. */
  readonly standing: Map<string, StoredFile>;
}

export function useActing({ engine, jobs, freshness, region, taking, deciding, saving, mailing, standing }: Given) {
  const [downloads, setDownloads] = useState<readonly Download[]>([]);
  // The bimtek of the matrix that was made last, as long as its results are what is offered.
  const [mergedStage, setMergedStage] = useState<number | undefined>();
  const lastMatrix = useRef<string | null>(null);
  const [wanted, setWanted] = useState<ReadonlySet<string>>(new Set(OUTPUTS.map(([name]) => name)));
  const [isRaw, setRaw] = useState(false);
  const [code, setCode] = useState("");
  const [explanation, setExplanation] = useState("");

  /** Show what was written as links; what there is now. */
  async function offer(written: readonly string[], folder: string, zip: string): Promise<readonly StoredFile[]> {
    const files = await engine.fetch(folder);
    const wantedFiles = files.filter((file) => written.includes(file.path) || file.path === zip);
    const results = wantedFiles.filter((file) => file.path !== zip);
    await engine.store(results); // whichever worker prepares the mails finds them
    saving.setResults(results.map((file) => ({ ...file, path: file.path.slice(folder.length + 1) })));
    offerFiles(wantedFiles, zip);
    return wantedFiles;
  }

  function offerFiles(files: readonly StoredFile[], zip: string): void {
    setDownloads((old) => {
      withdrawn(old);
      return offeredAs(files).map((one) => ({ ...one, isAll: one.path === zip }));
    });
  }

  /** What was written in a working folder is let go with it. */
  function forget(): void {
    offerFiles([], "");
    setMergedStage(undefined);
  }

  /** Show what was written in the working folder, and keep it there for the next job. */
  async function offerKept(places: readonly string[], written: readonly string[], zip: string): Promise<void> {
    const files = await saving.keep(places, "results");
    offerFiles([...files.filter(({ path }) => written.includes(path)), ...(await engine.fetch(zip))], zip);
  }

  /** Make the worksheets of the bimtek that is chosen, or of the `next` one, from the matrix that was just made. */
  function make(next?: number): void {
    jobs.work("Membuat kertas kerja.", async () => {
      await taking.look();
      const changesThen = freshness.changes();
      await engine.store([...standing.values()], [WORKSHEETS]);
      const { stage, groups, isPerAgency } = region.choices(); // those of a working folder that has come meanwhile
      if (groups.size === 0) {
        throw new Refused("Belum ada kelompok yang dipilih. Pilih sedikitnya satu kelompok.");
      }
      const { profile, folder } = taking.given();
      const made = await jobs.ask<Made>("make", {
        ...{ profile, folder },
        stage: next ?? (stage || null),
        groups: [...groups],
        per_agency: isPerAgency,
        seed: next === undefined ? taking.seed() : lastMatrix.current,
        into: WORKSHEETS,
      });
      await (folder === null ? offer(made.written, WORKSHEETS, made.zip) : offerKept(made.places, made.written, made.zip));
      freshness.written(changesThen);
      setMergedStage(undefined);
      mailing.made(next ?? (stage || null));
      if (next !== undefined) {
        region.setStage(next);
      }
      return `Selesai. ${made.made} kertas kerja dan teks pengantarnya dapat diunduh di bawah. ${made.bare}`.trimEnd();
    });
  }

  function check(into: string | null = null, isQuiet = false): void {
    freshness.setDue("");
    jobs.work(isQuiet ? "" : "Memeriksa kiriman.", async () => {
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
      const faults = checked.findings.filter(({ severity }) => severity === "error").length;
      const left = faults === 0 ? "Tidak ada lagi yang harus diperbaiki" : `${faults} hal masih harus diperbaiki`;
      return isQuiet ? `Dihitung ulang. ${left}; ${deciding.unsaved()} keputusan belum disimpan.` : `Selesai diperiksa. ${checked.counts}.`;
    });
  }

  /** Collect, and show what was found. */
  async function collect(into: string | null, isQuiet: boolean): Promise<Collected> {
    const changesThen = freshness.changes();
    const checked = await jobs.ask<Collected>("check", { ...taking.given(), ...(await deciding.told()), into });
    freshness.shown(changesThen);
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
        await offerKept([found.results[merged.stage] ?? found.folder], merged.written, merged.zip);
      }
      lastMatrix.current = found.folder === null ? (merged.written[0] ?? null) : null; // found there by its name
      setMergedStage(merged.stage);
      mailing.merged(merged.written.some((path) => /(perbaikan|Lembar Perbaikan)[/]/.test(path)));
      freshness.shown(changesThen);
      freshness.written(changesThen);
      deciding.show(merged, false);
      return `Selesai. ${merged.counts}. ${merged.written.length} berkas hasil dapat diunduh di bawah.`;
    });
  }

  /** What a code means and what to do about it, once what runs has ended; nothing where there is no such code. */
  async function meaningOf(asked: string): Promise<string> {
    await jobs.settled();
    const answer = await jobs.ask<{ text: string }>("explain", { code: asked }).catch(() => undefined);
    return answer?.text ?? "";
  }

  function explain(asked: string): void {
    setExplanation(jobs.isRunning() ? "Penjelasannya menyusul, begitu yang sedang dikerjakan selesai." : "");
    // It is begun then, not before: Berhenti, which ends what runs, is not about this.
    void jobs.settled().then(() => {
      jobs.work("Mencari penjelasan.", async () => {
        setCode(asked);
        setExplanation("");
        setExplanation((await jobs.ask<{ text: string }>("explain", { code: asked })).text);
        document.getElementById("penjelasan")?.scrollIntoView({ block: "nearest" });
        return asked === "" ? "Semua kode ada di bagian Penjelasan kode." : `Penjelasan ${asked} ada di bagian Penjelasan kode.`;
      });
    });
  }

  async function openCard(row: string): Promise<Card | undefined> {
    await jobs.settled();
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

  return {
    ...{ downloads, wanted, setWanted, isRaw, setRaw, code, setCode, explanation },
    ...{ forget, make, check, collect, merge, explain, meaningOf, openCard, copyPicture, saveSettings, makePage, mergedStage },
    checkForPrograms: () => {
      check(CHECKED);
    },
  };
}
