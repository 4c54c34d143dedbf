// Mails are prepared here as the command line prepares them: drafts, the page beside them, the journal. Nothing is sent.

import { useRef, useState } from "preact/hooks";

import { POST, WORKSHEETS } from "./acting";
import type { Collected, Mailed } from "./answers";
import type { Deciding } from "./deciding";
import type { Engine } from "./engine";
import { type Offered, offeredAs, withdrawn } from "./files";
import type { Jobs } from "./jobs";
import { Refused } from "./problems";
import type { RegionChosen } from "./region";
import type { Saving } from "./saving";
import type { Taking } from "./taking";

/** What goes out, by its name in the action. */
export const MAILINGS = [
  ["sheets", "kertas kerja"],
  ["corrections", "Lembar Perbaikan"],
  ["drafts", "Draf Kelompok"],
  ["reminders", "pengingat"],
  ["presentation", "matriks untuk semua"],
] as const;
export type Mailing = (typeof MAILINGS)[number][0];

/** What was prepared last, with where its files can be downloaded. */
interface Prepared extends Mailed {
  readonly mailing: Mailing;
  readonly links: readonly Offered[];
}

export type MailingHook = ReturnType<typeof useMailing>;

interface Given {
  readonly engine: Engine;
  readonly jobs: Jobs;
  readonly region: RegionChosen;
  readonly taking: Taking;
  readonly deciding: Deciding;
  readonly saving: Saving;
}

export function useMailing({ engine, jobs, region, taking, deciding, saving }: Given) {
  const [chosen, setChosen] = useState<Mailing>("sheets");
  const [prepared, setPrepared] = useState<Prepared | undefined>();
  // What is to go out next: the worksheets that were made, or the corrections of the last merge; and of which bimtek.
  const [due, setDue] = useState<Mailing | "">("");
  const madeStage = useRef<number | null>(null);

  /** Prepare a mailing; `marked` names the recipient to whom somebody has written by hand. */
  function prepare(mailing: Mailing, marked?: string): void {
    const collected: Collected | undefined = deciding.collected;
    jobs.work("Menyiapkan surel.", async () => {
      const found = await taking.look();
      const isInFolder = found.folder !== null;
      const ofSheets = madeStage.current ?? (isInFolder ? null : region.stage || null);
      const stage = mailing === "sheets" ? ofSheets : (collected?.stage ?? null);
      if (stage === null && !isInFolder) {
        throw new Refused(mailing === "sheets" ? "Pilih satu bimtek dulu, lalu tekan Buat." : "Periksa atau gabungkan kiriman dulu.");
      }
      await saving.joinJournals().catch(() => undefined); // one that cannot be read now is joined when this one is saved
      const given = { ...taking.given(), ...(await deciding.told()), mailing, stage, marked: marked === undefined ? [] : [marked] };
      const mailed = await jobs.ask<Mailed>("mail", { ...given, sheets: WORKSHEETS, post: POST, into: `${POST}.zip` });
      const root = found.folder ?? POST;
      const all = isInFolder ? await saving.keep([`${root}/${mailed.place}`], "mails") : await engine.fetch(POST);
      const files = all.filter(({ path }) => mailed.written.includes(path.slice(root.length + 1)));
      if (!isInFolder) {
        await engine.store(all, [POST]); // the journal is read by the next mailing
        saving.setMails(files.map((file) => ({ ...file, path: file.path.slice(POST.length + 1) })));
      }
      const links = offeredAs([...files, ...(await engine.fetch(`${POST}.zip`))]);
      setPrepared((before) => {
        withdrawn(before?.links ?? []);
        return { ...mailed, mailing, links };
      });
      if (marked !== undefined) {
        await saving.marked();
      }
      setChosen(mailing);
      setDue("");
      deciding.setSent(mailed.stage, mailed.sent);
      return `${mailed.sentence} ${mailed.messages.length} surel disiapkan, tidak ada yang dikirim dari halaman ini.`;
    });
  }

  return {
    ...{ chosen, setChosen, prepared, due, prepare },
    /** What was prepared for a folder is let go with it. */
    forget: () => {
      setPrepared(undefined);
      setDue("");
    },
    /** Worksheets of a bimtek were made (null: of several). */
    made: (stage: number | null) => {
      madeStage.current = stage;
      setDue("sheets");
    },
    merged: (hasCorrections: boolean) => {
      setDue(hasCorrections ? "corrections" : "");
      setChosen("corrections");
    },
  };
}
