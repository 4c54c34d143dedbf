// The page: what takes files in, decides, and acts, put together with the parts of the screen. Each part is in a module of
// its own; here is what leads from one to the next.

import { render } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";

import type { StoredFile } from "../messages";
import { POST, WORKSHEETS, useActing } from "./acting";
import { Begin } from "./begin";
import { useDeciding } from "./deciding";
import { Engine } from "./engine";
import { Explaining } from "./explaining";
import { canSave } from "./files";
import { useFreshness } from "./freshness";
import { Gather } from "./gather";
import { GiveBack } from "./give_back";
import { type Watch, useJobs } from "./jobs";
import { MAILINGS, useMailing } from "./mailing";
import { unpackParts, workerSource } from "./parts";
import { Participant } from "./participant";
import { Prepare } from "./prepare";
import { isSure } from "./question";
import { useRegion } from "./region";
import { RESULTS } from "./returns";
import { type Saving, useSaving } from "./saving";
import { type Act, Standing, situationOf, situationOfOwn } from "./situation";
import { useTaking } from "./taking";

function Page({ engine, watch }: { readonly engine: Engine; readonly watch: Watch }) {
  const [count, setCount] = useState(0);
  const [isParticipants, setParticipants] = useState(isForParticipants());
  const ownUnsaved = useRef(0);
  const marks = useRef(0);
  // The matrices of earlier merges by their paths: the next merge replaces them, and reads the decisions in them.
  const standing = useRef(new Map<string, StoredFile>()).current;
  const freshness = useFreshness();
  const { due, setDue } = freshness;
  const jobs = useJobs(engine, watch, count, due, () => { setDue(""); });
  const { isReady, isIdle, say, keep, work, ask } = jobs;
  const region = useRegion(engine, jobs, freshness, async () => {
    standing.clear();
    await engine.store([], [POST, RESULTS, WORKSHEETS]);
  });
  const place = () => {
    const found = taking.workingNow.current;
    const results = found.folder === null ? undefined : found.results[region.returnsStage || found.stage];
    return results === undefined || found.folder === null ? "" : `${results.slice(found.folder.length + 1)}/`;
  };
  const deciding = useDeciding({ engine, freshness, say, keep, edition: region.edition, place });
  const { collected, noted } = deciding;
  const forget = (folder: string | null) => {
    deciding.forget();
    if (folder !== null) {
      [acting, mailing].forEach((each) => { each.forget(); });
      saving.taken();
    }
  };
  const mayGo: Saving["mayGo"] = (given) => saving.mayGo(given);
  const taking = useTaking({ engine, jobs, freshness, region, setCount, restore: deciding.restore, onempty: forget, mayGo, standing });
  const renew = async () => {
    freshness.markStale();
    await acting.collect(null, true);
  };
  const saving = useSaving({ engine, jobs, taking, deciding, renew });
  marks.current = saving.marks;
  const mailing = useMailing({ engine, jobs, region, taking, deciding, saving });
  const acting = useActing({ engine, jobs, freshness, region, taking, deciding, saving, mailing, standing });
  const { mergedStage } = acting;
  const isMatrixNew = mergedStage !== undefined && !freshness.areResultsStale;
  const nextStage = isMatrixNew ? region.settings?.stages.find(({ number }) => number > mergedStage)?.number : undefined;

  useEffect(() => {
    jobs.start(async () => {
      await region.begin();
      say("Siap. Pilih yang ingin dikerjakan.");
    });
  }, []);

  useEffect(() => {
    if (isIdle && due !== "") {
      if (count > 0) {
        acting.check(null, due === "answers");
      } else {
        setDue("");
      }
    }
  }, [isIdle, due]);

  useEffect(() => {
    const warn = (event: BeforeUnloadEvent) => {
      if (deciding.unsaved() + marks.current + ownUnsaved.current > 0) {
        event.preventDefault();
      }
    };
    let isAsking = false;
    const turn = async () => {
      if (isAsking) {
        return; // Back once more: one answer is enough, and then it is seen where that has led
      }
      if (ownUnsaved.current > 0 && !isForParticipants()) {
        isAsking = true;
        const isLeft = await isSure("Yang diisi di sini belum diunduh, dan hilang bila bagian ini ditinggalkan.", "Tetap tinggalkan");
        isAsking = false;
        if (!isLeft) {
          location.hash = "#peserta";
          return;
        }
        ownUnsaved.current = 0;
      }
      setParticipants(isForParticipants());
    };
    const turned = () => { void turn(); };
    window.addEventListener("beforeunload", warn);
    window.addEventListener("hashchange", turned);
    return () => {
      window.removeEventListener("beforeunload", warn);
      window.removeEventListener("hashchange", turned);
    };
  }, []);

  /** What is to be done next. */
  function nextAct(): Act | undefined {
    if (jobs.areSettingsFaulty) {
      return undefined; // no button helps
    }
    const { working } = taking;
    const hasWritten = acting.downloads.length > 0;
    if (count === 0 || (working.folder !== null && working.act === "make")) {
      if (!hasWritten) {
        return region.settings && { label: "Buat kertas kerja", act: () => { acting.make(); } };
      }
    } else if (collected === undefined) {
      return { label: "Periksa kiriman", act: () => { acting.check(); } };
    } else if (!hasWritten || freshness.areResultsStale) {
      return { label: "Gabung dan buat Lembar Perbaikan", act: acting.merge };
    }
    if (saving.isUnsaved) {
      const zips = [...saving.unsaved].map((part) => (part === "mails" ? "semua-surel" : "semua"));
      const download = () => {
        zips.forEach((id) => document.getElementById(id)?.click());
        saving.taken();
      };
      const label = `Unduh semua dalam ${zips.length === 1 ? "satu" : "dua"} zip`;
      return canSave() ? { label: "Simpan semua ke folder", act: saving.save } : { label, act: download };
    }
    const { due: mails } = mailing;
    if (mails !== "") {
      const words = MAILINGS.find(([name]) => name === mails)?.[1] ?? "";
      return { label: `Siapkan surel ${words}`, act: () => { mailing.prepare(mails); } };
    }
    return nextStage === undefined || collected?.attention !== false
      ? undefined
      : { label: `Buat kertas kerja bimtek ${nextStage} dari matriks ini`, act: () => { acting.make(nextStage); } };
  }

  if (isParticipants) {
    return (
      <>
        {!document.documentElement.hasAttribute("data-peserta") && (
          <nav class="tempat-kerja" aria-label="Bagian halaman">
            <a href="#siapkan">Ke halaman sekretariat</a>
          </nav>
        )}
        <Participant
          region={region.settings?.region ?? ""}
          profile={region.profile}
          ask={ask}
          store={(files, remove) => engine.store(files, remove)}
          fetch={(path) => engine.fetch(path)}
          work={work}
          onexplain={acting.meaningOf}
          onunsaved={(unsaved) => { ownUnsaved.current = unsaved; }}
        >
          <Standing {...situationOfOwn(jobs)} />
        </Participant>
      </>
    );
  }
  const now = <Standing {...situationOf({ jobs, acting, taking, saving, freshness, collected, count, next: nextAct() })} />;
  return (
    <>
      {isOld() && (
        <p id="usang" class="masalah">
          Halaman ini dibuat lebih dari setahun yang lalu. Mintalah yang terbaru kepada pemberinya sebelum dipakai.
        </p>
      )}
      <nav class="tempat-kerja" aria-label="Bagian halaman">
        <a href="#siapkan">Siapkan</a>
        <a href="#kumpulkan">Kumpulkan</a>
        <a href="#kembalikan">Kembalikan</a>
        <a href="#peserta">Peserta: periksa berkas saya</a>
      </nav>
      {(noted.count > 0 || noted.unsaved > 0) && (
        <p id="belum-disimpan" class="catatan">
          {noted.unsaved > 0 ? `${noted.unsaved} keputusan belum disimpan.` : `${noted.count} keputusan sudah disimpan.`}{" "}
          <button type="button" id="simpan-keputusan" class="lain kecil" onClick={deciding.saveAndRenew}>
            Simpan keputusan
          </button>
        </p>
      )}
      <Begin taking={taking} count={count} isReady={isReady}>
        {collected === undefined && now}
      </Begin>
      <Prepare region={region} taking={taking} acting={acting} isReady={isReady} />
      <Gather region={region} taking={taking} deciding={deciding} acting={acting} freshness={freshness} isReady={isReady}>
        {now}
      </Gather>
      <GiveBack
        {...{ acting, mailing, saving, collected, nextStage, freshness, isReady }}
        isInFolder={taking.working.folder !== null}
      />
      <Explaining acting={acting} isReady={isReady} />
    </>
  );
}

/** Whether this page, or its address, is for participants. */
function isForParticipants(): boolean {
  return document.documentElement.hasAttribute("data-peserta") || location.hash === "#peserta";
}

/** Whether this page is older than a year, by the clock of whoever reads it; nothing that is written knows a clock. */
function isOld(): boolean {
  const released = Date.parse((window as unknown as { deskReleased: string }).deskReleased);
  return Date.now() - released > 366 * 24 * 3_600_000;
}

function start(): void {
  const blocked = (window as unknown as { deskBlocked?: string }).deskBlocked ?? "";
  const place = document.getElementById("app");
  if (blocked !== "" || place === null) {
    return;
  }
  const watch: Watch = { show: () => undefined };
  const engine = new Engine(unpackParts, workerSource, (now) => {
    watch.show(now);
  });
  // What is dropped beside the inputs would take the place of the page, and of all that was chosen in it.
  for (const event of ["dragover", "drop"] as const) {
    document.addEventListener(event, (dragged) => {
      if (!(dragged.target instanceof HTMLInputElement)) {
        dragged.preventDefault();
      }
    });
  }
  render(<Page engine={engine} watch={watch} />, place);
}

start();
