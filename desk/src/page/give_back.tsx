// "Kembalikan": the merge with all that it writes, what goes out to whom, the next bimtek, and what there is to download.

import { type Acting, OUTPUTS } from "./acting";
import type { Collected } from "./answers";
import { canSave } from "./files";
import type { Freshness } from "./freshness";
import type { MailingHook } from "./mailing";
import { Mails } from "./mails";
import { CopyText } from "./participant";
import { toggled } from "./prepare";
import { Downloads } from "./results";
import type { Saving } from "./saving";

interface Given {
  readonly acting: Acting;
  readonly mailing: MailingHook;
  readonly saving: Saving;
  readonly collected: Collected | undefined;
  /** The bimtek after that of the matrix that was just made. */
  readonly nextStage: number | undefined;
  readonly freshness: Freshness;
  readonly isReady: boolean;
  /** Whether what is merged stands in a working folder. */
  readonly isInFolder: boolean;
}

export function GiveBack({ acting, mailing, saving, collected, nextStage, freshness, isReady, isInFolder }: Given) {
  const { downloads, mergedStage } = acting;
  return (
    <>
      <h2 id="kembalikan" class="tempat-judul">Kembalikan</h2>
      <Merge {...{ acting, isReady, isInFolder }} />
      {collected !== undefined && <Summary collected={collected} />}
      <Mails mailing={mailing} saving={saving} isReady={isReady} />
      {nextStage !== undefined && (
        <section aria-labelledby="judul-berikutnya">
          <h3 id="judul-berikutnya">Bimtek berikutnya</h3>
          <button type="button" id="bimtek-berikut" class="lain" disabled={!isReady} onClick={() => { acting.make(nextStage); }}>
            Buat kertas kerja bimtek {nextStage} dari matriks ini
          </button>
        </section>
      )}
      {downloads.length > 0 && (
        <Downloads
          downloads={downloads}
          isStale={freshness.areResultsStale && mergedStage !== undefined}
          onsave={canSave() ? saving.save : undefined}
        />
      )}
    </>
  );
}

function Merge({ acting, isReady, isInFolder }: Pick<Given, "acting" | "isReady" | "isInFolder">) {
  const { wanted, setWanted, isRaw, setRaw } = acting;
  return (
    <section aria-labelledby="judul-gabung">
      <h3 id="judul-gabung">Gabung, dan tulis yang dikirim kembali</h3>
      <details>
        <summary>Yang ikut ditulis ({wanted.size} dari {OUTPUTS.length})</summary>
        <fieldset class="sebaris">
          <legend>Yang ikut ditulis saat menggabungkan</legend>
          {OUTPUTS.map(([name, label]) => (
            <label class="pilih" key={name}>
              <input
                type="checkbox"
                data-keluaran={name}
                checked={wanted.has(name)}
                onChange={(event) => { setWanted(toggled(wanted, name, event.currentTarget.checked)); }}
              />{" "}
              <span>{label}</span>
            </label>
          ))}
          <label class="pilih">
            <input
              type="checkbox"
              id="mentah"
              checked={isRaw}
              disabled={!wanted.has("tables")}
              onChange={(event) => { setRaw(event.currentTarget.checked); }}
            />{" "}
            <span>CSV tanpa tanda ' di depan teks yang mirip rumus, bila dibaca program lain, bukan Excel</span>
          </label>
        </fieldset>
        {isInFolder && (
          <p class="lirih">Di folder kerja, salinan untuk paparan, berkas JSON, dan tabel tidak ikut ditulis. Buku Matriks di sana sudah untuk dibagikan.</p>
        )}
      </details>
      <button type="button" id="gabung" class="lain" disabled={!isReady} onClick={acting.merge}>
        Gabung
      </button>
    </section>
  );
}

function Summary({ collected }: { readonly collected: Collected }) {
  return (
    <section aria-labelledby="judul-rekap">
      <h3 id="judul-rekap">Rekap untuk WhatsApp</h3>
      <pre id="rekap">{collected.summary}</pre>
      <CopyText text={collected.summary} />
      {collected.numbers.length > 0 && (
        <ul>
          {collected.numbers.map(({ name, phone }) => (
            <li key={name}>
              {name}: {phone} <CopyText text={phone} label="Salin nomor" of={name} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
