// Files in and out of the page. In: by the inputs alone, since every name arrives there, while handles leave names out
// in silence. Out: as links for download.

import type { StoredFile } from "../messages";

/** The folder in which single files stand that came without a folder of their own. */
const LOOSE = "kiriman";

/** The files of an input, under the paths the command line would call them by. */
export async function chosenFiles(input: HTMLInputElement, taken: ReadonlySet<string>): Promise<StoredFile[]> {
  const files: StoredFile[] = [];
  const names = new Set(taken);
  for (const file of input.files ?? []) {
    const data = new Uint8Array(await file.arrayBuffer());
    const path = file.webkitRelativePath || free(`${LOOSE}/${file.name}`, names);
    names.add(path);
    files.push({ path, data, time: Math.floor(file.lastModified / 1000) });
  }
  return files;
}

/** The topmost folders (or single paths) of these paths, in order. */
export function roots(paths: Iterable<string>): string[] {
  return [...new Set([...paths].map((path) => path.split("/")[0] ?? path))].sort();
}

/** A path like this one that is not taken yet: a second `a.xlsx` becomes `a (2).xlsx`. */
function free(path: string, taken: ReadonlySet<string>): string {
  const dot = path.lastIndexOf(".");
  const [stem, end] = dot > path.lastIndexOf("/") ? [path.slice(0, dot), path.slice(dot)] : [path, ""];
  for (let n = 1; ; n += 1) {
    const candidate = n === 1 ? path : `${stem} (${n})${end}`;
    if (!taken.has(candidate)) {
      return candidate;
    }
  }
}

const TYPES = new Map([
  ["xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"],
  ["json", "application/json"],
  ["txt", "text/plain"],
  ["csv", "text/csv"],
  ["zip", "application/zip"],
]);

/** The address under which a result can be downloaded; to be revoked when it is replaced. */
export function downloadAddress(file: StoredFile): string {
  const type = TYPES.get(file.path.split(".").pop() ?? "") ?? "application/octet-stream";
  return URL.createObjectURL(new Blob([file.data as Uint8Array<ArrayBuffer>], { type }));
}
