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

/** Why the page cannot start, in one sentence that says what to do. */
export function whyNot(problem: unknown): string {
  if (problem instanceof IncompleteError) {
    return "Berkas halaman ini tidak utuh, mungkin terpotong saat disalin atau diunduh. Salin atau unduh lagi.";
  }
  const why = reason(problem);
  if (problem instanceof RangeError || /memory|allocat/i.test(why)) {
    return `Memori komputer ini tidak cukup (${why}). Tutup program atau tab lain, lalu muat ulang halaman ini.`;
  }
  return `Halaman ini tidak dapat dijalankan di peramban ini (${why}). Coba Firefox atau Chrome terbaru.`;
}
