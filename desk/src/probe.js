// Runs before anything else, in plain ES5 so that every browser understands it: takes away what could send, and says in
// one sentence what is missing when the page cannot work here.
(function () {
  "use strict";
  var names = ["RTCPeerConnection", "webkitRTCPeerConnection", "mozRTCPeerConnection", "RTCDataChannel"];
  for (var n = 0; n < names.length; n += 1) {
    try {
      delete window[names[n]];
    } catch (ignored) {
      window[names[n]] = undefined;
    }
  }
  // A module with an exception tag, and one that copies memory: the two newest things that Python's build needs.
  var head = [0, 97, 115, 109, 1, 0, 0, 0];
  var tag = head.concat([1, 4, 1, 96, 0, 0, 13, 3, 1, 0, 0]);
  var copy = head.concat([1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 5, 3, 1, 0, 1, 10, 14, 1, 12, 0, 65, 0, 65, 0, 65, 0, 252, 10, 0, 0, 11]);
  function valid(bytes) {
    try {
      return WebAssembly.validate(new Uint8Array(bytes));
    } catch (ignored) {
      return false;
    }
  }
  function enough() {
    try {
      return new WebAssembly.Memory({ initial: 1024, maximum: 16384 }).buffer.byteLength > 0;
    } catch (ignored) {
      return false;
    }
  }
  var newer = "Pakai Chrome atau Edge versi 95 ke atas, atau Firefox versi 115 ke atas.";
  var why = "";
  if (typeof WebAssembly !== "object") {
    why =
      "Peramban ini mematikan WebAssembly, yang dibutuhkan halaman ini. Di Edge: klik gembok di kiri alamat, pilih " +
      "Keamanan, lalu matikan keamanan yang ditingkatkan untuk halaman ini dan muat ulang. Bila tidak bisa, buka berkas ini " +
      "dengan Firefox versi 115 ke atas atau Chrome versi 95 ke atas.";
  } else if (!valid(tag) || !valid(copy)) {
    why = "Peramban ini terlalu lama untuk halaman ini. " + newer;
  } else if (typeof window.DecompressionStream === "undefined" || typeof window.Worker === "undefined") {
    why = "Peramban ini belum dapat membuka isi halaman ini. " + newer;
  } else if (!enough()) {
    why = "Memori komputer ini sedang penuh. Tutup program atau tab lain, lalu muat ulang halaman ini.";
  }
  window.deskBlocked = why;
  document.addEventListener("DOMContentLoaded", function () {
    if (why) {
      document.title = "Tidak dapat dijalankan - Meja Kerja Kota Cerdas";
      var place = document.getElementById("keadaan");
      place.className = "masalah";
      place.textContent = why;
    }
  });
})();
