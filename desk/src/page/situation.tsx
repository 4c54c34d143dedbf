// What the page says first: nothing has come yet, busy, a part of it done, nothing left to do, or gone wrong. Each has a
// title, a sentence, and what comes next as the one primary button.

import { useEffect, useRef } from "preact/hooks";

import type { Acting } from "./acting";
import type { Collected } from "./answers";
import type { Freshness } from "./freshness";
import type { Jobs } from "./jobs";
import type { Saving } from "./saving";
import type { Taking } from "./taking";

/** The verdict on a file that takes no part yet. */
const HELD = "Perlu keputusan";

/** An act, as a button calls it. */
export interface Act {
  readonly label: string;
  readonly act: () => void;
}

interface Situation {
  readonly kind: "starting" | "empty" | "busy" | "partly" | "complete" | "nothing" | "wrong";
  readonly title: string;
  readonly text: string;
  /** What comes next. */
  readonly next?: Act | undefined;
}

interface Given {
  readonly jobs: Jobs;
  readonly acting: Acting;
  readonly taking: Taking;
  readonly saving: Saving;
  readonly freshness: Freshness;
  readonly collected: Collected | undefined;
  /** How many returns have come. */
  readonly count: number;
  /** What comes next, if nothing is in the way. */
  readonly next: Act | undefined;
}

/** What the page itself is doing, or what keeps it from that; nothing while it waits for people. */
export function happening(jobs: Jobs): Situation | undefined {
  if (jobs.isBroken) {
    return { kind: "wrong", title: "Halaman ini tidak dapat dijalankan", text: jobs.told, next: { label: "Muat ulang halaman", act: () => { location.reload(); } } };
  }
  if (!jobs.isReady) {
    return { kind: "starting", title: "Halaman sedang disiapkan", text: "Berkas sudah boleh diseret ke kotak di atas." };
  }
  if (jobs.doing !== "") {
    const text = "Hasilnya tampil di halaman ini. Tombol Berhenti ada di atas; berkas yang sudah dipilih tidak hilang.";
    return { kind: "busy", title: jobs.doing, text };
  }
  return jobs.isFaulty ? { kind: "wrong", title: "Belum dapat dilanjutkan", text: jobs.told } : undefined;
}

/** Where things stand with the participants' own workbook before it is checked. */
export function situationOfOwn(jobs: Jobs): Situation {
  const text = "Pilih kertas kerja yang sudah diisi. Halaman ini menyebut apa yang masih kurang, dan di sel mana.";
  return happening(jobs) ?? { kind: "empty", title: "Belum ada berkas", text };
}

/** Where things stand now. What was collected stays while it is worked out anew. */
export function situationOf(given: Given): Situation {
  const { collected, next } = given;
  const now = happening(given.jobs);
  if (now !== undefined && now.kind !== "wrong" && collected === undefined) {
    return now;
  }
  if (now?.kind === "wrong") {
    return { next, ...now };
  }
  if (given.jobs.wasStopped) {
    const text = "Berkas yang sudah dipilih masih ada, dan yang sudah dibaca tidak dibaca lagi.";
    return { kind: "partly", title: "Dihentikan sebelum selesai", text, next };
  }
  return collected === undefined ? beforeChecking(given) : afterChecking(collected, given);
}

function beforeChecking({ acting, taking: { working }, saving, count, next }: Given): Situation {
  const isMaking = working.folder !== null && working.act === "make";
  if (acting.downloads.length > 0 && (count === 0 || isMaking)) {
    return acting.mergedStage === undefined ? handingOut(saving, next) : shared(saving, next);
  }
  if (isMaking) {
    return { kind: "empty", title: "Belum ada kiriman di folder kerja", text: "Kertas kerja dapat dibuat sekarang.", next };
  }
  if (count === 0) {
    const text = "Seret folder berisi kertas kerja yang sudah terisi ke kotak di atas. Bila kertas kerjanya belum dibagikan, buat dulu di sini.";
    return { kind: "empty", title: "Mulai dengan satu folder", text, next };
  }
  return { kind: "partly", title: "Kiriman belum diperiksa", text: "Periksa dulu: siapa yang lengkap, dan apa yang perlu diperbaiki.", next };
}

function afterChecking(collected: Collected, { acting, saving, freshness, next }: Given): Situation {
  const incomplete = new Set(collected.board.filter(({ key }) => key !== "complete").map(({ name }) => name)).size;
  const all = new Set(collected.board.map(({ name }) => name)).size;
  const left = [
    [collected.findings.filter(({ severity }) => severity === "error").length, "hal harus diperbaiki"],
    [collected.conflicts.filter(({ decision }) => decision === "").length, "isian berbeda belum diputuskan"],
    [collected.spellings.filter(({ entry }) => entry === "").length, "ejaan belum diputuskan"],
    [collected.files.filter(({ verdict }) => verdict === HELD).length, "berkas belum ikut"],
  ] as const;
  const isComplete = incomplete === 0 && left.every(([number]) => number === 0);
  if (acting.downloads.length > 0 && !freshness.areResultsStale) {
    if (acting.mergedStage === undefined) {
      return handingOut(saving, next);
    }
    return isComplete || !acting.wanted.has("corrections")
      ? shared(saving, next)
      : handing(saving, next, "Matriks dan Lembar Perbaikan sudah jadi", "kirim Lembar Perbaikan ke kelompoknya. Begitu kembali, seret ke kotak di atas.");
  }
  if (isComplete) {
    return { kind: "complete", title: "Semua sudah lengkap", text: "Tidak ada yang harus diperbaiki. Tinggal digabung menjadi matriks.", next };
  }
  const open = left.filter(([number]) => number > 0).map(([number, what]) => `${number} ${what}`);
  return {
    kind: "partly",
    title: `${all - incomplete} dari ${all} kelompok sudah lengkap`,
    text:
      (open.length > 0 ? `${open.join(", ")}. ` : "") +
      "Yang diketahui jawabannya diisi di bawah. Sisanya kembali ke kelompok sebagai Lembar Perbaikan; kiriman yang menyusul tinggal diseret ke kotak di atas.",
    next,
  };
}

function handingOut(saving: Saving, next: Act | undefined): Situation {
  return handing(saving, next, "Kertas kerja siap dibagikan", "kirim ke kelompoknya. Begitu kembali terisi, seret ke kotak di atas.");
}

function shared(saving: Saving, next: Act | undefined): Situation {
  return handing(saving, next, "Matriks sudah jadi", "bagikan. Kiriman yang menyusul cukup diseret ke kotak di atas.");
}

/** What was made is to be kept; once it is, it goes to others, and in the end nothing is left to do here. */
function handing({ isUnsaved }: Saving, next: Act | undefined, title: string, then: string): Situation {
  if (isUnsaved) {
    return { kind: "complete", title, text: `Simpan dulu, lalu ${then}`, next };
  }
  const text = `Hasilnya sudah disimpan. Tinggal ${then}`;
  return next === undefined ? { kind: "nothing", title: "Tidak ada lagi yang perlu dikerjakan sekarang", text } : { kind: "complete", title, text, next };
}

export function Standing({ kind, title, text, next }: Situation) {
  const place = useRef<HTMLElement>(null);
  const isHeld = useRef(false);

  // Whoever pressed a button that is gone now stands here.
  useEffect(() => {
    if (isHeld.current && document.activeElement === document.body) {
      place.current?.focus();
    }
    isHeld.current = false;
  }, [title]);

  return (
    <section ref={place} id="langkah" class="langkah" data-langkah={kind} tabIndex={-1} aria-labelledby="judul-langkah">
      <h3 id="judul-langkah">{title}</h3>
      <p>{text}</p>
      {next !== undefined && (
        <button
          type="button"
          id="berikut"
          class="pokok"
          onClick={() => {
            isHeld.current = true;
            next.act();
          }}
        >
          {next.label}
        </button>
      )}
    </section>
  );
}
