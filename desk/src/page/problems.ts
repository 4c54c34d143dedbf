// What can go wrong, as sentences for people.

import { IncompleteError } from "./parts";

/** The package refused what was asked, with a sentence for people. */
export class Refused extends Error {}

/** What went wrong, in one line: of a Python traceback the last one. */
export function reason(problem: unknown): string {
  if (!(problem instanceof Error)) {
    return String(problem);
  }
  const lines = problem.message.split("\n").filter((line) => line.trim() !== "" && !line.startsWith(" ") && !line.startsWith("See ") && !line.startsWith("The module"));
  return lines[lines.length - 1] ?? problem.name;
}

/** Why nothing was written into a folder, in one sentence that says what to do; nothing where the folder is not to blame. */
export function whyNotSaved(problem: unknown, folder: string): string | undefined {
  const name = problem instanceof DOMException ? problem.name : "";
  const again = "Tekan Simpan lagi, lalu pilih foldernya.";
  if (name !== "" && folder === "") {
    return `Foldernya belum dipilih, jadi tidak ada yang ditulis. ${again}`; // browsers ask soon after a click, or not at all
  }
  switch (name) {
    case "NotAllowedError":
    case "SecurityError":
      return `Izin menulis ke folder ${folder} tidak ada atau sudah dicabut, jadi tidak ada yang ditulis. ${again}`;
    case "QuotaExceededError":
      return `Tempat di folder ${folder} tidak cukup, jadi tidak ada yang ditulis. Kosongkan dulu diskanya. ${again}`;
    case "NotFoundError":
      return `Folder ${folder} tidak ada lagi di tempatnya, jadi tidak ada yang ditulis. ${again}`;
    case "NoModificationAllowedError":
    case "InvalidStateError":
    case "NotReadableError":
      return `Ada berkas di folder ${folder} yang sedang dipakai program lain, jadi tidak ada yang ditulis. Tutup dulu. ${again}`;
    default:
      return undefined;
  }
}

/** Why the page cannot start, in one sentence that says what to do. */
export function whyNot(problem: unknown): string {
  if (problem instanceof IncompleteError) {
    return "Berkas halaman ini tidak utuh, mungkin terpotong saat disalin atau diunduh. Salin atau unduh lagi.";
  }
  const why = reason(problem);
  if (isOfMemory(problem)) {
    return `Memori komputer ini tidak cukup (${why}). Tutup program atau tab lain, lalu muat ulang halaman ini.`;
  }
  return (
    `Halaman ini tidak dapat dijalankan di peramban ini (${why}). Bila dibuka dari dalam zip, surel, atau WhatsApp, simpan dulu ` +
    "berkasnya; lalu buka dengan Firefox atau Chrome terbaru."
  );
}

/** That memory did not suffice for what was asked, and what to do; nothing where that is not the reason. */
export function whyNoMemory(problem: unknown): string | undefined {
  return isOfMemory(problem)
    ? `Memori komputer ini tidak cukup (${reason(problem)}). Tutup program atau tab lain, lalu ulangi; yang sudah dipilih masih ada.`
    : undefined;
}

function isOfMemory(problem: unknown): boolean {
  return problem instanceof RangeError || /memory|allocat/i.test(reason(problem));
}
