// The mails that are prepared: to whom, with which words, how far; each text and number to be copied, each draft to be
// downloaded. What leads out of this page stands in kirim.html alone.

import { canSave } from "./files";
import { MAILINGS, type Mailing, type MailingHook } from "./mailing";
import { CopyText } from "./participant";
import type { Saving } from "./saving";

interface Given {
  readonly mailing: MailingHook;
  readonly saving: Saving;
  readonly isReady: boolean;
}

export function Mails({ mailing, saving, isReady }: Given) {
  const { chosen, setChosen, prepared, prepare } = mailing;
  const addressOf = (end: string) => prepared?.links.find(({ path }) => path.endsWith(end))?.address;
  return (
    <section aria-labelledby="judul-surel">
      <h3 id="judul-surel">Surel dan WhatsApp untuk setiap penerima</h3>
      <div class="sebaris">
        <label>
          <span>Yang dikirim</span>
          <select id="isi-surel" value={chosen} onChange={(event) => { setChosen(event.currentTarget.value as Mailing); }}>
            {MAILINGS.map(([name, words]) => (
              <option key={name} value={name}>{words}</option>
            ))}
          </select>
        </label>
        <button type="button" id="surel" class="lain" disabled={!isReady} onClick={() => { prepare(chosen); }}>
          Siapkan surel
        </button>
      </div>
      {prepared !== undefined && (
        <>
          <p>
            <a id="semua-surel" href={addressOf(".zip")} download="surel.zip" onClick={saving.marksTaken}>
              Semua surel dan lampirannya dalam satu zip
            </a>
          </p>
          {saving.marks > 0 && (
            <p id="tanda-belum-disimpan" class="catatan">
              {saving.marks} tanda Sudah dikirim belum disimpan. {canSave() ? "Simpan semua ke folder, atau unduh" : "Unduh"} zip itu: tandanya ada di terkirim.csv.
            </p>
          )}
          <p class="lirih">
            Sesudah disimpan ke folder kerja, atau sesudah zip itu dibuka, klik dua kali kirim.html di {placeOf(prepared.page)}: dari sana surel dan
            WhatsApp dibuka. Dari halaman ini tidak ada yang dikirim.
          </p>
          <ul id="penerima" data-isi={prepared.mailing} class="temuan">
            {prepared.messages.map((message) => (
              <li key={message.code} data-penerima={message.code} data-jalan={message.state}>
                <strong>{message.name}</strong>: <span class={message.out ? "baik" : ""}>{message.state}</span>
                <span class="tempat">{message.to.join(", ") || "Belum punya alamat surel."}</span>
                <CopyText text={message.chat} of={`WhatsApp untuk ${message.name}`} />
                {message.numbers.map(({ name, number }) => (
                  <CopyText key={number} text={number} label={`Salin nomor ${number}`} of={name} />
                ))}
                <a href={addressOf(message.draft)} download={message.draft.split("/").pop()}>
                  Unduh draf<span class="hanya-terdengar"> untuk {message.name}</span>
                </a>{" "}
                {!message.out && (
                  <button
                    type="button"
                    class="lain kecil"
                    data-tandai={message.code}
                    disabled={!isReady}
                    onClick={() => { prepare(prepared.mailing, message.code); }}
                  >
                    Sudah dikirim<span class="hanya-terdengar"> ke {message.name}</span>
                  </button>
                )}
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

function placeOf(page: string): string {
  return page.slice(0, page.lastIndexOf("/"));
}
