// The region that worksheets are made for: a packaged one, or settings that were chosen here; and the choices it offers.

import { useRef, useState } from "preact/hooks";

import type { Region, Settings } from "./answers";
import type { Engine } from "./engine";
import { storedText, stored, takenFrom } from "./files";
import type { Freshness } from "./freshness";
import { type Jobs, SETTINGS } from "./jobs";
import { carriedSettings } from "./parts";
import { Refused } from "./problems";
import { safe } from "./returns";

/** What the settings of a region are called, in their folder. */
export const WORKBOOK = "Pengaturan.xlsx";
const MAIN = "profile.toml";

export type RegionChosen = ReturnType<typeof useRegion>;

/** Know the region; `onother` is called when it is another one than before. */
export function useRegion(engine: Engine, jobs: Jobs, freshness: Freshness, onother: () => Promise<void>) {
  const [regions, setRegions] = useState<readonly Region[]>([]);
  const [profile, setProfile] = useState("");
  const [settings, setSettings] = useState<Settings | undefined>();
  const [stage, setStage] = useState(0);
  const [returnsStage, setReturnsStage] = useState(0);
  const [isPerAgency, setPerAgency] = useState(false);
  const [groups, setGroups] = useState<ReadonlySet<string>>(new Set());
  // A job may wait while settings and choices change: it asks for those that stand when it begins.
  const choices = useRef({ stage, groups, isPerAgency });
  choices.current = { stage, groups, isPerAgency };
  const now = useRef<{ readonly region: string; readonly edition: string }>({ region: "", edition: "" });

  /** Read the packaged regions, and take the first, or the one whose settings this page carries. */
  async function begin(): Promise<void> {
    const packaged = (await engine.act("regions", {})) as readonly Region[];
    setRegions(packaged);
    const carried = Object.entries(carriedSettings() ?? {});
    await engine.store(carried.map(([name, text]) => storedText(`${SETTINGS}/${name}`, text)), []);
    await choose(carried.length > 0 ? SETTINGS : (packaged[0]?.name ?? ""));
  }

  async function choose(name: string): Promise<void> {
    const found = await jobs.ask<Settings>("profile", { profile: name });
    if (found.region !== now.current.region) {
      await onother(); // settings that are read again have the same matrices
    }
    now.current = found;
    setProfile(name);
    setSettings(found);
    setStage(found.stages[0]?.number ?? 1);
    setGroups(new Set(found.groups.map((group) => group.code)));
    setReturnsStage(0);
    freshness.markStale();
  }

  /** Choose settings as a job of its own. */
  function read(name: string): void {
    jobs.work("Membaca pengaturan.", async () => {
      await choose(name);
      return "Pengaturan dibaca.";
    });
  }

  function chooseFolder(input: HTMLInputElement): void {
    const chosen = takenFrom(input);
    const paths = chosen.map((file) => file.webkitRelativePath);
    // As Windows has it; a settings workbook goes before the TOML file beside it.
    const main = (path: string) => [WORKBOOK, MAIN].find((name) => path.toLowerCase().endsWith(`/${name.toLowerCase()}`));
    const all = [...new Set(paths.flatMap((path) => path.slice(0, -(main(path)?.length ?? path.length))))].filter((path) => path !== "");
    const own = all.filter((folder) => folder.indexOf("/") === folder.length - 1);
    const tops = own.length > 0 ? own : all;
    const [top = ""] = tops;
    const inTop = chosen.filter((file) => file.webkitRelativePath.startsWith(top));
    const refusal =
      tops.length === 0
        ? `Di folder itu tidak ada ${WORKBOOK} atau ${MAIN}. Pilih folder yang berisi salah satunya.`
        : `Di folder itu ada ${tops.length} pengaturan (di ${tops.join(", ")}). Pilih salah satu foldernya.`;
    const nameOf = ({ webkitRelativePath: path }: File) => path.slice(top.length, -(main(path)?.length ?? 0) || undefined) + (main(path) ?? "");
    take(inTop, nameOf, tops.length === 1 ? SETTINGS : new Refused(refusal));
  }

  function chooseFiles(input: HTMLInputElement): void {
    const chosen = takenFrom(input);
    const main = chosen.filter((file) => /\.(toml|xlsx)$/i.test(file.name));
    const refusal = new Refused(
      `Pilih satu berkas .xlsx atau .toml, boleh bersama daftar .csv di sebelahnya. Yang dipilih: ${main.length} berkas pengaturan.`,
    );
    take(chosen, (file) => safe(file.name), main.length === 1 && main[0] ? `${SETTINGS}/${safe(main[0].name)}` : refusal);
  }

  /** Read the settings that stand at ``path`` once the files are stored, or refuse them. */
  function take(files: readonly File[], nameOf: (file: File) => string, path: string | Refused): void {
    if (files.length === 0 && typeof path === "string") {
      return;
    }
    jobs.keep(async () => {
      if (typeof path === "string") {
        const settingsFiles = await Promise.all(files.map((file) => stored(`${SETTINGS}/${nameOf(file)}`, file)));
        await engine.store(settingsFiles, [SETTINGS]);
      }
      jobs.work("Membaca pengaturan.", async () => {
        if (typeof path !== "string") {
          throw path;
        }
        await choose(path);
        return "Pengaturan dibaca.";
      });
    });
  }

  return {
    ...{ regions, profile, settings, stage, setStage, returnsStage, setReturnsStage, isPerAgency, setPerAgency, groups, setGroups },
    ...{ begin, choose, read, chooseFolder, chooseFiles, edition: () => now.current.edition, choices: () => choices.current },
  };
}
