// "Periksa berkas saya": a participant's own workbook, what is missing in it, filled in right here, and given back under
// the same file code.

import type { ComponentChildren } from "preact";
import { useRef, useState } from "preact/hooks";

import type { Own, Spot } from "./answers";
import { DECISIONS_FILE, Decisions } from "./decisions";
import { download, stored, storedText, takenFrom } from "./files";
import { Findings, type Said, type Shown, shownNow } from "./findings";
import { useFocusWhenDrawn } from "./focus";
import { isSure } from "./question";
import { Board } from "./results";
import { safe } from "./returns";
import { unturned } from "./table";
import { Zone } from "./zones";
import type { StoredFile } from "../messages";

/** Where the workbook stands in the worker, what was filled in, and the workbook as it is given back. */
const FILES = "/peserta";
const FILLED = "/isian";
const GIVEN_BACK = "/kembali";

interface Given {
  readonly region: string;
  readonly profile: string;
  readonly ask: <T>(action: string, given: object) => Promise<T>;
  readonly store: (files: readonly StoredFile[], remove: readonly string[]) => Promise<void>;
  readonly fetch: (path: string) => Promise<readonly StoredFile[]>;
  readonly work: (sentence: string, job: () => Promise<string>) => void;
  readonly onexplain: (code: string) => Promise<string>;
  /** Told how many answers stand in this page alone. */
  readonly onunsaved: (count: number) => void;
  /** Where things stand before there is a result. */
  readonly children: ComponentChildren;
}

export function Participant({ region, profile, ask, store, fetch, work, onexplain, onunsaved, children }: Given) {
  const [own, setOwn] = useState<Own | undefined>();
  const [findings, setFindings] = useState<readonly Shown[]>([]);
  const filled = useRef(new Decisions());
  const path = useRef("");
  const focus = useFocusWhenDrawn("peserta-hasil", own);

  function saidAt(spot: Spot, now: Own | undefined = own): Said | undefined {
    const { form, row, column } = spot;
    const entry = now && filled.current.get({ edition: now.edition, stage: now.stage, form, row, column });
    return entry?.kind === "answer" ? { value: entry.value ?? "", source: "" } : undefined;
  }

  async function check(more: object): Promise<Own> {
    const text = filled.current.file(own?.edition ?? "");
    const notes = `${FILLED}/${DECISIONS_FILE}`;
    await store(text === "" ? [] : [storedText(notes, text)], [FILLED]);
    return ask<Own>("own", { profile, path: path.current, passwords: [], decided: text === "" ? null : notes, ...more });
  }

  function show(now: Own, isQuiet: boolean): string {
    setFindings((before) => shownNow(isQuiet ? before : [], now, (spot) => saidAt(spot, now) !== undefined));
    setOwn(now);
    if (!isQuiet) {
      focus();
    }
    const [complete, rows] = (["complete", "rows"] as const).map((name) => now.board.reduce((sum, line) => sum + line[name], 0));
    return `${isQuiet ? "Dihitung ulang" : "Selesai diperiksa"}: ${complete ?? 0} dari ${rows ?? 0} baris lengkap.`;
  }

  async function choose(input: HTMLInputElement): Promise<void> {
    const [file] = takenFrom(input);
    const question = "Yang diisi di sini belum diunduh, dan hilang bila berkas lain diperiksa.";
    if (file !== undefined && (filled.current.unsaved === 0 || (await isSure(question, "Tetap periksa berkas lain")))) {
      work("Memeriksa berkas.", async () => {
        setOwn(undefined);
        filled.current = new Decisions();
        onunsaved(0);
        path.current = `${FILES}/${safe(file.name)}`;
        await store([await stored(path.current, file)], [FILES]);
        return show(await check({}), false);
      });
    }
  }

  function answer({ form, row, column, seen }: Spot, said: Said | undefined): void {
    if (own !== undefined) {
      const at = { edition: own.edition, stage: own.stage, form, row, column, at: new Date().toISOString() };
      filled.current.take(said === undefined ? { ...at, kind: "withdrawn" } : { ...at, kind: "answer", value: said.value, source: "", seen });
      onunsaved(filled.current.unsaved);
      work("", async () => show(await check({}), true));
    }
  }

  function giveBack(): void {
    work("Menulis kertas kerja.", async () => {
      await store([], [GIVEN_BACK]);
      const written = filled.current.writing(own?.edition ?? "");
      const now = await check({ into: GIVEN_BACK, now: new Date().toISOString() });
      (await fetch(GIVEN_BACK)).forEach(download);
      written();
      onunsaved(filled.current.unsaved);
      show(now, true);
      return "Kertas kerja diunduh. Kirim berkas itu bersama kalimat di bawah tombolnya.";
    });
  }

  return (
    <section id="peserta" aria-labelledby="judul-peserta">
      <h2 id="judul-peserta">Periksa berkas saya</h2>
      <p>Untuk kertas kerja {region}. Berkasnya tetap di perangkat ini; yang diisi di sini ikut di berkas yang diunduh.</p>
      <Zone id="peserta-file" label="Kertas kerja saya" invitation="Seret berkasnya ke sini, atau tekan untuk memilihnya" isLarge onchange={(input) => { void choose(input); }} />
      {own === undefined && children}
      <div id="peserta-hasil" tabIndex={-1} role="group" aria-label="Hasil pemeriksaan">
        {own !== undefined && (
          <>
            <p>
              <b class={own.complete ? "baik" : "kurang"}>{own.complete ? "Lengkap." : "Belum lengkap."}</b> {own.sentence}
            </p>
            <Board lines={own.board} />
            <Findings findings={findings} entries={own.entries} saidAt={saidAt} onanswer={answer} onexplain={onexplain} isOwn />
            <h3>Kirim kembali</h3>
            <p>
              {own.complete
                ? "Unduh, lalu kirim berkasnya ke sekretariat sebagai Dokumen, bersama kalimat ini."
                : "Yang belum diketahui boleh menyusul. Unduh, lalu kirim berkasnya ke sekretariat sebagai Dokumen, bersama kalimat ini."}
            </p>
            <button type="button" id="peserta-unduh" class="pokok" onClick={giveBack}>
              Unduh kertas kerja saya
            </button>
            <p id="peserta-teks" class="kutipan">{unturned(own.message)}</p>
            <CopyText text={unturned(own.message)} />
          </>
        )}
      </div>
    </section>
  );
}

/** Put a text on the clipboard. Raises what the browser raises where it does not allow that, or has none. */
async function copied(text: string): Promise<void> {
  await navigator.clipboard.writeText(text);
}

/** A button that puts a text on the clipboard; where that is not allowed, the text is there to be marked. */
export function CopyText({ text, label = "Salin teks", of = "" }: { readonly text: string; readonly label?: string; readonly of?: string }) {
  const [isDone, setDone] = useState("");
  return (
    <button
      type="button"
      class="lain kecil"
      onClick={() => {
        copied(text).then(
          () => { setDone("Tersalin"); },
          () => { setDone("Blok teksnya, lalu tekan Ctrl+C"); },
        );
      }}
    >
      <span aria-live="polite">{isDone === "" ? label : isDone}</span>
      {of !== "" && <span class="hanya-terdengar"> {of}</span>}
    </button>
  );
}
