// Which returns were chosen, and the path by which Python knows each: that which the command line would call it by.

/** The folder in which files stand that came without one of their own. */
const LOOSE = "kiriman";
/** The folder of what a merge writes. It is beside those of the returns, as the links of the matrix to them ask for. */
export const RESULTS = ".hasil";
/** Bytes of the longest name that Python's file system can list. */
const LONGEST = 255;

/** What a choice of files changes. */
export interface Choice {
  readonly placed: readonly { readonly file: File; readonly path: string }[];
  /** The folders that were chosen again: what they held is replaced. */
  readonly again: readonly string[];
  /** What they held and hold no more. */
  readonly gone: readonly string[];
}

export class Returns {
  /** By the name of a folder that was chosen, empty for single files: the folder in which they stand for Python. */
  private readonly roots = new Map<string, string>();
  private readonly paths = new Set<string>();

  get count(): number {
    return this.paths.size;
  }

  /** The folders in which they stand. */
  get folders(): string[] {
    return [...new Set([...this.paths].map((path) => path.split("/")[0] ?? path))].sort();
  }

  /** The same, to be tried with other files: what cannot be stored has not come. */
  copy(): Returns {
    const other = new Returns();
    this.roots.forEach((root, origin) => other.roots.set(origin, root));
    this.paths.forEach((path) => other.paths.add(path));
    return other;
  }

  /** Add files. A folder of a name that was chosen before takes the place of that one; single files are only added. */
  add(chosen: readonly File[]): Choice {
    const named = chosen.map((file) => ({
      file,
      steps: file.webkitRelativePath === "" ? ["", file.name] : file.webkitRelativePath.split("/"),
    }));
    const origins = new Set(named.map(({ steps }) => steps[0] ?? ""));
    const again = [...origins].filter((origin) => origin !== "").flatMap((origin) => this.roots.get(origin) ?? []);
    const before = [...this.paths].filter((path) => again.some((root) => path.startsWith(`${root}/`)));
    before.forEach((path) => this.paths.delete(path));
    const folders = new Set([...this.paths].flatMap(above));
    const placed = named.map(({ file, steps: [origin = "", ...steps] }) => {
      let path = this.rootOf(origin);
      steps.forEach((step, n) => {
        const isFile = n === steps.length - 1;
        const isTaken = (candidate: string) => this.paths.has(candidate) || (isFile && folders.has(candidate));
        path = free(`${path}/`, safe(step), isTaken);
        (isFile ? this.paths : folders).add(path);
      });
      return { file, path };
    });
    return { placed, again, gone: before.filter((path) => !this.paths.has(path)).sort() };
  }

  private rootOf(origin: string): string {
    const taken = [RESULTS, ...this.roots.values()];
    const root = this.roots.get(origin) ?? free("", origin === "" ? LOOSE : safe(origin), (candidate) => taken.includes(candidate));
    this.roots.set(origin, root);
    return root;
  }
}

/** The folders that a path lies in. */
function above(path: string): string[] {
  const steps = path.split("/");
  return steps.slice(1).map((_, n) => steps.slice(0, n + 1).join("/"));
}

/** A name that leads nowhere else in Python's file system: no way up, and no sign that ends it. */
export function safe(name: string): string {
  return name.replace(/[/\0]/g, "\ufffd").replace(/^\.{0,2}$/, "($&)");
}

/** A path in a folder that is not taken yet and can be listed: a second `a.xlsx` becomes `a (2).xlsx`. */
function free(folder: string, name: string, isTaken: (candidate: string) => boolean): string {
  const dot = name.lastIndexOf(".");
  const [stem, end] = dot > 0 && name.length - dot < 20 ? [name.slice(0, dot), name.slice(dot)] : [name, ""];
  for (let n = 1; ; n += 1) {
    const candidate = folder + fitted(stem, n === 1 ? end : ` (${n})${end}`);
    if (!isTaken(candidate)) {
      return candidate;
    }
  }
}

/** Both in one name; of one that is too long the stem is cut, visibly. */
function fitted(stem: string, end: string): string {
  const [bytes, room] = [new TextEncoder().encode(stem), LONGEST - new TextEncoder().encode(end).length];
  if (bytes.length <= room) {
    return stem + end;
  }
  const start = new TextDecoder().decode(bytes.subarray(0, room - 3));
  return `${start.replace(/\ufffd$/, "")}…${end}`;
}
