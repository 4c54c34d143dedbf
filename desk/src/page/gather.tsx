// "Kumpulkan": how returns are read, and what a check or a merge says of them, which is put right where it stands.

import type { ComponentChildren } from "preact";
import { useMemo, useState } from "preact/hooks";

import type { Acting } from "./acting";
import type { Collected } from "./answers";
import { Adjustments, Conflicts, Entries, SpellingLines } from "./conflicts";
import type { Deciding } from "./deciding";
import { Findings } from "./findings";
import type { Freshness } from "./freshness";
import { Cards, Pictures, boardPicture } from "./pictures";
import type { RegionChosen } from "./region";
import { Board, Files } from "./results";
import { Screen } from "./screen";
import { unturned } from "./table";
import type { Taking } from "./taking";
import { BookZone } from "./zones";

/** The finding of a return that is locked with a password. */
const LOCKED = "B003";

interface Given {
  readonly region: RegionChosen;
  readonly taking: Taking;
  readonly deciding: Deciding;
  readonly acting: Acting;
  readonly freshness: Freshness;
  readonly isReady: boolean;
  /** Where things stand, below the summary of what was found. */
  readonly children: ComponentChildren;
}

export function Gather(given: Given) {
  const { collected } = given.deciding;
  return (
    <>
      <h2 id="kumpulkan" class="tempat-judul">Kumpulkan</h2>
      <Reading {...given} />
      {collected !== undefined && <Found {...given} collected={collected} />}
    </>
  );
}

function Reading({ region, taking, deciding, acting, freshness, isReady }: Omit<Given, "children">) {
  const isLocked = deciding.collected?.findings.some(({ code }) => code === LOCKED) === true;
  return (
    <section aria-labelledby="judul-kiriman">
      <h3 id="judul-kiriman">Periksa kiriman</h3>
      <details id="pilihan" open={isLocked}>
        <summary>Pilihan lain: bimtek, kata sandi, matriks lama</summary>
        <div class="sebaris">
          <label>
            <span>Bimtek</span>
            <select
              id="bimtek-kiriman"
              value={region.returnsStage}
              onChange={(event) => {
                region.setReturnsStage(Number(event.currentTarget.value));
                freshness.markStale();
              }}
            >
              <option value={0}>yang paling banyak dikirim</option>
              {(region.settings?.stages ?? []).map((one) => (
                <option key={one.number} value={one.number}>{`Bimtek ${one.number}`}</option>
              ))}
            </select>
          </label>
          <label>
            <span>Kata sandi kiriman yang terkunci, satu per baris (boleh kosong)</span>
            <textarea
              id="sandi"
              rows={2}
              autocomplete="off"
              spellcheck={false}
              value={taking.passwords}
              onInput={(event) => { taking.setPasswords(event.currentTarget.value); }}
            />
          </label>
        </div>
        <div class="berdampingan">
          <BookZone id="keputusan" label="Matriks bimtek ini yang lama, berisi keputusan dan catatan (boleh kosong)" {...taking.bookZone("decisions")} />
          <BookZone id="sebelumnya" label="Matriks bimtek sebelumnya (boleh kosong)" {...taking.bookZone("previous")} />
        </div>
        <p class="lirih">
          Tanpa pilihan, keputusan dibaca dari hasil penggabungan terakhir di halaman ini, atau dari matriks bernama sama di antara kiriman (bukan yang di dalam zip).
        </p>
      </details>
      <button type="button" id="periksa" class="lain" disabled={!isReady} onClick={() => { acting.check(); }}>
        Periksa
      </button>
    </section>
  );
}

function Found({ deciding, acting, freshness, collected, children }: Given & { readonly collected: Collected }) {
  const [isOnScreen, setOnScreen] = useState(false);
  // Hundreds of lines: drawn when they change, not whenever something else on the page does.
  const board = useMemo(() => <Board lines={collected.board} />, [collected]);
  const files = useMemo(() => <Files files={collected.files} />, [collected]);
  const below = useMemo(
    () => (
      <>
        <Adjustments adjustments={collected.adjustments} />
        <Pictures pictures={collected.pictures} oncopy={acting.copyPicture} />
        <Cards cards={collected.cards} onopen={acting.openCard} />
      </>
    ),
    [collected],
  );
  return (
    <section aria-labelledby="judul-hasil">
      <h3 id="judul-hasil">{collected.heading}</h3>
      <p>
        {collected.counts}.{collected.until !== "" && <span class="tempat">Keadaan ini: {collected.until}.</span>}
      </p>
      {freshness.isStale && <p id="basi" class="masalah">Kiriman atau pilihan sudah berubah sejak ini dihitung. Tekan Periksa lagi.</p>}
      {collected.note !== "" && <p>{collected.note}</p>}
      {collected.decided !== "" && (
        <p id="diputuskan">{collected.decided} Bila bukan itu yang berlaku, pilih matriks yang lama, lalu gabungkan lagi.</p>
      )}
      {board}
      <p class="jangan-cetak">
        <button type="button" id="layar" class="lain kecil" onClick={() => { setOnScreen(true); }}>
          Tampilkan di layar
        </button>
        <button type="button" class="lain kecil" data-salin="papan" onClick={() => { acting.copyPicture(boardPicture(collected.board, collected.heading)); }}>
          Salin sebagai gambar
        </button>
      </p>
      <Findings
        findings={deciding.findings}
        entries={collected.entries}
        saidAt={deciding.saidAt}
        onanswer={deciding.answer}
        onexplain={acting.meaningOf}
      >
        {children}
        <Conflicts conflicts={collected.conflicts} ondecide={deciding.choose} onundo={deciding.undo} />
        <SpellingLines spellings={collected.spellings} ondecide={deciding.spell} />
      </Findings>
      <Entries entries={collected.entries} onundo={deciding.undo} />
      {files}
      {below}
      {!("zip" in collected) && (
        <p>
          <a
            id="json"
            href="#json"
            download="hasil.json"
            onClick={(event) => {
              event.preventDefault();
              acting.checkForPrograms();
            }}
          >
            Unduh hasil pemeriksaan sebagai JSON, untuk program lain
          </a>
        </p>
      )}
      <details>
        <summary>Ringkasan sebagai teks, sama seperti di baris perintah</summary>
        <pre id="cetakan">{unturned(collected.printed)}</pre>
      </details>
      {isOnScreen && (
        <Screen picture={boardPicture(collected.board, collected.heading)} until={collected.until} onclose={() => { setOnScreen(false); }} />
      )}
    </section>
  );
}
